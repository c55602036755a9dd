# shellcheck shell=sh
# Sourced by the tests of net/, after lib.sh: the driver, and a small world of
# network namespaces.  The test's own is the device; `lan` is a host outside on
# the cable `up0`; containers are the pins that the driver makes.
# Addresses: bridge 10.88.0.1/24, device 192.0.2.1/24, lan 192.0.2.2/24.

export ASAN_OPTIONS=exitcode=99
nft_program=$TCR_BIN/tcr-nft

driver_build() { # driver_build [FLAGS instead of the sanitizers]
	flags=${*:--g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all}
	# shellcheck disable=SC2154 # top and T are lib.sh's
	(
		cd "$top" || exit
		set -- tests/driver/net-driver.c init/fmt.c init/io.c init/log.c init/text.c
		for f in net/*.c; do
			case $f in
			net/tcr-*) ;;
			*) set -- "$@" "$f" ;;
			esac
		done
		# shellcheck disable=SC2086 # flags are words
		gcc -std=gnu17 -D_GNU_SOURCE -I. $flags -o "$T/net-driver" "$@"
	)
	mount -t sysfs sys /sys # of this network namespace
	mkdir -p /run/pins
}

driver() { # driver WORDS...: its status; what it said is in $T/said
	"$T/net-driver" "$@" >"$T/said" 2>&1
}

works() { # works TEXT COMMAND...
	claim=$1
	shift
	: >"$T/said"
	"$@" >"$T/out" 2>&1 && rc=0 || rc=$?
	ok "$rc" "$claim"
	[ "$rc" -eq 0 ] || cat "$T/said" "$T/out" | sed 's/^/# /'
}

bridge() { # bridge up|down [PORT...]
	verb=$1
	shift
	driver "bridge-$verb" tcr0 10.88.0.1/24 "$nft_program" "$@"
}

container() { # container up|down N: 10.88.0.N, pinned at /run/pins/N
	driver "attach-$1" "/run/pins/$2" "veth$2" tcr0 "10.88.0.$2/24" \
		10.88.0.1
}

lan_up() { # without the device's address
	ip netns add lan
	ip link add up0 type veth peer name cable netns lan
	ip link set up0 up
	ip -n lan addr add 192.0.2.2/24 dev cable
	ip -n lan link set cable up
	ip -n lan link set lo up
}

# within WHERE COMMAND...: in the namespace of lan, device or container N.
within() {
	where=$1
	shift
	case $where in
	device) "$@" ;;
	lan) nsenter --net=/run/netns/lan "$@" ;;
	*) nsenter "--net=/run/pins/$where" "$@" ;;
	esac
}

listening() { # listening WHERE tcp|udp PORT
	within "$1" ss -Hln "--$2" "sport = :$3" | grep -q .
}

# serve WHERE tcp|udp PORT TEXT: answers "TEXT PEER"; returns when it listens.
serve() {
	from=TCP4-LISTEN
	[ "$2" = tcp ] || from=UDP4-RECVFROM
	within "$1" socat "$from:$3,fork,reuseaddr" \
		"SYSTEM:read line; echo $4 \$SOCAT_PEERADDR" 2>/dev/null &
	until_ok 10 listening "$1" "$2" "$3"
}

# ask WHERE tcp|udp ADDRESS PORT: the answer, or nothing after some time.
ask() {
	to=TCP4:$3:$4,connect-timeout=${patience:-6}
	[ "$2" = tcp ] || to=UDP4:$3:$4
	echo hello | within "$1" \
		socat "-t${patience:-6}" "-T${patience:-6}" - "$to" 2>/dev/null || :
}
