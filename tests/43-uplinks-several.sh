#!/bin/sh
# Several uplinks: metrics, a link that is lost and comes back, when the device
# is online, VLANs, fixed IPv6 and IPv6 by router advertisements.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/net.sh"
enter "$@"
driver_build
ip link set lo up
lan_up
ip netns add far
ip link add up1 type veth peer name cable netns far
ip -n far addr add 198.51.100.2/24 dev cable
ip -n far link set cable up
for where in lan far; do
	ip -n $where addr add 203.0.113.9/32 dev lo
	ip -n $where link set lo up
done

up0() { driver "uplink-$1" up0 192.0.2.1/24 192.0.2.2 0 "${2:-100}"; }
up1() { driver "uplink-$1" up1 198.51.100.1/24 198.51.100.2 0 "${2:-101}"; }
way() { ip route get 203.0.113.9 2>&1 | sed -n 's/.* dev \([^ ]*\) .*/\1/p'; }
online() { driver online 1; }

online && rc=0 || rc=$?
is "$rc" 110 "without an uplink the device is not online"
works "the first uplink comes up" up0 up
works "the second too" up1 up
is "$(way)" up0 "the lower metric is used"
works "the device is online" online
works "a metric changes" up0 up 200
is "$(ip route show default dev up0 | wc -l)" 1 "the old route goes"
is "$(way)" up1 "the other uplink is used now"
works "and back" up0 up 100
is "$(way)" up0 "the first one again"

# shellcheck disable=SC2317 # until_ok calls it
way_is() { [ "$(way)" = "$1" ]; }
# shellcheck disable=SC2317 # until_ok calls it
carrier() { ip -o link show "$1" | grep -q "LOWER_UP"; }
no_carrier() { ! carrier "$1"; }
ip -n lan link set cable down
until_ok 5 no_carrier up0
works "a link that is lost" until_ok 5 way_is up1
works "leaves the device online by the other" online
ip -n far link set cable down
until_ok 5 no_carrier up1
online && rc=0 || rc=$?
is "$rc" 110 "when all are lost it is not online"
driver online 10000 &
waiter=$!
# shellcheck disable=SC2317 # until_ok calls it
waiting() { [ "$(ps -o stat= -p "$waiter" | cut -c1)" = S ]; }
until_ok 5 waiting
ip -n far link set cable up
wait "$waiter" && rc=0 || rc=$?
is "$rc" 0 "who waits goes on when one is back"
ip -n lan link set cable up
works "the better one is used once it is back" until_ok 5 way_is up0
works "an uplink goes down" up0 down
is "$(way)" up1 "and the other is used"
works "the last one goes down" up1 down
online && rc=0 || rc=$?
is "$rc" 110 "the device is not online"

# Several addresses
addresses() { ip -o addr show up0 scope global | awk '{ print $4 }' | sort | xargs; }
many() { driver uplink-up up0 "$1" "${2:-192.0.2.2}" 0; }
all=192.0.2.1/24,192.0.2.11/24,10.1.0.1/16,2001:db8::1/64,2001:db8::11/64
works "an uplink has several addresses" many $all
is "$(addresses)" "10.1.0.1/16 192.0.2.1/24 192.0.2.11/24 2001:db8::1/64 2001:db8::11/64" \
	"all of them"
source_of() { ip route get "$1" | sed -n 's/.* src \([^ ]*\) .*/\1/p'; }
is "$(source_of 203.0.113.9)" 192.0.2.1 "the first of the gateway's network leaves"
is "$(source_of 10.1.9.9)" 10.1.0.1 "each network has its own"
works "each is answered at" within lan ping -c 1 -W 10 192.0.2.11
ip monitor address >"$T/changes" &
monitor=$!
# shellcheck disable=SC2317 # until_ok calls it
heard() { # heard ADDRESS: what happened before is noted
	ip addr add "$1/32" dev lo
	ip addr del "$1/32" dev lo
	grep -q "$1" "$T/changes"
}
until_ok 5 heard 10.2.0.1
works "as often as one likes" many $all
until_ok 5 heard 10.2.0.2
kill "$monitor"
is "$(grep -c 'Deleted.* up0' "$T/changes" || :)" 0 "and none goes meanwhile"
works "the first one goes" many 192.0.2.11/24,192.0.2.12/24,2001:db8::11/64
is "$(addresses)" "192.0.2.11/24 192.0.2.12/24 2001:db8::11/64" \
	"the others stay, also those that the kernel takes along"
