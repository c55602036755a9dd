#!/bin/sh
# SPDX-License-Identifier: MIT
# Classless routes of a lease (RFC 3442, option 121, or 249) stand for its
# router; none leads to where containers are; and they go with the lease.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/networks.sh"
. "$(dirname "$0")/lib/uplinks.sh"
enter "$@"
device_programs
busybox_image busybox
cable up0 lan 192.0.2.2/24
cable up1 other 198.51.100.2/24
server() { # server WORLD NET OPTION...: gives leases out there
	world=$1 net=$2
	shift 2
	for option do
		set -- "$@" "--dhcp-option-force=$option"
		shift
	done
	nsenter "--net=/run/netns/$world" dnsmasq --no-daemon --port=0 \
		--conf-file=/dev/null --interface=cable --bind-interfaces \
		--dhcp-authoritative --no-ping "--dhcp-range=$net.100,$net.109,120" \
		"--dhcp-option=3,$net.2" "$@" \
		"--dhcp-leasefile=$T/given.$world" 2>>"$T/dnsmasq" &
	dhcpd=$!
	until_ok 10 in_world "$world" sh -c "ss -Hlun 'sport = :67' | grep -q ."
}
server other 198.51.100 249,203.0.113.128/25,198.51.100.2
server lan 192.0.2 121,198.18.0.0/16,192.0.2.2,198.19.0.0/16,0.0.0.0,10.88.0.128/25,192.0.2.2,10.0.0.0/8,192.0.2.2,0.0.0.0/0,192.0.2.3
for n in 0 1; do
	printf '[Uplink]\nDHCP=yes\nMetric=%d\n' $((70 + n)) | unit up$n.uplink
done
idle_unit app
sed -i 's/^Network=none/Network=bridge/' "$T/conf.d/app.container"
tcrd_start
comes "all are up" settled app up0 up1
routes() { # routes INTERFACE: those through a router or of DHCP
	ip -4 route show dev "$1" | grep 'via\|proto dhcp' |
		sed 's/ *\(proto [a-z]*\|onlink\|linkdown\|scope link\) */ /g; s/  */ /g; s/ $//' |
		sort | xargs || :
}
routes_become() { # routes_become INTERFACE ROUTES TEXT: a lease takes a moment
	same() { [ "$(routes "$1")" = "$2" ]; }
	until_ok 20 same "$1" "$2" || :
	is "$(routes "$1")" "$2" "$3"
}
routes_become up0 "10.0.0.0/8 via 192.0.2.2 metric 70 198.18.0.0/16 via 192.0.2.2 metric 70 198.19.0.0/16 metric 70 default via 192.0.2.3 metric 70" \
	"routes of option 121, and not the router of option 3"
routes_become up1 "203.0.113.128/25 via 198.51.100.2 metric 71" \
	"those of option 249"
is "$(ip route get 10.88.0.200 | grep -o 'dev [a-z0-9]*')" "dev tcr0" \
	"none leads to where containers are"

kill "$dhcpd"
wait "$dhcpd" || :
server lan 192.0.2 121,198.18.0.0/16,192.0.2.3,0.0.0.0/0,192.0.2.2
kill -USR1 "$(pid_of up0)"
routes_become up0 "198.18.0.0/16 via 192.0.2.3 metric 70 default via 192.0.2.2 metric 70" \
	"with another lease they are others"
tcrctl stop up0.uplink up1.uplink
is "$(routes up0)$(routes up1)" '' "without one there are none"
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" || :
finish
