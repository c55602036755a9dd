#!/bin/sh
# IPv6 of unit files: subnets, addresses, names, ports, and the resolver's
# upstreams, also after tcrd was killed.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/networks.sh"
enter "$@"
busybox_image busybox
ip link set lo up
ip netns add world
ip link add up0 type veth peer name cable netns world
ip -n world addr add 2001:db8::2/64 dev cable nodad
ip -n world addr add 2001:db8::3/64 dev cable nodad
ip -n world link set cable up
ip addr add 2001:db8::1/64 dev up0 nodad
ip link set up0 up
gcc -std=gnu17 -D_GNU_SOURCE -O1 -o "$T/dns-upstream" \
	"${tests:?}/driver/dns-upstream.c"
nsenter --net=/run/netns/world "$T/dns-upstream" 2001:db8::2 2001:db8::3 \
	>"$T/asked" &

unit lan.network <<EOF
[Network]
Subnet=10.90.0.0/24
Subnet=fd00:1::/64
DNS=2001:db8::2
EOF
unit own.network <<EOF
[Network]
IPv6=yes
Internal=yes
EOF
server web "Network=lan.network
NetworkAlias=site
PublishPort=8080:80
PublishPort=[2001:db8::1]:8081:80"
server db "Network=lan.network
IP6=fd00:1::db"
server both "Network=lan.network
Network=own.network"
server inner "Network=own.network"
server old
tcrd_start
comes "all of them run" settled web db both inner old
comes "the servers listen" serving web db both inner old

ip6_of() {
	field "$1" 'ip6 // empty'
}

dns() { # dns WHO WORDS OF DIG...: what is answered
	who=$1
	shift
	nsenter -t "$(pid_of "$who")" -n dig +tries=1 +time=3 +short "$@" 2>&1 |
		tr '\n' ' '
}

in_world() { nsenter --net=/run/netns/world "$@"; }

works_now() {
	is "$(ip6_of web) $(ip6_of db)" "fd00:1::a5a:4 fd00:1::db" \
		"addresses follow from IPv4, or are said$1"
	is "$(dns web @10.90.0.1 db AAAA)" "fd00:1::db " "a name has it$1"
	is "$(dns web @fd00:1::1 db AAAA)" "fd00:1::db " \
		"and is asked for over IPv6$1"
	is "$(dns web @fd00:1::1 +tcp db A)" "10.90.0.3 " "with TCP$1"
	is "$(dns db @fd00:1::1 site AAAA)" "fd00:1::a5a:4 " "an alias too$1"
	is "$(dns web @fd00:1::1 -x fd00:1::db) $(dns web @10.90.0.1 -x 10.90.0.4)" \
		"db.tcr.  web.tcr. " "an address has a name$1"
	is "$(dns both @fd00:1::1 inner AAAA)" "$(ip6_of inner) " \
		"who is in two networks sees both, over IPv6$1"
	is "$(dns web @fd00:1::1 inner AAAA)" "" "who is in one does not$1"
	is "$(ask web "$(ip6_of db)")" "I am db" "a neighbour is reached$1"
	is "$(ask web "$(ip6_of both)")" "I am both" "another too$1"
	is "$(in_world busybox nc -w 10 2001:db8::1 8080 </dev/null)" \
		"I am web" "a port is published$1"
	is "$(in_world busybox nc -w 10 2001:db8::1 8081 </dev/null)" \
		"I am web" "at one address$1"
}
works_now ""
is "$(dns web @10.90.0.1 www.example.net A)" "192.0.2.6 " \
	"an upstream may have an IPv6 address"
is "$(dns web @10.90.0.1 +tcp www.example.net A)" "192.0.2.6 " "with TCP too"
like "$(ip6_of inner)" '^fd[0-9a-f:]*a59:' "a subnet is made from the name"
is "$(nsenter -t "$(pid_of inner)" -n ip -6 route | grep -c default)" 0 \
	"an internal network has no default route"
is "$(ip6_of old)" "" "others have no IPv6"
is "$(nsenter -t "$(pid_of old)" -n ip -6 addr show eth0)" "" "at all"
like "$(within db /bin/cat /etc/hosts | tr '\n' ' ')" \
	'10.90.0.3 db fd00:1::db db' "the name is known inside"
like "$(tcrctl status web)" 'fd00:1::a5a:4' "status shows it"

before=$(pid_of web)
tcrd_killed
comes "another tcrd takes over" settled web db both inner old
is "$(pid_of web)" "$before" "and leaves them"
works_now " after tcrd was killed"

unit other.network <<EOF
[Network]
Subnet=fd00:1::/48
EOF
server worse "Network=lan.network
IP6=fd00:1::a5a:4"
said=$(tcrctl verify "$T/conf.d" 2>&1 || :)
like "$said" "other.network:2:[0-9]*: error: Subnet= overlaps the one of .*lan.network" \
	"overlapping subnets are told"
like "$said" "worse.container:.*the address .* is taken by .*web.container" \
	"so is an address that is another's"
finish
