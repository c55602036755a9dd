#!/bin/sh
# IPv6 of a bridge and its containers: addresses, NAT, published ports, and who
# is kept out, in network namespaces.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/net.sh"
enter "$@"
driver_build
lan_up
ip addr add 192.0.2.1/24 dev up0
ip -n lan addr add 2001:db8::2/64 dev cable nodad
ip addr add 2001:db8::1/64 dev up0 nodad
ip link set lo up

bridge6() { # bridge6 up|down MODE [PORT...]: fd00:1::1/64 beside IPv4
	verb=$1
	with=10.88.0.1/24,fd00:1::1/64$2
	shift 2
	driver "bridge-$verb" tcr0 "$with" "$nft_program" "$@"
}

container6() { # container6 N: 10.88.0.N and fd00:1::a58:N
	driver attach-up "/run/pins/$1" "veth$1" tcr0 \
		"10.88.0.$1/24,fd00:1::a58:$1/64" 10.88.0.1,fd00:1::1
}

serve6() { # serve6 WHERE PORT TEXT: answers "TEXT PEER"
	within "$1" socat "TCP6-LISTEN:$2,fork,reuseaddr" \
		"SYSTEM:read line; echo $3 \$SOCAT_PEERADDR" 2>/dev/null &
	until_ok 10 listening "$1" tcp "$2"
}

ask6() { # ask6 WHERE ADDRESS PORT: the answer, addresses without zeros
	echo hello | within "$1" \
		socat "-t${patience:-6}" "-T${patience:-6}" - \
		"TCP6:[$2]:$3,connect-timeout=${patience:-6}" 2>/dev/null |
		sed 's/:0*\([0-9a-f]\)/:\1/g; s/\(:0\)\{2,\}:/::/' || :
}

echoes() { # echoes WHERE ADDRESS
	within "$1" ping -6 -c 1 -W "${patience:-10}" "$2" >"$T/out" 2>&1
}

works "the bridge comes up with IPv6" bridge6 up "" \
	tcp:0.0.0.0:8080:10.88.0.2:80:1,fd00:1::a58:2 \
	tcp:0.0.0.0:9000:10.88.0.2:9000:3,fd00:1::a58:2
works "so does a container" container6 2
works "and another" container6 3
works "and one of IPv4 alone" container up 4
is "$(within device cat /proc/sys/net/ipv6/conf/all/forwarding)" 1 \
	"the device forwards"
is "$(ip -6 -o addr show tcr0 scope global | awk '{ print $4 }')" \
	fd00:1::1/64 "the bridge has its address"
is "$(within 2 ip -6 -o addr show eth0 scope global | awk '{ print $4, $5, $6 }')" \
	"fd00:1::a58:2/64 scope global" "the container too, of use at once"
like "$(within 2 ip -6 route)" "default via fd00:1::1 dev eth0" \
	"and a default route"
is "$(within 4 ip -6 -o addr show eth0)" "" \
	"one of IPv4 alone has not even a link-local address"
works "the device answers an echo" echoes 2 fd00:1::1
works "a container reaches another" echoes 2 fd00:1::a58:3
works "and the world" echoes 2 2001:db8::2

serve6 lan 80 lan
serve6 2 80 two
serve6 2 9001 range
serve6 3 80 three
is "$(ask6 2 2001:db8::2 80)" "lan [2001:db8::1]" \
	"it is seen there with the device's address"
is "$(ask6 lan 2001:db8::1 8080)" "two [2001:db8::2]" \
	"a published port is reached, and sees who asks"
is "$(ask6 lan 2001:db8::1 9001)" "range [2001:db8::2]" "in a range too"
is "$(ask6 device 2001:db8::1 8080)" "two [2001:db8::1]" \
	"from the device itself"
is "$(ask6 3 2001:db8::1 8080)" "two [fd00:1::1]" "from another container"
is "$(ask6 2 2001:db8::1 8080)" "two [fd00:1::1]" "from the container itself"
is "$(ask6 2 fd00:1::1 8080)" "two [fd00:1::1]" "by the gateway"
is "$(ask6 3 fd00:1::a58:2 80)" "two [fd00:1::a58:3]" \
	"a neighbour is reached directly"

ip -n lan -6 route add fd00:1::/64 via 2001:db8::1
is "$(brief ask6 lan fd00:1::a58:2 80)" "" \
	"nobody outside reaches a container directly"
within device socat TCP6-LISTEN:7777,fork,reuseaddr SYSTEM:"read line; echo device" &
until_ok 10 listening device tcp 7777
is "$(brief ask6 2 fd00:1::1 7777)" "" "nor a container the device's services"
is "$(ask6 lan 2001:db8::1 7777)" device "which are there"
within 2 ip -6 addr add fd00:9::9/64 dev eth0 nodad
within lan nft -f - <<EOF
table ip6 seen {
	chain seen {
		type filter hook prerouting priority 0
		ip6 saddr fd00:9::9 counter
	}
}
EOF
within 2 ping -6 -c 1 -W 1 -I fd00:9::9 2001:db8::2 >/dev/null 2>&1 || :
like "$(within lan nft list table ip6 seen)" 'counter packets 0 ' \
	"a foreign source does not leave a container"
within 2 ip -6 addr del fd00:9::9/64 dev eth0
link=$(ip -6 -o addr show tcr0 scope link | awk '{ print $4 }')
like "$link" '^fe80:' "the device has a link-local address"
is "$(brief ask6 2 "${link%/*}%eth0" 7777)" "" \
	"nor is the device reached by its link-local address"

works "the rules are replaced: routed" bridge6 up ,routed \
	tcp:0.0.0.0:8080:10.88.0.2:80:1,fd00:1::a58:2
is "$(ask6 2 2001:db8::2 80)" "lan [fd00:1::a58:2]" \
	"a container keeps its address outside"
is "$(ask6 lan fd00:1::a58:2 80)" "two [2001:db8::2]" \
	"a published port is reached at its own address"
is "$(ask6 lan 2001:db8::1 8080)" "two [2001:db8::2]" "and at the device's"
is "$(brief ask6 lan fd00:1::a58:3 80)" "" "what is not published is not reached"

works "IPv6 is taken away" bridge up
is "$(ip -6 -o addr show tcr0)" "" "the bridge has none"
works "it goes down" bridge down
is "$(cat /proc/sys/net/ipv6/conf/all/forwarding)" 0 "forwarding ends"
finish
