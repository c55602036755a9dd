#!/bin/sh
# Uplinks: a fixed address as soon as the interface is there, or DHCP's.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/net.sh"
enter "$@"
driver_build
leases=$T/leases

uplink() { driver "uplink-$1" up0 "$2" "$3" "${4:-0}"; }
addresses() { ip -4 -o addr show up0 | awk '{ print $4 }' | xargs; }
default_route() { ip -4 route show default | sed 's/ proto.*//'; }
event() { # event EVENT [VARIABLE=VALUE...]
	name=$1
	shift
	(
		for setting; do
			export "${setting?}"
		done
		driver dhcp-event "$name" "$leases"
	)
}

start=$(date +%s)
uplink up 192.0.2.1/24 192.0.2.254 && rc=0 || rc=$?
is "$rc" 110 "an interface that never comes is waited for"
ok $(($(date +%s) - start < 4)) "for 5 seconds"
like "$(cat "$T/said")" '^up0: no such interface' "and named"

driver uplink-up up0 192.0.2.1/24 192.0.2.254 1400 &
late=$!
# shellcheck disable=SC2317 # until_ok calls it
waiting() { # a socket of route netlink that wants to hear of links
	awk '$2 == 0 && $4 == "00000001" { n++ } END { exit !n }' \
		/proc/net/netlink
}
until_ok 5 waiting
lan_up
wait "$late" && rc=0 || rc=$?
is "$rc" 0 "one that comes late is set up"
works "as often as one likes" uplink up 192.0.2.1/24 192.0.2.254 1400
is "$(addresses)" 192.0.2.1/24 "with its address"
is "$(default_route)" "default via 192.0.2.254 dev up0" "its route"
is "$(cat /sys/class/net/up0/mtu)" 1400 "its MTU"
works "to another address" uplink up 192.0.2.9/25 0.0.0.0
is "$(addresses)" 192.0.2.9/25 "the old one goes"
is "$(default_route)" '' "and the old route"
works "another uplink has a route of its own" uplink up 192.0.2.1/24 192.0.2.254
ip link add up1 type veth peer name far
driver uplink-up up1 198.51.100.1/24 198.51.100.254 0 101
is "$(default_route | wc -l)" 2 "beside the first"
works "it goes down" uplink down 192.0.2.1/24 192.0.2.254
is "$(addresses) $(default_route)" " default via 198.51.100.254 dev up1" \
	"address and route with it, and no other's"
like "$(ip -o link show up0)" '[<,]UP[,>]' "the link stays up"
works "it goes down again" uplink down 192.0.2.1/24 192.0.2.254
ip link del up1
works "what is not there goes down" driver uplink-down up1 dhcp 0.0.0.0 0
uplink up 192.0.2.1/24 203.0.113.1 && rc=0 || rc=$?
is "$rc" 101 "a gateway out of reach is refused"
like "$(cat "$T/said")" \
	'default route of up0: Network is unreachable .Nexthop has invalid gateway.$' \
	"in the kernel's words"
uplink up 192.0.2.1/24 192.0.2.254 100000 && rc=0 || rc=$?
is "$rc" 22 "so is an MTU that the interface cannot have"
like "$(cat "$T/said")" 'up0.*: Invalid argument .mtu greater than device maximum.$' \
	"in its words too"

# What udhcpc hands over.
works "a lease is applied" event bound interface=up0 ip=192.0.2.50 \
	subnet=255.255.255.0 router=192.0.2.2 dns="192.0.2.2 198.51.100.5"
is "$(addresses)" 192.0.2.50/24 "address"
is "$(default_route)" "default via 192.0.2.2 dev up0" "route"
is "$(cat "$leases/up0")" "192.0.2.2
198.51.100.5" "resolvers"
works "a router outside the subnet is reached on the link" event renew \
	interface=up0 ip=192.0.2.50 subnet=255.255.255.255 router=203.0.113.1
is "$(ip -4 route show default | grep -c onlink)" 1 "by a route that says so"
for bad in ip=127.0.0.1 ip=junk subnet=255.0.255.0 interface=../up0 \
	interface=lo/; do
	before=$(addresses)
	event bound interface=up0 ip=192.0.2.66 subnet=255.255.255.0 "$bad" &&
		rc=1 || rc=0
	ok "$rc" "$bad is refused"
	is "$(addresses)" "$before" "and changes nothing"
done
works "a lease is taken back" event deconfig interface=up0
is "$(addresses)$(default_route)$(ls "$leases")" '' "and all of it goes"
works "the server's no is only noted" event nak interface=up0
event reboot interface=up0 && rc=1 || rc=0
ok "$rc" "an unknown event is an error"

# The real thing: dnsmasq on the lan, busybox's udhcpc here.
mkdir -p "$T/sbin" "$T/lib/tcr"
ln -s ../../net-driver "$T/lib/tcr/udhcpc-event"
hostname sensor-7
LEASE_DIR=$leases "$T/net-driver" dhcp-exec up0 77 "$T/sbin/tcrd" \
	>"$T/udhcpc" 2>&1 &
client=$!

within lan dnsmasq --no-daemon --conf-file=/dev/null --port=0 \
	--interface=cable --bind-interfaces \
	--dhcp-range=192.0.2.100,192.0.2.110,120 --dhcp-option=3,192.0.2.2 \
	--dhcp-option=6,192.0.2.2,192.0.2.3 --log-dhcp \
	--dhcp-leasefile="$T/dnsmasq.leases" >"$T/dnsmasq" 2>&1 &
works "udhcpc gets a lease" until_ok 20 test -s "$leases/up0"
like "$(addresses)" '^192.0.2.1(0[0-9]|10)/24$' "its address is ours"
is "$(default_route)" "default via 192.0.2.2 dev up0" "its router too"
like "$(ip -4 route show default)" 'metric 77 ' "with the uplink's metric"
is "$(cat "$leases/up0")" "192.0.2.2
192.0.2.3" "and its resolvers"
works "the server knows its name" grep -q 'client provides name: sensor-7' \
	"$T/dnsmasq"
kill "$client"
wait "$client" || :
works "ended, it gives the lease back" until_ok 5 grep -q DHCPRELEASE \
	"$T/dnsmasq"
is "$(addresses)$(ls "$leases")" '' "and nothing of it stays"
finish
