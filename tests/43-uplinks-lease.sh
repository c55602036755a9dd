#!/bin/sh
# A lease that ends while the server is gone: address, route and resolvers go
# with it, no others, and come back when the server does.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/networks.sh"
. "$(dirname "$0")/lib/uplinks.sh"
enter "$@"
device_programs
busybox_image busybox
cable up0 lan 192.0.2.2/24
cable up1 far 198.51.100.2/24

cat >"$T/udhcpd.conf" <<EOF
start 192.0.2.100
end 192.0.2.109
interface cable
max_leases 10
min_lease 10
opt lease 10
opt subnet 255.255.255.0
opt router 192.0.2.2
opt dns 192.0.2.2
lease_file $T/given
pidfile $T/udhcpd.pid
EOF
: >"$T/given"
dhcp_server() {
	nsenter --net=/run/netns/lan busybox udhcpd -f "$T/udhcpd.conf" \
		>>"$T/udhcpd" 2>&1 &
	dhcpd=$!
	until_ok 10 in_world lan sh -c "ss -Hlun 'sport = :67' | grep -q ."
}
dhcp_server
resolver lan 192.0.2.2
resolver far 198.51.100.2

unit up0.uplink <<EOF
[Uplink]
DHCP=yes
Metric=70
EOF
unit up1.uplink <<EOF
[Uplink]
Address=198.51.100.1/24
Gateway=198.51.100.2
DNS=198.51.100.2
Metric=90
EOF
server app
tcrd_start
comes "two uplinks and a container are up" settled up0 up1 app
comes "the first one has a lease" is_bound up0
is "$(way)" up0 "its way out is used"
is "$(cat /run/tcr/leases/up0)" 192.0.2.2 "its resolver is noted"
comes "a container reaches the world" reaches app
comes "and asks the first one's resolver" name_is app 192.0.2.2

first=$(address_of up0)
client=$(pid_of up0)
app=$(pid_of app)
kill -9 "$dhcpd"
wait "$dhcpd" 2>/dev/null || :
is "$(address_of up0)" "$first" "the server gone, the lease lasts"
until_ok 30 is_bare up0 && rc=0 || rc=1
ok "$rc" "at its end address, route and resolvers go"
is "$(address_of up1)" 198.51.100.1/24 "another uplink's address stays"
is "$(default_of up1)" "default via 198.51.100.2" "and its route"
is "$(way)" up1 "which is used"
comes "a container reaches the world that way" reaches app
comes "and asks the resolver there" name_is app 198.51.100.2
like "$(ip -o link show up0)" '[<,]UP[,>]' "the link stays up"
is "$(state_of up0)" running "the uplink is no failure"
asked_in_vain() { tcrctl logs up0 | grep -q 'no DHCP lease (leasefail)'; }
comes "the client asks in vain" asked_in_vain

dhcp_server
until_ok 30 is_bound up0 && rc=0 || rc=1
ok "$rc" "the server back, all of it is back"
is "$(address_of up0)" "$first" "with the same address"
is "$(default_of up0)" "default via 192.0.2.2" "and the same router"
is "$(way)" up0 "which is used again"
comes "a container reaches the world that way" reaches app
comes "and asks the first one's resolver" name_is app 192.0.2.2
is "$(pid_of up0)" "$client" "it is the same client all the time"
is "$(pid_of app)" "$app" "and the same container"
finish
