#!/bin/sh
# SPDX-License-Identifier: MIT
# On a kernel that has them: macvlan and ipvlan containers are hosts on the cable,
# a VLAN's interface is made and carries such a network, and containers have
# IPv6 at home; what is pulled away is back.  The cable ends in a network namespace of this test.
[ -n "${PRIVATE_NET-}" ] || PRIVATE_NET=1 exec unshare -n "$0"
. "$(dirname "$0")/lib.sh"
ip link set lo up
ip tuntap add tap0 mode tap
ip link set tap0 up
ip addr add 192.0.2.1/24 dev tap0
cable="tap,ifname=tap0,script=no,downscript=no"

guest_demo_image busybox
server() # server NAME NETWORK: says who it is at port 80
{
	guest_unit "$1.container" <<-E
		[Container]
		Image=busybox
		Exec=/bin/sh -c "trap 'exit 0' TERM; nc -ll -p 80 -e /bin/echo I am $1 & while :; do sleep 1000 & wait; done"
		Network=$2.network
		[Install]
		WantedBy=multi-user.target
	E
}
hosts() # hosts DRIVER
{
	guest_unit hosts.network <<-E
		[Network]
		Driver=$1
		Options=parent=eth0
		Subnet=192.0.2.0/24
		Gateway=192.0.2.1
		IPRange=192.0.2.200-192.0.2.210
	E
}
server one hosts
server two hosts
server home six
server vlan tagged
guest_unit six.network <<'E'
[Network]
IPv6=yes
E
guest_unit lan5.uplink <<'E'
[Uplink]
VLAN=5
Parent=eth0
E
guest_unit tagged.network <<'E'
[Network]
Driver=macvlan
Options=parent=lan5
Subnet=10.5.0.0/24
Gateway=10.5.0.1
E
guest_unit eth0.uplink <<'E'
[Uplink]
Address=192.0.2.77/24
E
cat >"$T/ask" <<'E'
for unit in one two home; do
	until_ok 60 in_state $unit running
done
inside() # inside UNIT COMMAND...
{
	unit=$1
	shift
	crun --root /run/tcr/crun exec "$unit" "$@"
}
say addresses "$(field one ip) $(field two ip)"
until_ok 20 inside one sh -c 'timeout 2 nc 192.0.2.1 7777 </dev/null | grep hello' &&
	say out yes
peer() { inside one sh -c "timeout 5 nc $(field two ip) 80 </dev/null" >/tmp/peer && [ -s /tmp/peer ]; }
until_ok 20 peer
say peer "$(cat /tmp/peer)"
say six "$(inside home ip -6 -o addr show eth0 scope global | grep -o "$(field home ip6)")"
E
cat >"$T/ask.vlan" <<'E'
pid=$(field home pid)
gateway=$(inside home ip route | sed -n 's/^default via \([^ ]*\).*/\1/p')
ip link del br-six
until_ok 20 inside home nslookup -type=a home "$gateway" &&
	[ "$(field home pid)" = "$pid" ] && say bridge back
ip link set eth0 down
until_ok 20 inside one sh -c 'timeout 2 nc 192.0.2.1 7777 </dev/null | grep hello' &&
	say cable back
until_ok 60 in_state vlan running
say vlan "$(sed -n 's/^lan5 *| *\([0-9]*\) *| *\([a-z0-9]*\).*/\1 \2/p' /proc/net/vlan/config)"
say mac "$(inside vlan cat /sys/class/net/eth0/address)"
E
socat TCP-LISTEN:7777,fork,reuseaddr SYSTEM:'echo hello' &
servers=$!
trap 'kill $servers 2>/dev/null || :; rm -rf "$T"' EXIT

boot() # boot DRIVER SCRIPT...
{
	driver=$1
	shift
	hosts "$driver"
	rm -f "$T/firmware/.made"
	cat "$@" >"$T/asked"
	guest_run --netdev "$cable" --append \
		tcr.modules=macvlan,ipvlan,garp,mrp,8021q <"$T/asked"
	is "$status" 0 "$driver: the guest came and went"
	is "$(said addresses)" "192.0.2.200 192.0.2.201" \
		"containers have addresses of the range"
	is "$(said out)" yes "one reaches the world as a host of its own"
	is "$(said peer)" "I am two" "and another"
}
boot macvlan "$T/ask" "$T/ask.vlan"
like "$(said six)" "^fd.*:a59:2$" "a container has IPv6 at home"
is "$(said bridge)" back "a bridge that is deleted is made again under it"
is "$(said cable)" back "an uplink that is set down is set up"
is "$(said vlan)" "5 eth0" "a VLAN's interface is made"
is "$(said mac)" 02:00:0a:05:00:02 "and carries a network"
rm "$T/conf/lan5.uplink" "$T/conf/tagged.network" "$T/conf/vlan.container"
boot ipvlan "$T/ask"
[ "$failures" -eq 0 ] || sed 's/^/# /' "$T/output" "$T/console"
finish
