#!/bin/sh
# SPDX-License-Identifier: MIT
# What a file gave an interface goes when the file goes, or says something else:
# addresses and routes, fixed, by DHCP and of routers, and the client.  A VLAN's
# interface is in qemu/38-vlans.sh.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/networks.sh"
. "$(dirname "$0")/lib/uplinks.sh"
enter "$@"
device_programs
busybox_image busybox
for n in 0 1 2 3; do
	cable up$n lan$n 192.0.$n.2/24
done
nsenter --net=/run/netns/lan1 dnsmasq --no-daemon --conf-file=/dev/null --port=0 \
	--interface=cable --bind-interfaces --dhcp-authoritative --no-ping \
	--dhcp-range=192.0.1.100,192.0.1.109,120 --dhcp-option=3,192.0.1.2 \
	--dhcp-option=6,192.0.1.53 --dhcp-leasefile="$T/given" 2>/dev/null &
ip -n lan2 addr add 2001:db8:2::2/64 dev cable nodad
nsenter --net=/run/netns/lan2 dnsmasq --no-daemon --conf-file=/dev/null --port=0 \
	--interface=cable --bind-interfaces --enable-ra --ra-param=cable,4,1800 \
	--dhcp-range=2001:db8:2::,ra-only,64 \
	--dhcp-option='option6:dns-server,[2001:db8:2::2]' 2>/dev/null &
unit up0.uplink <<EOF
[Uplink]
Address=192.0.0.1/24
Address=2001:db8::1/64
Gateway=192.0.0.2
Gateway=2001:db8::2
EOF
printf '[Uplink]\nDHCP=yes\n' | tee "$T/conf.d/up1.uplink" | unit up3.uplink
printf '[Uplink]\nIPv6AcceptRA=yes\n' | unit up2.uplink
printf '[Timer]\nOnBootSec=10h\n[Install]\nWantedBy=timers.target\n' | unit app.timer
idle_unit app
nsenter --net=/run/netns/lan3 dnsmasq --no-daemon --conf-file=/dev/null --port=0 \
	--interface=cable --bind-interfaces --dhcp-authoritative --no-ping \
	--dhcp-range=192.0.3.100,192.0.3.109,120 --dhcp-option=3,192.0.3.2 \
	--dhcp-leasefile="$T/given3" 2>/dev/null &
tcrd_start
comes "all are up" settled up0 up1 up2 up3
like "$(tcrctl status)" "app.timer +active" "a timer too"
v6() { ip -6 -o addr show dev "$1" scope global; }
routes() { ip route show dev "$1" && ip -6 route show dev "$1"; }
given() { v6 up2 | grep -q 2001:db8:2: && routes up2 | grep -q 'default via'; }
comes "a router has given an address and a route" given
knows() { grep -q 2001:db8:2::2 /run/tcr/leases/up2:6; }
comes "and a resolver" knows
is "$(pgrep -f 'udhcpc .*-i up[13]' | wc -l)" 2 "clients run for those with DHCP"
leased() { [ -n "$(address_of up1)" ] && [ -n "$(address_of up3)" ]; }
until_ok 20 leased || :
like "$(address_of up1) $(address_of up3)" '^192.0.1.10./24 192.0.3.10./24$' \
	"which have addresses"

# up3 is told to be something else, all others go.
rm "$T"/conf.d/up[012]*.uplink "$T/conf.d/app.timer"
printf '[Uplink]\nAddress=192.0.3.1/24\n' | unit up3.uplink
tcrctl reload-config
gone() { [ ! -e "/run/tcr/units/$1" ]; }
for u in up0.uplink up1.uplink up2.uplink app.timer; do
	comes "$u is gone" gone "$u"
done
for u in up0 up1 up2; do
	is "$(address_of $u)$(v6 $u)" '' "$u has no address"
	is "$(routes $u | grep -v 'fe80\|ff00' || :)" '' "and no route"
done
is "$(ls /run/tcr/leases)" '' "no resolver of them is kept"
is "$(cat /proc/sys/net/ipv6/conf/up2/accept_ra)" 0 "no router is listened to"
comes "the changed one is up" settled up3
is "$(address_of up3)" 192.0.3.1/24 "with the address of its file"
is "$(routes up3 | grep default || :)" '' "without the route that DHCP gave"
is "$(pgrep -f 'udhcpc .*-i' | wc -l)" 0 "and no client is left"
is "$(grep -c 'never\|away' "$T/console" || :)" 0 "nothing else is said to have ended"
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" || :
finish
