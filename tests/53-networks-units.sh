#!/bin/sh
# Networks of unit files: who reaches whom, by which name and address, also
# after tcrd was killed.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/networks.sh"
enter "$@"
busybox_image busybox

unit lan.network <<EOF
[Network]
Options=mtu=1400
EOF
unit dmz.network <<EOF
[Network]
NetworkName=outer
Subnet=10.90.0.0/24
Gateway=10.90.0.254
IPRange=10.90.0.128/25
EOF
unit inner.network <<EOF
[Network]
Internal=yes
Options=isolate=containers
EOF
unit unused.network <<EOF
[Network]
EOF
server web "Network=lan.network:alias=www
NetworkAlias=site
ContainerName=Front.End
AddHost=printer:192.168.1.7
AddHost=gw:host-gateway
PublishPort=8080:80"
server db "Network=lan.network"
server edge "Network=lan.network
Network=dmz.network:ip=10.90.0.5,mac=02:00:00:00:00:05,interface_name=wan0"
server guest "Network=dmz.network
DNSSearch=example.org
DNSOption=timeout:1"
server plain "DNS=192.0.2.53"
server inner1 "Network=inner.network"
server inner2 "Network=inner.network"
unit my.lan.network <<EOF
[Network]
EOF
server my.app "Network=my.lan.network"
server my.app.two "Network=my.lan.network"
server x@1 "Network=systemd-lan"
server joined "Network=db.container"
sed -i 's/-p 80/-p 81/' "$T/conf.d/joined.container"
tcrd_start
comes "all of them run" \
	settled web db edge guest plain inner1 inner2 joined x@1 my.app my.app.two
comes "the servers listen" serving web db edge guest inner2 x@1 my.app.two
at_81() { [ "$(ask joined localhost 81)" = "I am joined" ]; }
comes "and the one that has joined another" at_81
names_of() { tcrctl status --json "$1" | jq -c '.[].names'; }
is "$(names_of web)" \
	'["web","Front.End","site","www"]' "the status has all names"
is "$(names_of x@1)" \
	'["x-1","x_1","systemd-x_1"]' "... also podman's"
is "$(names_of lan.network) $(names_of db)" "null null" \
	"... and none of what is in no DNS, or has the names of every unit"
like "$(tcrctl status web)" 'Names:  web Front.End site www' "and so has tcrctl status"
like "$(tcrctl show web)" '# name in DNS: Front.End' "and tcrctl show"
is "$(ip -o link show br-my-lan | wc -l)" 1 "and in the name of an interface"
is "$(field my.app cgroup)" "/$TCR_CGROUP/_my.app" \
	"a cgroup's name is never one of the kernel's"
is "$(grep -cx "$(pid_of my.app)" "/sys/fs/cgroup/$TCR_CGROUP/_my.app/cgroup.procs")" 1 \
	"... and has the container"

works_now() { # what has to hold at any time
	is "$(ask web db)" "I am db" "one network: by name$1"
	is "$(ask db web.lan)" "I am web" "by name and network$1"
	is "$(ask db www.tcr)" "I am web" "by an alias of the network$1"
	is "$(ask db site)" "I am web" "by an alias$1"
	is "$(brief ask web guest)" "" "a name of another network is unknown$1"
	is "$(brief ask web "$(ip_of guest)")" "" "its address is not reached$1"
	is "$(ask edge guest.outer)" "I am guest" "one in both reaches both$1"
	is "$(ask edge web)" "I am web" "by name$1"
	is "$(ask guest edge)" "I am edge" "and is found in both$1"
	is "$(brief ask inner1 inner2)" "" "an isolated network's do not meet$1"
	is "$(ask my.app my-app-two.my-lan)" "I am my.app.two" \
		"dots of names are dashes in DNS$1"
	is "$(ask my.app my.app.two)" "I am my.app.two" \
		"... and are found as they are$1"
	is "$(ask my.app systemd-my.app.two.my-lan)" "I am my.app.two" \
		"... also behind systemd-$1"
	is "$(ask db front.end)" "I am web" "by ContainerName=$1"
	is "$(ask web systemd-db)" "I am db" "by podman's name$1"
	is "$(ask web systemd-db.tcr)" "I am db" "... below tcr$1"
	is "$(ask db systemd-x_1)" "I am x@1" "by podman's name of an instance$1"
	is "$(brief ask db systemd-nobody)" "" "not by one that nobody has$1"
	is "$(ask joined localhost)" "I am db" "a joined network is one$1"
	is "$(ask web db 81)" "I am joined" "for others too$1"
	is "$(busybox nc -w 10 127.0.0.1 8080 </dev/null)" "I am web" \
		"a port is published$1"
	is "$(ask guest 10.90.0.254 8080)" "I am web" \
		"to other networks too$1"
}
works_now ""
is "$(state_of unused)" inactive "a network that nobody needs is not made"
is "$(ip_of web) $(ip_of lan)" "10.89.1.4 10.89.1.1" \
	"addresses are given in the order of names"
