#!/bin/sh
# Containers get a namespace of their own on the bridge, whatever was there.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/net.sh"
enter "$@"
driver_build

container up 2 && rc=0 || rc=$?
is "$rc" 19 "without the bridge there is no attachment"
like "$(cat "$T/said")" 'bridge tcr0: No such device' "the message names it"
[ -e /run/pins/2 ] && rc=1 || rc=0
ok "$rc" "nothing stays of a failed one"

bridge up
works "a container is attached" container up 2
works "and another" container up 3
is "$(within 2 ip -4 -o addr show eth0 | awk '{ print $4 }')" 10.88.0.2/24 \
	"eth0 has its address"
is "$(within 2 cat /proc/net/dev | grep -c :)" 2 "there are lo and eth0"
is "$(within 2 ip -4 -o addr show lo | awk '{ print $4 }')" 127.0.0.1/8 \
	"lo is up"
like "$(within 2 ip route)" '^default via 10.88.0.1 dev eth0' \
	"the gateway is the bridge"
like "$(within 2 ip -o link show eth0)" 02:00:0a:58:00:02 \
	"the MAC address follows from the address"
is "$(within 2 ip -6 -o addr show eth0)" '' "eth0 has no IPv6"
is "$(ip -6 -o addr show veth2)" '' "nor has the device's end"
works "they reach each other" within 2 ping -q -c 1 -W 10 10.88.0.3
works "and the gateway" within 3 ping -q -c 1 -W 10 10.88.0.1

# Without privileges, not even those of ping's own file.
user() {
	within 2 setpriv --reuid 1000 --regid 1000 --clear-groups \
		--no-new-privs "$@"
}
works "an ordinary user may ping" user ping -q -c 1 -W 10 10.88.0.3
user socat TCP4-LISTEN:80 SYSTEM:true &
works "and listen on port 80" until_ok 5 listening 2 tcp 80

# Where an attachment of an earlier run is left.
works "it is attached again over the old one" container up 2
is "$(grep -c /run/pins/2 /proc/mounts)" 1 "with one pin"
works "and works" within 2 ping -q -c 1 -W 10 10.88.0.3

# The old namespace lives on: someone is in it, and the pin is lost.
nsenter --net=/run/pins/2 sh -c "echo >'$T/inside'; exec sleep 1000" &
lost=$!
until_ok 5 test -e "$T/inside"
umount /run/pins/2
mount --bind /proc/self/ns/net /run/pins/2
mount --bind /proc/self/ns/net /run/pins/2
works "it is attached again when the old one will not die" container up 2
works "and works too" within 2 ping -q -c 1 -W 10 10.88.0.3
like "$(nsenter -t "$lost" --net ip -o link show eth0)" NO-CARRIER \
	"the old one is off the bridge"
# Whether the next one meets it depends on how fast the kernel lets go of the
# name; there is never more than one.
third() {
	container up 2 &&
		! nsenter -t "$lost" --net grep -q eth0 /proc/net/dev
}
works "and is deleted when it is met again" until_ok 60 third
is "$(ip -o link | grep -c '~veth2' || :)" 0 "none is left aside"
kill "$lost"

n=0
while [ "$n" -lt 20 ] && container down 2 && container up 2; do
	n=$((n + 1))
done
is "$n" 20 "down and up at once, 20 times"
works "it still works" within 2 ping -q -c 1 -W 10 10.88.0.3

# The end of a macvlan has the address of the one before, which has to be gone.
ip link add up0 type veth peer name cable
ip link set up0 up
shared() { # shared up|down
	driver "attach-macvlan-$1" /run/pins/9 mv9 up0 192.0.2.9/24 192.0.2.1
}
n=0
shared up
while [ "$n" -lt 20 ] && shared down && shared up; do
	n=$((n + 1))
done
is "$n" 20 "and so is a macvlan: $(cat "$T/said")"
shared down

works "it goes down" container down 2
works "twice" container down 2
container down 3
# shellcheck disable=SC2317 # until_ok calls it
gone() { ! ip link show "$1"; }
works "the kernel takes the veths along" until_ok 5 gone veth2
works "all of them" until_ok 5 gone veth3
works "also those put aside" until_ok 5 gone "~veth2"
is "$(ls /run/pins)" '' "no pin stays"
is "$(grep -c /run/pins /proc/mounts)" 0 "no mount stays"
driver attach-down /absent/pin veth9 tcr0 10.88.0.9/24 10.88.0.1 && rc=0 || rc=$?
is "$rc" 0 "what was never there goes down"
finish
