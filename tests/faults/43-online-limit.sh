#!/bin/sh
# The only uplink has no link at boot, and none comes: after a minute who waits
# to be online starts all the same, who requires it waits on.  When the link is
# there, all is as it should be.
. "$(dirname "$0")/../lib.sh"
# shellcheck source=../lib/networks.sh
. "$(dirname "$0")/../lib/networks.sh"
# shellcheck source=../lib/uplinks.sh
. "$(dirname "$0")/../lib/uplinks.sh"
enter "$@"
device_programs
busybox_image busybox
cable up0 lan 192.0.2.2/24
ip -n lan link set cable down

unit up0.uplink <<EOF
[Uplink]
DHCP=yes
EOF
for relation in Wants Requires; do
	name=$(echo "$relation" | tr WR wr)
	server "$name"
	cat >>"$T/conf.d/$name.container" <<-EOF
		[Unit]
		$relation=network-online.target
		After=network-online.target
	EOF
done
begin=$(date +%s)
tcrd_start
until_ok 100 settled wants && rc=0 || rc=1
took=$(($(date +%s) - begin))
ok "$rc" "who waits for a link that never comes starts"
ok $((took < 59 || took > 75)) "after a minute ($took s)"
is "$(state_of requires)" waiting "who requires to be online waits on"
nsenter --net=/run/netns/lan dnsmasq --no-daemon --conf-file=/dev/null --port=0 \
	--interface=cable --bind-interfaces --dhcp-authoritative \
	--dhcp-range=192.0.2.100,192.0.2.109,120 --no-ping \
	--dhcp-option=3,192.0.2.2 --dhcp-option=6,192.0.2.2 \
	--dhcp-leasefile="$T/given" 2>"$T/dnsmasq" &
ip -n lan link set cable up
comes "the link there, it gets a lease" is_bound up0
comes "and a container reaches the world" reaches wants
comes "the device is online" in_state network-online active
comes "and who requires that starts" settled requires
finish
