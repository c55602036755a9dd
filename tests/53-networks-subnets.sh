#!/bin/sh
# SPDX-License-Identifier: MIT
# Networks of several subnets: containers have an address in each, with which they
# reach each other, the outside, published ports and names, also after tcrd was killed,
# and after a subnet has come or gone.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/networks.sh"
enter "$@"
busybox_image busybox
ip link set lo up
ip netns add world
ip link add up0 type veth peer name cable netns world
ip -n world addr add 192.0.2.2/24 dev cable
ip -n world link set cable up
ip addr add 192.0.2.1/24 dev up0
ip link set up0 up
# shellcheck disable=SC2016 # socat's shell replaces it
nsenter --net=/run/netns/world socat TCP4-LISTEN:7,fork,reuseaddr \
	'SYSTEM:echo you are $SOCAT_PEERADDR' &

two='[Network]
Subnet=10.1.0.0/24
Gateway=10.1.0.254
Subnet=10.2.0.0/24
Gateway=10.2.0.254
IPRange=10.2.0.128/25'
echo "$two" | unit lan.network
unit apart.network <<EOF
[Network]
Subnet=10.3.0.0/24
Subnet=10.4.0.0/24
Options=isolate=containers
EOF
server web "Network=lan.network
PublishPort=8080:80"
server db "Network=lan.network
IP=10.2.0.9"
server both "Network=lan.network:ip=10.1.0.7,ip=10.2.0.7"
unit front.pod <<EOF
[Pod]
Network=lan.network
IP=10.1.0.99
EOF
server inside "Pod=front.pod"
server apart1 "Network=apart.network"
server apart2 "Network=apart.network"
tcrd_start
comes "all of them run" settled web db both inside apart1 apart2
comes "the servers listen" serving web db both inside apart1 apart2

addresses() { # addresses UNIT: of its eth0
	nsenter -t "$(pid_of "$1")" -n ip -4 -o addr show eth0 |
		awk '{ print $4 }' | xargs
}

from() { # from UNIT SOURCE HOST PORT: what the server there says to that source
	nsenter -t "$(pid_of "$1")" -n \
		socat -T "${patience:-10}" - "TCP4:$3:$4,bind=$2" </dev/null 2>/dev/null || :
}

outside() { # outside PORT: what is published there, asked from the world
	nsenter --net=/run/netns/world socat -T 10 - "TCP4:192.0.2.1:$1" </dev/null || :
}

dns() { # dns UNIT SERVER NAME: the addresses, sorted
	nsenter -t "$(pid_of "$1")" -n dig +tries=1 +time=5 +short "@$2" "$3" |
		sort | xargs
}

works_now() {
	is "$(ip -4 -o addr show br-lan | awk '{ print $4 }' | xargs)" \
		"10.1.0.254/24 10.2.0.254/24" "the bridge is a gateway of both$1"
	is "$(addresses web)" "10.1.0.2/24 10.2.0.129/24" \
		"a container has an address in each$1"
	is "$(addresses db)" "10.1.0.1/24 10.2.0.9/24" \
		"IP= sets the one of its subnet$1"
	is "$(addresses both)" "10.1.0.7/24 10.2.0.7/24" "ip= may set both$1"
	is "$(addresses inside)" "10.1.0.99/24 10.2.0.128/24" "a pod has two$1"
	is "$(ask web 10.1.0.1), $(ask web 10.2.0.9)" "I am db, I am db" \
		"they reach each other at both$1"
	is "$(from web 10.1.0.2 192.0.2.2 7), $(from web 10.2.0.129 192.0.2.2 7)" \
		"you are 192.0.2.1, you are 192.0.2.1" \
		"and the outside from both, as the device$1"
	is "$(outside 8080)" \
		"I am web" "a published port is reached from outside$1"
	is "$(from db 10.1.0.1 192.0.2.1 8080), $(from db 10.2.0.9 192.0.2.1 8080)" \
		"I am web, I am web" "and from both addresses inside$1"
	is "$(dns db 10.1.0.254 web), $(dns db 10.2.0.254 web)" \
		"10.1.0.2 10.2.0.129, 10.1.0.2 10.2.0.129" \
		"both gateways tell both addresses$1"
	is "$(dns db 10.2.0.254 -x10.2.0.129)" web.tcr. "and whose the second one is$1"
	is "$(patience=1 from apart1 10.3.0.1 10.2.0.9 80)" "" \
		"another network does not reach the second subnet$1"
}
works_now ""
is "$(within db /bin/cat /etc/resolv.conf | head -n 1)" "nameserver 10.1.0.254" \
	"the first gateway is asked"
like "$(within web /bin/cat /etc/hosts | xargs)" \
	"10.1.0.2 web 10.2.0.129 web" "its own name means both"
is "$(patience=1 ask apart1 10.3.0.3)$(patience=1 ask apart1 10.4.0.3)" "" \
	"isolated ones do not meet at either"
is "$(ip_of web) $(ip_of lan)" "10.1.0.2 10.1.0.254" "the first one is shown"
like "$(tcrctl verify "$T/conf.d" 2>&1)" "^0 errors" "no file is wrong"

before=$(pid_of web)
tcrd_killed
comes "a new tcrd has all of them" settled web db both inside
is "$(pid_of web)" "$before" "and leaves them alone"
works_now " after tcrd was killed"

nsenter -t "$(pid_of web)" -n ip addr del 10.2.0.129/24 dev eth0
ip addr del 10.2.0.254/24 dev br-lan
# shellcheck disable=SC2317 # comes calls it
whole() { [ "$(ip -4 -o addr show br-lan | grep -c ' 10[.][12][.]')" = 2 ]; }
comes "a gateway that is taken away comes back" whole

unit db.container <<EOF
[Container]
Image=busybox
Network=lan.network
IP=10.5.0.9
EOF
echo "$two" | sed '/10[.]2/d' | unit lan.network
rm "$T/conf.d/both.container"
said=$(tcrctl reload-config 2>&1) || :
like "$said" "10.5.0.9 is not in the subnet of lan.network" \
	"an address of no subnet is refused"
comes "without the second subnet the others run" serving web inside
is "$(addresses web), $(addresses inside)" "10.1.0.2/24, 10.1.0.99/24" \
	"with one address"
is "$(ip -4 -o addr show br-lan | awk '{ print $4 }' | xargs)" 10.1.0.254/24 \
	"so has the bridge"
is "$(dns web 10.1.0.254 web)" 10.1.0.2 "names have one"
is "$(outside 8080)" \
	"I am web" "the port leads there"
echo "$two" | unit lan.network
server db "Network=lan.network
IP=10.2.0.9"
server both "Network=lan.network:ip=10.1.0.7,ip=10.2.0.7"
tcrctl reload-config >/dev/null 2>&1 || :
comes "it may come again" serving web db both inside
is "$(addresses web | cut -d ' ' -f 1) $(addresses db | cut -d ' ' -f 2)" \
	"10.1.0.2/24 10.2.0.9/24" "with addresses in both"
is "$(ask web 10.2.0.9)" "I am db" "where they meet"
finish
