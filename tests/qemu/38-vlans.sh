#!/bin/sh
# SPDX-License-Identifier: MIT
# A VLAN's interface on a kernel that has them: one that an earlier unit left is
# made anew, any other interface is let be, and both are told.
[ -n "${PRIVATE_NET-}" ] || PRIVATE_NET=1 exec unshare -n "$0"
. "$(dirname "$0")/lib.sh"
ip link set lo up
ip tuntap add tap0 mode tap
ip link set tap0 up

guest_demo_image busybox
guest_unit eth0.uplink <<'E'
[Uplink]
Address=192.0.2.77/24
E
guest_unit lan5.uplink <<'E'
[Uplink]
VLAN=5
Parent=eth0
Address=10.5.0.1/24
Address=10.6.0.1/24
Address=2001:db8:5::1/64
Address=2001:db8:5::2/64
E
cat >"$T/ask" <<'E'
vlans() # each as NAME:ID:PARENT
{
	sed -n 's/^\([a-z0-9]*\) *| *\([0-9]*\) *| *\([a-z0-9]*\).*/\1:\2:\3/p' \
		/proc/net/vlan/config | xargs
}
again() # again KEY STATE: the unit is started, comes to that state, and what is there then
{
	until_ok 20 in_state lan5 inactive
	tcrctl start lan5.uplink >/dev/null 2>&1
	until_ok 20 in_state lan5 "$2" && say "$1" "$2 $(vlans)"
}
until_ok 60 in_state lan5 active
say booted "$(vlans)"
addresses()
{
	say "$1" "$(ip -o addr show lan5 scope global | awk '{ print $4 }' |
		sort | xargs)"
}
addresses addresses
index=$(cat /sys/class/net/lan5/ifindex)
kill -9 "$(pidof tcrd)"
until_ok 20 in_state lan5 active
say kept "$(($(cat /sys/class/net/lan5/ifindex) - index))"

tcrctl stop lan5.uplink
say stopped "$(vlans)"
ip link add link eth0 name lan5 type vlan id 6
again id active
tcrctl stop lan5.uplink
ip link add link eth0 name up9 type vlan id 9
ip link add link up9 name lan5 type vlan id 5
say before "$(vlans)"
again parent active
addresses addressed
tcrctl stop lan5.uplink
ip link del up9

ip link add lan5 type bridge
again name backoff
say still "$(cat /sys/class/net/lan5/bridge/stp_state)"
tcrctl stop lan5.uplink
ip link del lan5
ip link add link eth0 name other5 type vlan id 5
again other backoff
tcrctl stop lan5.uplink
ip link del other5
again at_last active
cp -r /usr/lib/tcr/conf.d /run/conf.d
rm /run/conf.d/lan5.uplink
mount --bind /run/conf.d /usr/lib/tcr/conf.d
tcrctl reload-config
gone() { [ ! -e /run/tcr/units/lan5.uplink ]; }
until_ok 20 gone
say gone "$(vlans)"
E
guest_run --netdev "tap,ifname=tap0,script=no,downscript=no" --append \
	tcr.modules=garp,mrp,8021q <"$T/ask"
is "$status" 0 "the guest came and went"
is "$(said booted)" lan5:5:eth0 "a VLAN's interface is made"
all="10.5.0.1/24 10.6.0.1/24 2001:db8:5::1/64 2001:db8:5::2/64"
is "$(said addresses)" "$all" "with all its addresses"
is "$(said kept)" 0 "another tcrd lets it be"
is "$(said stopped)" "" "it goes down"
told() { like "$console" "lan5.uplink: lan5: $1" "which is told"; }
is "$(said id)" "active lan5:5:eth0" "one of another id is made anew"
told 'was VLAN 6, replaced by VLAN 5 of eth0'
is "$(said before)" "up9:9:eth0 lan5:5:up9" "one of another parent"
is "$(said parent)" "active up9:9:eth0 lan5:5:eth0" "is made anew too"
told 'was VLAN 5 of another interface, replaced by VLAN 5 of eth0'
is "$(said addressed)" "$all" "with all its addresses"
is "$(said name)" "backoff " "another kind of interface"
is "$(said still)" 0 "is let be"
told 'another interface has that name'
is "$(said other)" "backoff other5:5:eth0" "a VLAN that has another name too"
told 'VLAN 5 of eth0 has an interface of another name'
is "$(said at_last)" "active lan5:5:eth0" "without them it is up"
is "$(said gone)" "" "without its file it goes"
[ "$failures" -eq 0 ] || sed 's/^/# /' "$T/output" "$T/console"
finish
