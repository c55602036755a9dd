#!/bin/sh
# DHCP under the supervisor, with a real client and server: the client is killed,
# the server says no and gives another address, the link is lost.  Containers
# run on.  And who needs the right time waits for it.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/networks.sh"
. "$(dirname "$0")/lib/uplinks.sh"
enter "$@"
device_programs
busybox_image busybox
cable up0 lan 192.0.2.2/24

server() { # server FIRST LAST: gives addresses out, in place of an earlier one
	[ -z "${dhcpd:-}" ] || {
		kill "$dhcpd"
		wait "$dhcpd" 2>/dev/null || :
	}
	nsenter --net=/run/netns/lan dnsmasq --no-daemon --conf-file=/dev/null --port=0 \
		--interface=cable --bind-interfaces --dhcp-authoritative \
		--dhcp-range="192.0.2.$1,192.0.2.$2,120" --no-ping \
		--dhcp-option=3,192.0.2.2 --dhcp-option=6,192.0.2.53 \
		--dhcp-leasefile="$T/given.$1" --log-dhcp 2>>"$T/dnsmasq" &
	dhcpd=$!
	until_ok 10 in_world lan sh -c "ss -Hlun 'sport = :67' | grep -q ."
}
server 100 109

unit up0.uplink <<EOF
[Uplink]
DHCP=yes
Metric=70
EOF
unit app.container <<EOF
[Container]
Image=busybox
Exec=/bin/sh -c "trap 'exit 0' TERM; while :; do sleep 1000 & wait; done"
[Unit]
Wants=network-online.target
After=network-online.target
[Install]
WantedBy=multi-user.target
EOF
unit clock.container <<EOF
[Container]
Image=busybox
Exec=/bin/sh -c "sleep 1; echo the time is set"
[Service]
Type=oneshot
RemainAfterExit=yes
[Unit]
Before=time-sync.target
[Install]
WantedBy=time-sync.target
EOF
unit late.container <<EOF
[Container]
Image=busybox
Exec=/bin/sh -c "echo late starts; trap 'exit 0' TERM; while :; do sleep 1000 & wait; done"
[Unit]
Wants=time-sync.target
After=time-sync.target
[Install]
WantedBy=multi-user.target
EOF
tcrd_start
comes "the uplink, a container and the clock are up" settled up0 app late

in_range() { case $(address_of up0) in 192.0.2.$1?/24) ;; *) return 1 ;; esac; }
ok "$(in_range 10 && echo 0 || echo 1)" "the address is of the server's range"
like "$(ip -4 route show default)" 'via 192.0.2.2 dev up0 .*metric 70' \
	"the route has the unit's metric"
works_out() { comes "a container reaches the world$1" reaches app; }
works_out ""
like "$(tcrctl logs clock)" 'the time is set' "the clock's container ran"
late_said() { tcrctl logs late | grep -q 'late starts'; }
comes "who comes after time-sync.target starts" late_said
first=$(tcrctl logs clock | sed -n 's/^\([^ ]*\) the time is set.*/\1/p')
then=$(tcrctl logs late | sed -n 's/^\([^ ]*\) late starts.*/\1/p')
is "$(printf '%s\n%s\n' "$then" "$first" | sort | head -n 1)" "$first" \
	"after it"

app=$(pid_of app)
client=$(pid_of up0)
leases() { tcrctl logs up0 | grep -c ' by DHCP$'; }
had=$(leases)
# shellcheck disable=SC2317 # comes calls it
leased() { [ "$(leases)" -gt "$had" ]; } # the address is there until the client begins
kill -9 "$client"
comes "a client that is killed is started again" renewed up0 "$client"
comes "and runs" in_state up0 running
comes "and has a lease" leased
ok "$(in_range 10 && echo 0 || echo 1)" "of the same range"
works_out " after that"

server 150 159
lost=$(address_of up0)
kill -USR1 "$(pid_of up0)" # renew
comes "a lease that is refused is given up for another" in_range 15
like "$(cat "$T/dnsmasq")" 'DHCPNAK' "the server said no"
case $(address_of up0) in
*"$lost"*) rc=1 ;;
*) rc=0 ;;
esac
ok "$rc" "the old address is gone"
works_out " with another address"

ip -n lan link set cable down
# shellcheck disable=SC2317 # comes calls it
cut_off() { ! ip route get 203.0.113.9 >/dev/null 2>&1; }
comes "a lost link's route is passed over" cut_off
ip -n lan link set cable up
works_out " when the link is back"
is "$(pid_of app)" "$app" "all that time it ran on"
finish
