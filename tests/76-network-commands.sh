#!/bin/sh
# SPDX-License-Identifier: MIT
# tcrctl network, dns and ports: who is in a network and what may talk to what, what
# a container would be answered for a name and is, where published ports lead.
. "$(dirname "$0")/lib.sh"
enter "$@"

asked() { # asked COMMAND...: its words in $said, its status in $rc
	rc=0
	said=$(tcrctl "$@" 2>&1) || rc=$?
}

json() { # json JQ COMMAND...: its value
	query=$1
	shift
	tcrctl "$@" --json | jq -cr "$query"
}

net_unit() { # net_unit NAME NETWORK...: a container in these networks
	name=$1
	shift
	{
		printf '[Container]\nImage=busybox\nExec=sleep 1000\n'
		printf 'Network=%s\n' "$@"
		cat
		printf '[Install]\nWantedBy=multi-user.target\n'
	} >"$T/conf.d/$name.container"
}

for command in 'network ls' ports 'dns web'; do
	# shellcheck disable=SC2086 # words
	asked $command
	is "$rc" 7 "without tcrd: exit status 7 of $command"
done

busybox_image busybox
printf '[Network]\nSubnet=10.90.0.0/24\nIPv6=yes\nDNS=192.0.2.9\nOptions=gateway_mode_ipv6=routed\n' \
	>"$T/conf.d/lan.network"
printf '[Network]\nSubnet=10.91.0.0/24\nInternal=yes\nOptions=isolate=containers\n' \
	>"$T/conf.d/dmz.network"
printf '[Network]\nSubnet=10.92.0.0/24\nDisableDNS=yes\n' >"$T/conf.d/mute.network"
printf '[Network]\nSubnet=10.93.0.0/24\n' >"$T/conf.d/idle.network"
printf '[Network]\nSubnet=10.94.0.0/24\n' >"$T/conf.d/bare.network"
net_unit bare bare.network </dev/null
net_unit broken none <<'E'
PublishPort=7070:70
E
net_unit web lan.network:ip=10.90.0.4 <<'E'
PublishPort=8080:80
PublishPort=127.0.0.1:5353:53/udp
PublishPort=[::]:9000-9002:9000-9002
NetworkAlias=www
E
net_unit db dmz.network:ip=10.91.0.2 lan.network:ip=10.90.0.2 </dev/null
net_unit safe dmz.network:ip=10.91.0.3 </dev/null
net_unit alone none </dev/null
net_unit own mute.network <<'E'
DNS=192.0.2.53
E
unit late.container <<'E'
[Container]
Image=busybox
Network=lan.network
E
busybox nc -l -p 8080 &
tcrd_start
for name in web db safe alone own bare; do
	until_ok 20 in_state $name running
done

asked network ls
like "$rc:$said" '^lan.network +bridge +br-lan +10.90.0.0/24 +3  active$' 'network ls'
is "$(json '[.[].network] | sort' network ls)" \
	'["bare.network","dmz.network","idle.network","lan.network","mute.network"]' '... as JSON'
longest() { # of the lines of $said
	echo "$said" | awk '{ n = length > n ? length : n } END { print n + 0 }'
}
claim "... in 80 columns: $(longest)" [ "$(longest)" -le 80 ]
asked network inspect lan
is "$rc" 0 'inspect: without a suffix'
like "$said" '^   10.90.0.0/24 gateway 10.90.0.1$' '... its subnet'
like "$said" '^   web +running  eth0 10.90.0.4 fd[0-9a-f:]*  ports 8080:80/tcp 127' \
	'... who is in it, with addresses and ports'
like "$said" '^   late +inactive eth0 10.90.0' '... also who does not run'
like "$said" "reach other places, with the device's address \(NAT\)" '... NAT'
like "$said" 'Others, and other networks, reach only published ports' '... who reaches them'
like "$said" 'IPv6 is routed without NAT' '... that of IPv6'
asked network inspect dmz.network
like "$said" 'containers do not reach each other' 'inspect: containers apart'
like "$said" 'reach nobody else, and nobody reaches them' '... Internal=yes'
like "$said" 'knows the names of containers, and refuses others' '... its names'
asked network inspect mute
is "$(echo "$said" | grep -c 'DNS')" 0 'inspect: no DNS'
is "$(json '.[0] | [.internal, .isolated, .nat, .dns, .subnets[0].gateway]' network inspect dmz)" \
	'[true,true,false,true,"10.91.0.1"]' 'inspect as JSON: what holds'
is "$(json '[.[1].units[] | .unit + " " + .addresses[0]] | sort | .[0:2]' network inspect dmz lan)" \
	'["db.container 10.90.0.2","late.container 10.90.0.3"]' '... of several, who is in them'
asked network inspect lna
is "$rc:$said" "4:tcrctl: no such unit: 'lna' (did you mean 'lan'?)" 'a typo'
asked network inspect
is "$rc:$said" "2:tcrctl: network inspect: which network? (see 'tcrctl help network inspect')" \
	'inspect of nothing'
