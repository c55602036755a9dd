#!/bin/sh
# What is published is reached, what is not is not, from each side.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/net.sh"
enter "$@"
driver_build
lan_up
ip addr add 192.0.2.1/24 dev up0
publish() {
	bridge up tcp:0.0.0.0:8080:10.88.0.2:80:1 \
		udp:0.0.0.0:5300:10.88.0.2:53:1 \
		udp:0.0.0.0:5400:10.88.0.2:5400:1 \
		udp:127.0.0.1:5401:10.88.0.2:5400:1 \
		tcp:0.0.0.0:7000:10.88.0.3:9000:3 \
		tcp:0.0.0.0:6000:10.88.0.3:6000:2 \
		tcp:127.0.0.1:8181:10.88.0.3:9000:1 \
		tcp:192.0.2.1:8282:10.88.0.2:80:1 \
		tcp:0.0.0.0:53:10.88.0.2:80:1
}
publish
container up 2
container up 3
serve 2 tcp 80 web
serve 2 udp 53 answer
serve 3 tcp 9000 first
serve 3 tcp 9002 third
serve 3 tcp 6001 same
serve lan tcp 8000 outside
serve lan tcp 8080 elsewhere
serve device tcp 8001 device
serve device tcp 53 names
serve device udp 53 names

is "$(ask lan tcp 192.0.2.1 8080)" "web 192.0.2.2" \
	"outside reaches a published port, seen with its own address"
is "$(ask lan udp 192.0.2.1 5300)" "answer 192.0.2.2" "by UDP as well"
is "$(ask lan tcp 192.0.2.1 7002)" "third 192.0.2.2" \
	"in a shifted range each port has its own"
is "$(ask lan tcp 192.0.2.1 7000)" "first 192.0.2.2" "the first too"
is "$(ask lan tcp 192.0.2.1 6001)" "same 192.0.2.2" "and in an equal range"
is "$(ask lan tcp 192.0.2.1 8282)" "web 192.0.2.2" "on the address named"
is "$(brief ask 3 tcp 10.88.0.1 8282)" '' "and on no other"
is "$(brief ask lan tcp 192.0.2.1 8181)" '' "what is for 127.0.0.1 is not outside"
is "$(ask device tcp 127.0.0.1 8181)" "first 10.88.0.1" "but on the device"
is "$(ask device tcp 127.0.0.1 8080)" "web 10.88.0.1" \
	"as is what is for every address"
is "$(ask device tcp 192.0.2.1 8080)" "web 192.0.2.1" \
	"by the device's own address too"
is "$(ask device tcp 10.88.0.2 80)" "web 10.88.0.1" "or directly"

is "$(ask 2 tcp 10.88.0.3 9000)" "first 10.88.0.2" \
	"containers reach each other as they are"
is "$(ask 3 tcp 192.0.2.1 8080)" "web 10.88.0.1" \
	"and through a published port"
is "$(ask 2 tcp 192.0.2.1 8080)" "web 10.88.0.1" "their own too"
is "$(ask 2 tcp 192.0.2.2 8000)" "outside 192.0.2.1" \
	"outside sees the device's address"
is "$(ask 2 tcp 192.0.2.2 8080)" "elsewhere 192.0.2.1" \
	"a published port is not taken from other hosts"

is "$(ask 2 tcp 10.88.0.1 53)" "names 10.88.0.2" \
	"containers ask the gateway for names, by TCP"
is "$(ask 2 udp 10.88.0.1 53)" "names 10.88.0.2" "and by UDP"
is "$(ask lan tcp 192.0.2.1 8001)" "device 192.0.2.2" \
	"the device's own services are not hidden outside"
is "$(brief ask 2 tcp 10.88.0.1 8001)" '' "but from containers"
is "$(brief ask 2 tcp 192.0.2.1 8001)" '' "by whatever address"

