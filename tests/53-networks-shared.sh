#!/bin/sh
# macvlan and ipvlan: containers that are hosts of the network outside.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/networks.sh"
enter "$@"
busybox_image busybox
ip link set lo up
ip netns add world
ip link add up0 type veth peer name cable netns world
ip -n world addr add 192.0.2.2/24 dev cable
ip -n world addr add 2001:db8::2/64 dev cable nodad
ip -n world addr add 198.51.100.1/32 dev lo
ip -n world link set lo up
ip -n world link set cable up
in_world() { nsenter --net=/run/netns/world "$@"; }
in_world sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward'

unit up0.uplink <<EOF
[Uplink]
Address=192.0.2.1/24
Gateway=192.0.2.2
EOF
unit hosts.network <<EOF
[Network]
Driver=macvlan
Options=parent=up0 mtu=1400
Subnet=192.0.2.0/24
Subnet=2001:db8::/64
Gateway=192.0.2.2
Gateway=2001:db8::2
IPRange=192.0.2.100-192.0.2.110
DNS=192.0.2.53
EOF
unit inner.network <<EOF
[Network]
Internal=yes
EOF
server a "Network=hosts.network"
server b "Network=hosts.network:ip=192.0.2.77,mac=02:00:00:00:00:77"
server both "Network=inner.network
Network=hosts.network"
server plain
tcrd_start
comes "all of them run" settled a b both plain
comes "the servers listen" serving a b both plain

works_now() {
	is "$(in_world busybox nc -w 10 "$(ip_of a)" 80 </dev/null)" "I am a" \
		"one is reached from outside$1"
	is "$(in_world busybox nc -w 10 192.0.2.77 80 </dev/null)" "I am b" \
		"so is another$1"
	is "$(in_world busybox nc -w 10 2001:db8::c000:24d 80 </dev/null)" \
		"I am b" "with IPv6$1"
	is "$(ask a 192.0.2.77)" "I am b" "they reach each other$1"
	like "$(nsenter -t "$(pid_of a)" -n ping -c 1 -W 10 198.51.100.1)" \
		' 0% packet loss' "and what is behind the router$1"
	plain=$(ip_of plain)
	is "$(busybox nc -w 10 "$plain" 80 </dev/null)" "I am plain" \
		"the device reaches a container of its bridge$1"
	ip -n world route replace "$plain" via 192.0.2.1
	ip route replace "$(ip_of a)" via 192.0.2.2 # macvlan: not from the parent itself
	is "$(brief ask a "$plain")" "" "but they do not, over a router that knows the way$1"
}
works_now ""
is "$(ip_of a)" 192.0.2.100 "an address is of the range"
is "$(within b /bin/cat /sys/class/net/eth0/address)" 02:00:00:00:00:77 \
	"one has the MAC address that was said"
is "$(within a /bin/cat /sys/class/net/eth0/mtu)" 1400 "and the MTU"
is "$(within a /bin/cat /etc/resolv.conf)" "nameserver 192.0.2.53" \
	"the network's resolver is asked"
like "$(nsenter -t "$(pid_of both)" -n ip route)" \
	'^default via 192.0.2.2 dev eth1' \
	"one that is in an internal network too leaves by it"
like "$(nsenter -t "$(pid_of a)" -n ip -6 route)" \
	'default via 2001:db8::2 dev eth0' \
	"with IPv6 as well"

before=$(pid_of a)
tcrd_killed
comes "another tcrd takes over" settled a b both plain
is "$(pid_of a)" "$before" "and leaves them"
works_now " after tcrd was killed"
tcrctl restart a >/dev/null
comes "one that is restarted serves again" serving a
is "$(in_world busybox nc -w 10 192.0.2.100 80 </dev/null)" "I am a" \
	"at its address"
tcrctl stop a b both hosts.network >/dev/null
like "$(ip -o link show up0)" 'state UP' "the parent stays when all are gone"
is "$(ip -o -4 addr show up0 | awk '{ print $4 }')" 192.0.2.1/24 \
	"and keeps its address"

ip netns add try
ip -n try link add p0 type veth peer name p1
if ip -n try link add link p0 name i0 type ipvlan mode l2 2>/dev/null; then
	ipvlan=yes
else
	ipvlan=no
fi
unit shared.network <<EOF
[Network]
Driver=ipvlan
Options=parent=up0
Subnet=192.0.2.0/24
Gateway=192.0.2.2
IPRange=192.0.2.200-192.0.2.210
EOF
rm "$T/conf.d/a.container" "$T/conf.d/b.container" "$T/conf.d/both.container" \
	"$T/conf.d/hosts.network"
server ip "Network=shared.network"
tcrctl reload-config >/dev/null 2>&1 || :
if [ $ipvlan = yes ]; then
	comes "one of ipvlan runs" serving ip
	is "$(in_world busybox nc -w 10 192.0.2.200 80 </dev/null)" "I am ip" \
		"and is reached from outside"
else
	# shellcheck disable=SC2317 # comes calls it
	told() { cause_of ip | grep -q 'needs CONFIG_IPVLAN'; }
	comes "a kernel without ipvlan is told" told
	is "$(state_of plain)" running "and the rest goes on"
fi

unit twice.network <<EOF
[Network]
Driver=macvlan
Options=parent=up0
Subnet=192.0.2.0/25
Gateway=192.0.2.2
EOF
server wrong "Network=shared.network:mac=02:00:00:00:00:77"
server taken "Network=shared.network:ip=192.0.2.1"
server ported "Network=shared.network
PublishPort=80:80"
said=$(tcrctl verify "$T/conf.d" 2>&1 || :)
like "$said" "twice.network.*overlaps the one of .*shared.network" \
	"overlapping subnets are told"
like "$said" "wrong.container.*mac= cannot be set in shared.network" \
	"a MAC address in ipvlan"
like "$said" "taken.container.*192.0.2.1 is taken by .*up0.uplink" \
	"the device's own address"
like "$said" "ported.container.*PublishPort= needs a network of Driver=bridge" \
	"a port that nothing leads to"
finish
