# shellcheck shell=sh
# Sourced by tests of uplinks under tcrd, after lib.sh and networks.sh: programs
# as they are on a device, and cables, whose other ends are worlds of their own.

# udhcpc calls tcrd by a link beside its folder.
device_programs() {
	mkdir -p "$T/device/sbin" "$T/device/lib/tcr"
	for program in tcrd tcr-dns tcr-nft; do
		cp "$TCR_BIN/$program" "$T/device/sbin/"
	done
	ln -s tcrd "$T/device/sbin/tcrctl"
	ln -s ../../sbin/tcrd "$T/device/lib/tcr/udhcpc-event"
	[ ! -e "$TCR_BIN/../lib/tcr/seccomp.bpf" ] ||
		cp "$TCR_BIN/../lib/tcr/seccomp.bpf" "$T/device/lib/tcr/"
	PATH=$T/device/sbin:$PATH
}

# cable INTERFACE WORLD ADDRESS/PREFIX: to a router there of that address, with
# 203.0.113.9 behind it.
cable() {
	ip netns add "$2"
	ip link add "$1" type veth peer name cable netns "$2"
	ip -n "$2" addr add "$3" dev cable
	ip -n "$2" addr add 203.0.113.9/32 dev lo
	ip -n "$2" link set lo up
	ip -n "$2" link set cable up
}

in_world() { # in_world WORLD COMMAND...
	where=$1
	shift
	nsenter "--net=/run/netns/$where" "$@"
}

address_of() { ip -4 -o addr show "$1" | awk '{ print $4 }' | xargs; }
default_of() { ip -4 route show default dev "$1" | sed 's/ proto.*//'; }
way() { ip route get 203.0.113.9 2>&1 | sed -n 's/.* dev \([^ ]*\) .*/\1/p'; }
way_is() { [ "$(way)" = "$1" ]; }

# What DHCP gave to an interface is there, or nothing of it is.
is_bound() {
	[ -n "$(address_of "$1")" ] && [ -n "$(default_of "$1")" ] &&
		[ -s "/run/tcr/leases/$1" ]
}
is_bare() {
	[ -z "$(address_of "$1")$(default_of "$1")" ] &&
		[ ! -e "/run/tcr/leases/$1" ]
}

reaches() { # reaches UNIT: the world behind the routers
	nsenter -t "$(pid_of "$1")" -n ping -c 1 -W 1 203.0.113.9 >/dev/null
}

resolver() { # resolver WORLD ADDRESS: says of each name that it is ADDRESS
	nsenter "--net=/run/netns/$1" dnsmasq --no-daemon --conf-file=/dev/null \
		--no-resolv --no-hosts --listen-address="$2" --bind-interfaces \
		--address="/#/$2" 2>/dev/null &
	until_ok 10 in_world "$1" sh -c "ss -Hlun 'sport = :53' | grep -q ."
}

name_is() { # name_is UNIT ADDRESS: as the container is told
	within "$1" /bin/busybox nslookup www.example 2>/dev/null |
		grep -qxF "Address: $2"
}