is "$(source_of 203.0.113.9)" 192.0.2.11 "now the next one leaves"
works "of another network" many 192.0.2.11/25,192.0.2.130/25 192.0.2.2
is "$(addresses)" "192.0.2.11/25 192.0.2.130/25" "its old addresses go"
works "it goes down" up0 down
is "$(addresses)" '' "and all addresses with it"

# IPv6
ip -n lan addr add 2001:db8::2/64 dev cable nodad
works "IPv6 is fixed beside IPv4" driver uplink-up up0 \
	192.0.2.1/24,2001:db8::1/64 192.0.2.2,2001:db8::2 0
like "$(ip -6 -o addr show up0)" '2001:db8::1/64' "with its address"
is "$(ip -6 route show default | sed 's/ pref.*//; s/ proto static//')" \
	"default via 2001:db8::2 dev up0 metric 100" "its route"
# shellcheck disable=SC2317 # until_ok calls it
echoes6() { ping -6 -c 1 -W 1 2001:db8::2 >/dev/null 2>&1; }
works "the neighbour is reached" until_ok 5 echoes6
link=$(ip -n lan -6 -o addr show cable scope link | awk '{ print $4 }')
works "a router by its link-local address" driver uplink-up up0 \
	192.0.2.1/24,2001:db8::1/64 "0.0.0.0,${link%/*}" 0
like "$(ip -6 route show default)" "via ${link%/*} dev up0" "has the route"
works "it is online by IPv6 alone" online
works "IPv6 goes" driver uplink-up up0 192.0.2.1/24 0.0.0.0 0
is "$(ip -6 -o addr show up0 scope global)$(ip -6 route show default)" '' \
	"address and route with it"
like "$(ip -6 -o addr show up0)" 'fe80::' "the link-local address stays"

# Advertisements, while the device forwards IPv6 itself.
echo 1 >/proc/sys/net/ipv6/conf/all/forwarding
within lan dnsmasq --no-daemon --conf-file=/dev/null --port=0 \
	--interface=cable --bind-interfaces --enable-ra \
	--dhcp-range=2001:db8::,ra-only,64 >"$T/dnsmasq" 2>&1 &
# shellcheck disable=SC2317 # until_ok calls it
advertised() {
	ip -6 -o addr show up0 | grep -q '2001:db8::.* dynamic' &&
		ip -6 route show default | grep -q 'dev up0 proto ra'
}
driver uplink-down up0 192.0.2.1/24 0.0.0.0 0
ip link set up0 down
works "an uplink listens to routers" driver uplink-up up0 192.0.2.1/24 0.0.0.0 \
	0 55
works "address and route come, though it forwards" until_ok 20 advertised
like "$(ip -6 route show default)" 'metric 55 ' "with the uplink's metric"
works "they stay when it is set up again" driver uplink-up up0 192.0.2.1/24 \
	0.0.0.0 0 55
ok "$(advertised && echo 0 || echo 1)" "as they were"

# VLAN
vlan() { driver "uplink-$1" lan5 10.5.0.1/24 10.5.0.2 0 "${2:-300}" up0 5; }
if ip -n lan link add link cable name cable.5 type vlan id 5 2>/dev/null; then
	ip -n lan addr add 10.5.0.2/24 dev cable.5
	ip -n lan link set cable.5 up
	works "a VLAN comes up" vlan up
	works "as often as one likes" vlan up
	like "$(ip -d -o link show lan5)" 'vlan protocol 802.1Q id 5' "it is one"
	works "its neighbour is reached" ping -c 1 -W 10 10.5.0.2
	works "it goes down" vlan down
	ip link show lan5 >/dev/null 2>&1 && rc=1 || rc=0
	ok "$rc" "and is gone"
	works "its parent stays" ip link show up0
else
	vlan up && rc=0 || rc=$?
	is "$rc" 95 "a kernel without VLANs is told"
	like "$(cat "$T/said")" 'make VLAN 5 of up0 \(needs CONFIG_VLAN_8021Q\)' \
		"and what it lacks"
fi
ip link add lan5 type veth peer name other
vlan up && rc=0 || rc=$?
is "$rc" 17 "another interface's name is not taken"
ip link del lan5
driver uplink-up lan5 10.5.0.1/24 0.0.0.0 0 300 none 5 && rc=0 || rc=$?
is "$rc" 110 "a parent that never comes is waited for"
like "$(cat "$T/said")" '^none: no such interface' "and named"
finish