ip -n lan route add 10.88.0.0/24 via 192.0.2.1
is "$(brief ask lan tcp 10.88.0.2 80)" '' "a direct route to a container is dropped"
is "$(brief ask lan tcp 10.88.0.1 53)" '' "and to the gateway"
within lan ping -q -c 1 -W 1 10.88.0.2 >/dev/null && rc=1 || rc=0
ok "$rc" "for echoes too"

ip netns add far
ip link add up1 type veth peer name cable1 netns far
ip addr add 198.51.100.1/24 dev up1
ip link set up1 up
ip -n far addr add 198.51.100.2/24 dev cable1
ip -n far link set cable1 up
ip -n far route add default via 198.51.100.1
ip -n lan route add default via 192.0.2.1
works "the device reaches both networks" ping -q -c 1 -W 10 198.51.100.2
within lan ping -q -c 1 -W 1 198.51.100.2 >/dev/null && rc=1 || rc=0
ok "$rc" "nothing is forwarded between them"

# Below, the guard alone stands in the way.  Datagrams tell, for they need no
# answer: forged ones are sent first, arrived they would be before the honest.
for i in all up0 tcr0; do
	echo 0 >"/proc/sys/net/ipv4/conf/$i/rp_filter"
done
nft -f - <<'EOF'
table ip watch {
	chain arrived {
		type filter hook prerouting priority -500; policy accept;
		iifname "up0" ip daddr 127.0.0.1 counter
		iifname "tcr0" ip daddr 127.0.0.1 counter
	}
}
EOF
aim_at_loopback() { # aim_at_loopback WHERE INTERFACE ADDRESS GATEWAY
	within "$1" sh -c "
		echo 1 >/proc/sys/net/ipv4/conf/$2/route_localnet
		ip route del local 127.0.0.0/8 table local
		ip route del local 127.0.0.1 table local
		ip route add 127.0.0.1 via $4 src $3"
}
sink() { # sink WHERE PORT: what arrives there is in $T/at-WHERE
	within "$1" socat -u "UDP4-RECV:$2" "OPEN:$T/at-$1,creat,append" &
	until_ok 10 listening "$1" udp "$2"
}
send() { # send WHERE SOURCE ADDRESS PORT WORD
	echo "$5" | within "$1" socat -u - "UDP4:$3:$4,bind=$2"
}
# shellcheck disable=SC2317 # until_ok calls it
arrived() { grep -q "$2" "$T/at-$1"; }
sink lan 7777
sink 2 5400
aim_at_loopback lan cable 192.0.2.2 192.0.2.1
aim_at_loopback 3 eth0 10.88.0.3 10.88.0.1
ip -n lan addr add 10.88.0.9/32 dev lo
within 3 ip addr add 10.77.0.1/32 dev lo
send device 127.0.0.1 127.0.0.1 5401 by-the-device
send lan 192.0.2.2 127.0.0.1 5401 by-lan-to-loopback
send 3 10.88.0.3 127.0.0.1 5401 by-3-to-loopback
send lan 10.88.0.9 192.0.2.1 5400 by-lan-as-container
send lan 192.0.2.2 192.0.2.1 5400 honest
send 3 10.77.0.1 192.0.2.2 7777 by-3-as-stranger
send 3 10.88.0.3 192.0.2.2 7777 honest
until_ok 5 arrived 2 honest
until_ok 5 arrived lan honest
is "$(nft list table ip watch | grep -c 'packets 1 ')" 2 \
	"datagrams for 127.0.0.1 come from outside and from a container"
is "$(cat "$T/at-2")" "by-the-device
honest" "but none arrives, nor one from the subnet that comes from outside"
is "$(cat "$T/at-lan")" honest "a container sends from its own subnet only"

# What runs goes on while the firewall is replaced.
within 2 ping -q -i 0.002 -c 500 192.0.2.2 >"$T/ping" &
ping=$!
for _ in 1 2 3 4 5 6 7 8; do
	publish
done
wait "$ping" || :
like "$(cat "$T/ping")" '500 received, 0% packet loss' \
	"no packet is lost while it comes up again and again"
finish