is "$(ip_of edge)" 10.89.1.3 "the first one is shown"
is "$(ip_of guest)" 10.90.0.128 "an address is of the range"
is "$(within edge /bin/cat /sys/class/net/wan0/address)" 02:00:00:00:00:05 \
	"an end has the name and the MAC address that were said"
like "$(nsenter -t "$(pid_of edge)" -n ip -4 -o addr show wan0)" \
	' 10.90.0.5/24' "and the address"
is "$(within web /bin/cat /sys/class/net/eth0/mtu)" 1400 "the MTU is the network's"
like "$(nsenter -t "$(pid_of edge)" -n ip route)" \
	'^default via 10.89.1.1 dev eth0' "the first has the default route"
is "$(nsenter -t "$(pid_of inner1)" -n ip route | grep -c default)" 0 \
	"an internal one has none"
is "$(within web /bin/cat /etc/hosts | tr '\n' ' ')" \
	'127.0.0.1 localhost ::1 localhost 10.89.1.4 web 192.168.1.7 printer 10.89.1.1 gw ' \
	"hosts are as said"
is "$(within web /bin/cat /etc/resolv.conf | tr '\n' ' ')" \
	'nameserver 10.89.1.1 search tcr ' "the resolver is the network's"
is "$(within guest /bin/cat /etc/resolv.conf | tr '\n' ' ')" \
	'nameserver 10.90.0.254 search example.org options timeout:1 ' \
	"with what was said of it"
is "$(within plain /bin/cat /etc/resolv.conf | tr '\n' ' ')" \
	'nameserver 192.0.2.53 ' "or the one that was said"
like "$(within inner1 /bin/nslookup example.org 2>&1)" 'REFUSED' \
	"an internal network asks no upstream"

before=$(pid_of web)
server aaa "Network=lan.network"
tcrd_killed
comes "a new tcrd starts a new unit" serving aaa
is "$(pid_of web)" "$before" "and leaves the others"
works_now " after tcrd was killed"
is "$(ip_of web) $(ip_of aaa)" "10.89.1.4 10.89.1.6" \
	"nobody's address changed"

rm "$T/conf.d/inner.network" "$T/conf.d/inner1.container" \
	"$T/conf.d/inner2.container"
ip link show br-inner >/dev/null 2>&1 && rc=0 || rc=1
ok "$rc" "a network has a bridge of its name"
tcrd_killed
# shellcheck disable=SC2317 # comes calls it
gone() { ! ip link show br-inner; }
comes "a removed network is taken down" gone

tcrctl restart my.app >/dev/null
is "$(state_of my.app)" running "a unit is found by a name with dots"
tcrctl restart lan.network >/dev/null
comes "a network may be restarted" serving web db
# shellcheck disable=SC2317 # comes calls it
resolved() { [ "$(ask web db)" = "I am db" ]; }
comes "names are there again" resolved

unit web.container <<EOF
[Container]
Image=busybox
Network=lam.network
EOF
server db "Network=lan.network:ip=10.90.0.9"
server edge "Network=dmz.network:ip=10.90.0.254"
said=$(tcrctl verify "$T/conf.d" 2>&1 || :)
like "$said" "web.container:3.*Network=lam.network is unknown" \
	"an unknown network is told"
like "$said" "db.container:4.*10.90.0.9 is not in the subnet of lan.network" \
	"an address of another subnet"
like "$said" "edge.container:4.*10.90.0.254 is the gateway of dmz.network" \
	"one that is taken"
finish
