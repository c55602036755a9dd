#!/bin/sh
# Two hundred containers in two networks with IPv6, each with an alias, are all
# found; of more names than tcr-dns holds those that fit are, and a warning says
# whose are not.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/networks.sh"
enter "$@"
busybox_image busybox
ip link set lo up

for net in lan:90 dmz:91; do
	unit "${net%:*}.network" <<EOF
[Network]
Subnet=10.${net#*:}.0.0/16
Subnet=fd00:${net#*:}::/64
EOF
done
server ask "Network=lan.network
Network=dmz.network"

# They need not run: names are given when units are read.
several() { # several NAMES: so many of each container in each network
	for i in $(seq 200); do
		unit "c$i.container" <<EOF
[Container]
Image=busybox
Network=lan.network:ip=10.90.1.$i
Network=dmz.network:ip=10.91.1.$i
$(seq -f "NetworkAlias=a%g-$i" "$(($1 - 1))")
EOF
	done
}

dig() { # dig WORDS OF DIG...: what is answered, sorted, in one line
	nsenter -t "$(pid_of ask)" -n dig @10.90.0.1 +tries=1 +time=12 +short \
		"$@" 2>&1 | sort | tr '\n' ' '
}

found() { # found PREFIX FROM TO: how many of the names have all four addresses
	for i in $(seq "$2" "$3"); do
		echo "$1$i A"
		echo "$1$i AAAA"
	done >"$T/ask"
	nsenter -t "$(pid_of ask)" -n dig @10.90.0.1 +tries=1 +time=12 \
		+noall +answer -f "$T/ask" | wc -l
}

small() { # small TEXT: tcr-dns has at most 256 KiB that cannot be reclaimed
	fixed=$(awk '/^Anonymous/ { print $2 }' \
		"/proc/$(pid_of tcr-dns)/smaps_rollup")
	[ "$fixed" -le 256 ] && rc=0 || rc=1
	ok "$rc" "tcr-dns keeps at most 256 KiB $1 ($fixed)"
}

several 2
tcrd_start
comes "the one who asks runs" settled ask
is "$(dig c200 A)" "10.90.1.200 10.91.1.200 " "a name has both IPv4 addresses"
is "$(dig c200 AAAA)" "fd00:90::a5a:1c8 fd00:91::a5b:1c8 " "and both of IPv6"
is "$(dig c7.dmz AAAA)" "fd00:91::a5b:107 " "in one network it has one"
is "$(dig -x fd00:91::a5b:107)" "c7.tcr. " "which is called so"
is "$(dig -x 10.90.1.7)" "c7.tcr. " "as is that of IPv4"
is "$(found c 1 200)" 800 "all are found in both networks and families"
is "$(found a1- 1 200)" 800 "by their alias too"
is "$(tcrctl logs tcrd | grep -c 'no room')" 0 "there is room for them"
small "with 802 names"

# 200 containers, 2 networks, 6 names: 2400, and those of the one who asks.
several 6
tcrctl reload-config >"$T/out" 2>&1 || sed 's/^/# /' "$T/out"
comes "it still runs" settled ask
left=$(tcrctl logs tcrd | grep 'no room' | tail -n 1)
like "$left" 'tcr-dns: no room for the names of c7[0-9], .*: at most 2048' \
	"of too many names it is told whose are left out"
named() { [ -n "$(dig a5-42 AAAA)" ]; }
comes "tcr-dns has the new ones" named
is "$(dig c1 A)" "10.90.1.1 10.91.1.1 " "the others are found"
is "$(dig a5-42 AAAA)" "fd00:90::a5a:12a fd00:91::a5b:12a " \
	"with all their aliases"
is "$(dig ask.lan)" "$(ip_of ask) " "so is who asks"
is "$(dig c99)" "" "who has no room is not"
small "with 2048"
is "$(state_of tcr-dns)" running "tcr-dns runs"
finish
