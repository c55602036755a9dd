#!/bin/sh
# SPDX-License-Identifier: MIT
# Resolvers that a router advertises are asked, those of its link's own
# addresses too, until they are over or the uplink is.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/networks.sh"
. "$(dirname "$0")/lib/uplinks.sh"
enter "$@"
busybox_image busybox
ip link set lo up
cable up0 lan 192.0.2.2/24
ip -n lan addr add 2001:db8:1::2/64 dev cable nodad
ip -n lan addr add 2001:db8:1::3/64 dev cable nodad

# router RESOLVER LIFETIME: advertises that one, and answers at all of its
# addresses.
router() {
	[ -z "${router:-}" ] || {
		kill "$router"
		wait "$router" 2>/dev/null || :
	}
	nsenter --net=/run/netns/lan dnsmasq --no-daemon --conf-file=/dev/null \
		--no-resolv --no-hosts --interface=cable --bind-interfaces \
		--enable-ra --ra-param="cable,4,$2" \
		--dhcp-range=2001:db8:1::,ra-only,64 \
		--dhcp-option="option6:dns-server,[$1]" \
		--address=/real.test/198.51.100.7 --dhcp-leasefile="$T/given" \
		2>>"$T/router.log" >&2 &
	router=$!
	until_ok 10 in_world lan sh -c "ss -Hlun 'sport = :53' | grep -q ."
}
router 2001:db8:1::2 1800
unit up0.uplink <<EOF
[Uplink]
IPv6AcceptRA=yes
EOF
unit deaf0.uplink <<EOF
[Uplink]
Address=203.0.113.1/24
IPv6AcceptRA=no
EOF
ip link add deaf0 type veth peer name deaf1
idle_unit app
sed -i 's/^Network=none/Network=bridge/' "$T/conf.d/app.container"
tcrd_start
comes "a container runs" settled app up0
kept() { cat "/run/tcr/leases/$1:6" 2>/dev/null || :; }
knows() { kept up0 | grep -q "^$1 "; }
comes "the router's resolver is known" knows 2001:db8:1::2
config() { cat /run/tcr/units/tcr-dns.service/config; }
asks() { config | grep -qx "upstream $1"; }
comes "tcr-dns is told" asks 2001:db8:1::2
resolves() { within app /bin/nslookup -type=a "$1.real.test" | grep -q 198.51.100.7; }
comes "names are found by it" resolves one
is "$(kept deaf0)" '' "an uplink that is not to listen has none"
pid=$(pid_of app)

kill -9 "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
tcrd_start
comes "the next tcrd knows it" asks 2001:db8:1::2
comes "names are found" resolves two

# fe80:: stands for the router's own address there.
router fe80:: 1800
own=$(ip -n lan -6 -o addr show dev cable scope link | awk '{ print $4 }' | cut -d/ -f1)
index=$(ip -o link show up0 | cut -d: -f1)
comes "one of the link's own is known, and of which" knows "$own%$index"
comes "tcr-dns is told of both" asks "$own%$index"
is "$(config | grep -c '^upstream')" 2 "each once"
ip -n lan addr del 2001:db8:1::2/64 dev cable
comes "the second one answers when the first is gone" resolves three

# advertise COUNT SECONDS [PAUSE]: so many, each with another address, for that
# long; or all of one, every second time for no time.
cat >"$T/advertise.py" <<'EOF'
import socket, struct, sys, time
pause = float(sys.argv[3]) if len(sys.argv) > 3 else 0
s = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
to = ("ff02::1", 0, 0, socket.if_nametoindex("cable"))
for n in range(int(sys.argv[1])):
    ra = struct.pack("!BBHBBHII", 134, 0, 0, 64, 0, 0, 0, 0)
    life = 0 if pause and n % 2 else int(sys.argv[2])
    rdnss = struct.pack("!BBHI", 25, 3, 0, life)
    which = "2001:db8:2::%x" % (0xffff if pause else n)
    s.sendto(ra + rdnss + socket.inet_pton(socket.AF_INET6, which), to)
    time.sleep(pause)
EOF
advertise() { in_world lan python3 "$T/advertise.py" "$@"; }
kill "$router"
wait "$router" 2>/dev/null || :
router=
advertise 1 4
comes "another one for four seconds" knows 2001:db8:2::
comes "is asked" asks 2001:db8:2::
forgotten() { ! knows 2001:db8:2::; }
comes "it is forgotten when they are over" forgotten
not_asked() { ! asks 2001:db8:2::; }
comes "and not asked any more" not_asked
is "$(config | grep -c '^upstream')" 2 "the others are"
advertise 1 600
comes "one is known again" knows 2001:db8:2::
advertise 1 0
comes "until its router takes it back" forgotten

# Whoever is on the link can say anything, but not without end.
ticks() { awk '{ print $14 + $15 }' "/proc/$tcrd_pid/stat"; }
cpu=$(ticks)
advertise 5000 2 & # what it says is over soon: heard while it lasts
flood=$!
flooded() { kept up0 | grep -q '^2001:db8:2::'; }
comes "a flood is heard" flooded
wait "$flood"
cpu=$(($(ticks) - cpu))
ok $((cpu > 50)) "5000 advertisements cost tcrd $cpu ticks, not more than 50"
ok $(($(kept up0 | wc -l) > 4)) "four are kept at most"
is "$(pid_of app)" "$pid" "the container runs on"

replaced() { grep -c 'tcr-dns: .*new resolvers' "$T/console" || :; }
forgotten() { [ "$(kept up0 | grep -c '^2001:db8:2::' || :)" = 0 ]; }
comes "they are over" forgotten
sleep 10 # the time in which so many changes are heard
before=$(replaced) from=$(date +%s)
advertise 200 600 0.02
most=$((17 * (1 + ($(date +%s) - from) / 10)))
times=$(($(replaced) - before))
ok $((times == 0 || times > most)) \
	"what comes and goes 200 times replaces tcr-dns $times times, not more than $most"

tcrctl stop up0.uplink >/dev/null
is "$(kept up0)" '' "with the uplink they are forgotten"
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" && rc=0 || rc=$?
is "$rc" 0 "and down"
finish