asked network inspect web
is "$rc:$said" '4:tcrctl: web is no network' 'inspect of a container'
asked network lss
like "$rc:$said" "^2:.*did you mean 'ls'" 'a misspelt command'

asked ports
like "$rc:$said" '^8080 +tcp +10.90.0.4:80 +web +running$' 'ports'
like "$said" '^127.0.0.1:5353 +udp +10.90.0.4:53 +web +running$' '... of one address'
like "$said" '^\[::\]:9000-9002 +tcp +\[fd[0-9a-f:]*:4\]:9000-9002 +web' '... a range of IPv6'
like "$said" '^   ! busybox \(pid [0-9]*\) listens on 8080 of the device' \
	'... and a program of the device there'
like "$said" '^   ! broken publishes nothing: .*PublishPort= needs Network=' \
	'... and those of a unit that is refused'
is "$(json '[.[] | .port, (.listener != null)]' ports)" \
	'["8080:80/tcp",true,"127.0.0.1:5353:53/udp",false,"[::]:9000-9002:9000-9002/tcp",false]' \
	'... as JSON'

answer() { # answer JQ NAME [UNIT]: of the first type of record
	tcrctl dns --json "$2" ${3:+--from "$3"} | jq -cr ".[0] | $1" || :
}
is "$(answer '.answer, .values[0], .why' web db | tr '\n' ' ')" \
	'local 10.90.0.4 web.container ' 'dns: the name of a unit'
like "$(answer .why www db)" '^web.container, by another name of it$' 'dns: an alias'
is "$(answer '.network, .values[0]' safe db | tr '\n' ' ')" 'lan.network 10.91.0.3 ' \
	'dns: of another network that the container is in'
is "$(answer '.answer, .why' safe web | tr '\n' '|')" \
	'unknown|does not exist here: safe.container shares no network|' \
	'dns: ... that it is not in'
is "$(tcrctl dns --json --from db safe | jq -r '.[1] | .type, .why' | tr '\n' '|')" \
	'AAAA|the name is known, but has no record of this type|' 'dns: no address of IPv6'
is "$(answer .answer nothing web)" unknown 'dns: a word that is no name'
is "$(answer '.answer, .values[0]' example.org web | tr '\n' ' ')" 'forward 192.0.2.9 ' \
	'dns: a name of another place, and who is asked'
is "$(answer '.answer, .why' example.org safe | tr '\n' '|')" \
	'closed|refused: dmz.network is internal (Internal=yes)|' 'dns: ... is refused'
is "$(answer '.answer, .why' example.org bare | tr '\n' '|')" \
	'forward|fails: tcr-dns has no resolver to ask|' 'dns: ... with nobody to ask'
is "$(answer '.type, .values[0]' 4.0.90.10.in-addr.arpa db | tr '\n' ' ')" 'PTR web ' \
	'dns: a reverse name'
is "$(tcrctl dns safe --json | jq -c 'map(select(.type == "A")) | [.[].answer]')" \
	'["unknown","local","unknown"]' 'dns without --from: in each network that is up'
asked dns --from web db
is "$rc:$(echo "$said" | head -n 2)" '0:web asks tcr-dns at 10.90.0.1 (lan.network)
  A     10.90.0.2: db.container' 'dns in words'

# What it says is what a container is answered.
for name in web www db web.lan db.tcr; do
	want=$(tcrctl dns --json --from web $name | jq -r '.[].values[]' | sort)
	got=$(tcrctl exec web busybox nslookup $name 2>/dev/null |
		sed '1,/^$/d' | sed -n 's/^Address.*: \([^ ]*\)$/\1/p' | sort -u)
	is "$got" "$want" "$name is answered as dns says"
done

asked dns nothing --from web
is "$rc" 1 'exit status 1: no address'
asked dns --from alone web
is "$rc:$said" '1:tcrctl: dns: alone has no resolver (no network, or DNS=none)' \
	'a container without a network'
asked dns --from own web
is "$rc:$said" '1:tcrctl: dns: own asks 192.0.2.53 itself, not tcr-dns' 'DNS= of its own'
asked dns --from late web
is "$rc:$said" '3:tcrctl: dns: late has not been started yet' 'a unit that never ran'
asked dns --from lan.network web
is "$rc" 1 'a network does not ask'
asked dns --from wbe web
is "$rc:$said" "4:tcrctl: no such unit: 'wbe' (did you mean 'web'?)" 'a typo'
asked dns a..b
like "$rc:$said" "^1:tcrctl: dns: 'a..b' is no name" 'what is no name'
asked dns "$(printf 'a\nA local 1.2.3.4')"
is "$(echo "$said" | grep -c '1.2.3.4$')" 0 'a name with a newline is no answer'
asked dns
is "$rc:$said" "2:tcrctl: dns: which name? (see 'tcrctl help dns')" 'dns of nothing'
said=$(setpriv --reuid 65534 --clear-groups "$TCR_BIN/tcrctl" dns web 2>&1) || rc=$?
is "$rc:$said" '1:tcrctl: dns: you must be root' 'only root asks'
finish
