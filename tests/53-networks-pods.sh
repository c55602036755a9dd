#!/bin/sh
# Pods: containers that share a network, a name and memory, and go together.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/networks.sh"
enter "$@"
busybox_image busybox
mkdir "$T/data"

unit lan.network <<EOF
[Network]
EOF
unit shop.pod <<EOF
[Pod]
Network=lan.network
PodName=the-shop
HostName=shop.example
NetworkAlias=store
AddHost=printer:192.168.1.7
PublishPort=8080:80
Volume=$T/data:/data
ShmSize=8m
StopTimeout=5
[Install]
WantedBy=multi-user.target
EOF
member() { # member NAME [more lines of [Container]]
	server "$1" "Pod=shop.pod
${2:-}"
	sed -i '/^.Install./,$d' "$T/conf.d/$1.container"
}
member front
member back ContainerName=rear
sed -i 's/-p 80/-p 81/' "$T/conf.d/back.container"
member spare StartWithPod=no
sed -i 's/^Pod=.*/Pod=the-shop/' "$T/conf.d/front.container"
server other "Network=lan.network"
tcrd_start
comes "a pod starts its members" settled shop front back other
comes "they listen" serving front other
at_81() { [ "$(ask back localhost 81)" = "I am back" ]; }
comes "each of them" at_81
is "$(state_of spare)" inactive "but for those that do not start with it"

all_is_well() {
	is "$(ask back localhost)" "I am front" "members share a network$1"
	is "$(ask front localhost 81)" "I am back" "both ways$1"
	is "$(ask other shop)" "I am front" "others find the pod$1"
	is "$(ask other store)" "I am front" "by its alias$1"
	is "$(ask other the-shop)" "I am front" "by PodName=$1"
	is "$(ask other rear 81)" "I am back" "a member by ContainerName=$1"
	is "$(ask other systemd-front)" "I am front" "or by podman's name$1"
	is "$(ask other back 81)" "I am back" "and its members$1"
	is "$(busybox nc -w 10 127.0.0.1 8080 </dev/null)" "I am front" \
		"its port leads to a member$1"
	is "$(within front /bin/hostname) $(within back /bin/hostname)" \
		"shop.example shop.example" "they have one host name$1"
}
all_is_well ""
# Of a member's processes only those that it started can be entered.
same() { # same NAMESPACE
	[ "$(readlink "/proc/$(pid_of front)/ns/$1")" = \
		"$(readlink "/proc/$(pid_of back)/ns/$1")" ]
}
for ns in net ipc uts; do
	same "$ns" && rc=0 || rc=1
	ok "$rc" "members have one $ns namespace"
done
for ns in pid mnt cgroup; do
	same "$ns" && rc=1 || rc=0
	ok "$rc" "and each its own $ns namespace"
done
within front /bin/sh -c 'echo shared >/dev/shm/x; echo kept >/data/x'
is "$(within back /bin/cat /dev/shm/x)" shared "they share /dev/shm"
like "$(within back /bin/grep ' /dev/shm ' /proc/1/mounts)" 'size=8192k' \
	"of the size that was said"
is "$(within back /bin/cat /data/x)" kept "and the pod's volumes"
like "$(within front /bin/cat /etc/hosts | tr '\n' ' ')" \
	'10.89.0.[0-9]* shop.example 192.168.1.7 printer' "and its hosts"

before=$(pid_of front)
pod=$(readlink "/proc/$before/ns/net")
tcrd_killed
is "$(pid_of front)" "$before" "a killed tcrd leaves the members"
is "$(state_of shop)" active "and the pod"
all_is_well " after tcrd was killed"
tcrctl restart back >/dev/null
comes "a member that is restarted" settled back
is "$(readlink "/proc/$(pid_of back)/ns/net")" "$pod" "is in the pod again"

tcrctl stop front >/dev/null
is "$(state_of shop) $(state_of back)" "active running" \
	"one member may stop alone"
tcrctl stop back >/dev/null
comes "with the last one the pod goes down" in_state shop inactive
is "$(find /run/tcr/units/shop.pod -name netns -o -name ipc -o -name uts \
	-o -name shm)" '' \
	"and leaves nothing"
tcrctl start shop.pod >/dev/null
comes "it starts them again" settled shop front back
tcrctl stop shop.pod >/dev/null
is "$(state_of front) $(state_of back)" "inactive inactive" \
	"stopping the pod stops its members"
tcrctl start back >/dev/null
comes "a member brings the pod" settled shop back

rm "$T/conf.d/shop.pod" "$T/conf.d/front.container" \
	"$T/conf.d/back.container" "$T/conf.d/spare.container"
tcrd_killed
# shellcheck disable=SC2317 # comes calls it
gone() { ! [ -e /run/tcr/units/shop.pod ]; }
comes "a removed pod is taken down" gone
is "$(grep -c shop.pod /proc/mounts)" 0 "with its mounts"

unit shop.pod <<EOF
[Pod]
Network=host
EOF
member front "PublishPort=80:80"
member back "Network=lan.network"
server lost Pod=shap.pod
said=$(tcrctl verify "$T/conf.d" 2>&1 || :)
like "$said" "front.container:5.*PublishPort= has to be set in shop.pod" \
	"a member publishes nothing"
like "$said" "back.container:5.*Network= has to be set in shop.pod" \
	"and has no network of its own"
like "$said" "lost.container:4.*Pod=shap.pod is unknown" \
	"an unknown pod is told"
finish
