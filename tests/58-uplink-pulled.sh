#!/bin/sh
# SPDX-License-Identifier: MIT
# An uplink with DHCP whose interface is set down, unplugged and plugged in
# again, and containers that share such an interface.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/networks.sh"
. "$(dirname "$0")/lib/uplinks.sh"
enter "$@"
device_programs
busybox_image busybox
ip link set lo up

plug() { # the cable, and who answers at its other end
	cable up0 lan 192.0.2.2/24
	nsenter --net=/run/netns/lan dnsmasq --no-daemon --conf-file=/dev/null \
		--port=0 --interface=cable --bind-interfaces --dhcp-authoritative \
		--dhcp-range=192.0.2.100,192.0.2.109,3600 --no-ping \
		--dhcp-option=3,192.0.2.2 --dhcp-option=6,192.0.2.53 \
		--dhcp-leasefile="$T/given" 2>>"$T/dnsmasq" &
	dhcpd=$!
	until_ok 10 in_world lan sh -c "ss -Hlun 'sport = :67' | grep -q ."
}
unplug() {
	kill "$dhcpd"
	wait "$dhcpd" 2>/dev/null || :
	ip link delete up0
	ip netns delete lan
}
plug
unit up0.uplink <<EOF
[Uplink]
DHCP=yes
EOF
unit hosts.network <<EOF
[Network]
Driver=macvlan
Options=parent=up0
Subnet=192.0.2.0/24
Gateway=192.0.2.2
IPRange=192.0.2.200-192.0.2.210
EOF
server host "Network=hosts.network
[Service]
Restart=always"
server inner "Network=bridge"
tcrd_start
comes "the uplink has an address" is_bound up0
comes "containers run" settled host inner
comes "and serve" serving host inner
comes "the world is reached" reaches inner
pid=$(pid_of inner)
client=$(pid_of up0)

ip link set up0 down
comes "set down, it is up again" reaches inner
like "$(default_of up0)" '^default via 192.0.2.2' "with its default route"
is "$(pid_of up0)" "$client" "udhcpc is the same"
is "$(cause_of up0)" "its interface up0 was set down" "it says so"
comes "who shares the interface is reached" \
	in_world lan ping -q -c 1 -W 1 "$(ip_of host)"

unplug
comes "unplugged, it is tried again and again" in_state up0 backoff
reason() { cause_of up0 | grep -Eq 'up0 has gone|no such interface'; }
comes "with the reason" reason
no_resolvers() { [ ! -e /run/tcr/leases/up0 ]; }
comes "its resolvers are forgotten" no_resolvers
shared_waits() { in_state hosts backoff || in_state hosts starting; }
comes "so does the network that shares it" shared_waits
is "$(pid_of inner)" "$pid" "a container of a bridge runs on"
plug
comes "plugged in again, it has an address" is_bound up0
comes "the world is reached" reaches inner
is "$(pid_of inner)" "$pid" "and the container is the same"
comes "the one that shares it is back" serving host
comes "and is reached" in_world lan ping -q -c 1 -W 1 "$(ip_of host)"
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" && rc=0 || rc=$?
is "$rc" 0 "and down"
finish
