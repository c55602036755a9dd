#!/bin/sh
# SPDX-License-Identifier: MIT
# Bridges, containers' interfaces and uplinks that another program takes away
# or sets down are put in order under what runs on them.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/networks.sh"
. "$(dirname "$0")/lib/uplinks.sh"
enter "$@"
busybox_image busybox
ip link set lo up
cable up0 world 192.0.2.2/24
unit up0.uplink <<EOF
[Uplink]
Address=192.0.2.1/24
Address=192.0.2.11/24
Address=2001:db8::1/64
Gateway=192.0.2.2
EOF
unit lan.network <<EOF
[Network]
Subnet=10.90.0.0/24
Subnet=fd00:90::/64
EOF
unit dmz.network <<EOF
[Network]
Subnet=10.91.0.0/24
Options=isolate=containers
EOF
server a "Network=lan.network:ip=10.90.0.10
PublishPort=8080:80
[Service]
Restart=always"
server b "Network=lan.network
Network=dmz.network"
server c "Network=dmz.network"
unit pair.pod <<EOF
[Pod]
Network=lan.network:ip=10.90.0.20
EOF
server member "Pod=pair.pod"
tcrd_start
comes "all of them run" settled a b c member up0
comes "the servers listen" serving a b c member
pids() { pid_of a && pid_of b && pid_of c && pid_of member; }
before=$(pids)

mended() { # mended NAME TIMES
	has "$1" restarts "$2" && in_state "$1" active
}
reach() { # reach UNIT ADDRESS
	nsenter -t "$(pid_of "$1")" -n ping -q -c 1 -W 1 "$2" >/dev/null
}
# All that these networks are for; quietly, as it is asked again and again.
whole() {
	reach a "$(ip_of b)" && reach a 10.90.0.1 && reach a fd00:90::1 &&
		reach b 10.90.0.10 && reach a 10.90.0.20 &&
		reach member 10.90.0.10 && reach a 192.0.2.2 &&
		[ "$(in_world world busybox nc -w 1 192.0.2.1 8080 </dev/null)" = "I am a" ] &&
		[ "$(ask b a)" = "I am a" ] && [ "$(ask a b)" = "I am b" ] &&
		! reach a 10.91.0.1
}
# again WHAT [UNIT TIMES]: after WHAT was taken away all is as it was.
again() {
	took=$(date +%s%N)
	until_ok 20 whole && rc=0 || rc=1
	took=$((($(date +%s%N) - took) / 1000000))
	ok "$rc" "$1: all is reached again ($took ms, with this test's questions)"
	[ "$rc" = 0 ] || tail -n 10 "$T/console" | sed 's/^/# /' >&2
	if [ $# -gt 1 ]; then
		until_ok 10 mended "$2" "$3" && rc=0 || rc=1
		ok "$rc" "$1: counted by $2"
	fi
	is "$(pids)" "$before" "$1: no container was restarted"
	is "$(ip -o addr | grep -c ' 10\.90\.0\.1/')" 1 "$1: one bridge has the address"
}
whole && rc=0 || rc=1
ok "$rc" "all that should be is reached"

ip link delete br-lan
again "a bridge is deleted" lan.network 1
like "$(field lan.network cause)" '^its interface br-lan (has gone|was set down|has lost its address)$' \
	"it says so, as far as it has seen"
ip link set br-lan down
again "a bridge is set down" lan.network 2
like "$(field lan.network cause)" '^its interface br-lan was set down$' "it says so"
ip addr flush dev br-lan
again "its addresses are flushed" lan.network 3
port=v0a5a000a
was=$(within a /bin/cat /sys/class/net/eth0/address)
ip link delete "$port"
again "a container's interface is deleted"
is "$(within a /bin/cat /sys/class/net/eth0/address)" "$was" \
	"it has the same MAC address"
ip link set "$port" nomaster
again "it is taken off its bridge"
ip link set "$port" down
again "it is set down"
nsenter -t "$(pid_of a)" -n ip link delete eth0
again "it is deleted from inside"
ip link delete v0a5a0014
again "a pod's interface is deleted"
ip link set up0 down
again "an uplink is set down" up0.uplink 1
ip addr flush dev up0
again "its address is flushed" up0.uplink 2
like "$(default_of up0)" "default via 192.0.2.2" "its route is there"
addresses() { ip -o addr show "$1" | awk '{ print $4 }' | grep -v ^fe80 | sort | xargs; }
are() { [ "$(addresses "$1")" = "$2" ]; }
all="192.0.2.1/24 192.0.2.11/24 2001:db8::1/64"
ip addr del 192.0.2.11/24 dev up0
comes "a second address of it that is deleted is there again" are up0 "$all"
ip addr del 2001:db8::1/64 dev up0
comes "so is one of IPv6" are up0 "$all"
comes "each is counted" mended up0.uplink 4
ip addr del fd00:90::1/64 dev br-lan
comes "so is that of a bridge" are br-lan "10.90.0.1/24 fd00:90::1/64"
ip link delete br-lan
ip link delete br-dmz
again "both bridges are deleted" lan.network 5
comes "and the other one" mended dmz.network 1
isolated() { [ "$(bridge -d link show | grep -c 'isolated on')" = 2 ]; }
comes "ports are isolated that were" isolated
is "$(pids)" "$before" "no container was restarted"

# While nobody watches.
kill -9 "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
ip link delete br-lan
ip link delete "$port"
tcrd_start
again "while there was no tcrd"

# The namespace's name is only a name: the container has it.
umount "/run/tcr/units/a/netns"
comes "a namespace loses its name: no harm" whole
is "$(pids)" "$before" "nobody is restarted for it"
ip link delete "$port"
comes "what cannot be mended is started anew" renewed a "$(echo "$before" | head -n 1)"
comes "and serves" serving a
before=$(pids)
again "then"

# An uplink's interface is somebody else's to bring back.
ip link delete up0
comes "an uplink without its interface is tried again and again" in_state up0 backoff
shown() { tcrctl status | grep -Eq 'up0.uplink +backoff'; }
comes "it says so, between two tries" shown
like "$(field up0.uplink cause)" 'its interface up0 has gone|no such interface' \
	"with the reason"
ip netns delete world
cable up0 world 192.0.2.2/24
again "it is plugged in again"
is "$(field up0.uplink state)" active "the uplink is up"

# Who does it again and again is answered later, and it costs little.
ticks() { awk '{ print $14 + $15 }' "/proc/$tcrd_pid/stat"; }
cpu=$(ticks)
for _ in $(seq 100); do
	ip link delete br-dmz 2>/dev/null || :
done
cpu=$(($(ticks) - cpu))
ok $((cpu > 100)) "a hundred times cost tcrd $cpu ticks, not more than 100"
back() { reach b 10.91.0.1 && ip link show br-dmz; }
until_ok 60 back && rc=0 || rc=1
ok "$rc" "in the end it is there"
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" && rc=0 || rc=$?
is "$rc" 0 "and down"
gone() { ! ip -o link | grep -q ': br-\|: v0a'; }
comes "nothing stays behind" gone
finish
