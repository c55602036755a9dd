#!/bin/sh
# Links that are lost, under tcrd: who waits to be online waits for a link; with
# two uplinks all traffic moves to the other one and back.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/networks.sh"
. "$(dirname "$0")/lib/uplinks.sh"
enter "$@"
device_programs
busybox_image busybox
cable up0 lan 192.0.2.2/24
cable up1 far 198.51.100.2/24
resolver lan 192.0.2.2
resolver far 198.51.100.2
for world in lan far; do # each says which it is, and who asked
	nsenter --net=/run/netns/$world socat \
		UDP4-RECVFROM:7000,bind=203.0.113.9,fork,reuseaddr \
		"SYSTEM:read line; echo $world \$SOCAT_PEERADDR" 2>/dev/null &
done

unit up0.uplink <<EOF
[Uplink]
Address=192.0.2.1/24
Gateway=192.0.2.2
DNS=192.0.2.2
Metric=70
EOF
server early
server app
cat >>"$T/conf.d/app.container" <<EOF
[Unit]
Wants=network-online.target
After=network-online.target
EOF

# Its only uplink has no link at boot.
ip -n lan link set cable down
tcrd_start
comes "without a link the uplink comes up" settled up0
comes "and who does not wait runs" settled early
is "$(state_of network-online)" starting "the device is not online"
is "$(state_of app)" waiting "who waits for that waits"
like "$(cause_of app)" 'network-online.target' "and says so"
ip -n lan link set cable up
comes "the link there, it starts" settled app
is "$(state_of network-online)" active "as the device is online"
comes "and reaches the world" reaches app
started=$(field app runs)
ip -n lan link set cable down
until_ok 5 way_is ''
is "$(way)" '' "the link lost again, there is no way"
ip -n lan link set cable up
comes "it comes back" reaches app
is "$(field app runs) $(state_of network-online)" "$started active" \
	"to the same container"

# Another boot, with two; the first one's link is lost.
kill -TERM "${tcrd_pid:?}"
wait "$tcrd_pid" || :
unit up1.uplink <<EOF
[Uplink]
Address=10.1.0.1/24
Address=198.51.100.1/24
Address=198.51.100.11/24
Gateway=198.51.100.2
DNS=198.51.100.2
Metric=90
EOF
ip -n lan link set cable down
tcrd_start
comes "with one of two links the device is online" settled app
is "$(way)" up1 "by the link that is there"
comes "a container reaches the world" reaches app
comes "and asks the resolver there" name_is app 198.51.100.2

cat >"$T/flow.py" <<EOF
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(0.2)
while True:
    try:
        s.sendto(b"?\n", ("203.0.113.9", 7000))
        print(s.recv(99).decode(), end="", flush=True)
    except OSError:
        pass
EOF
app=$(pid_of app)
nsenter -t "$app" -n python3 "$T/flow.py" >"$T/flow" &
# shellcheck disable=SC2317 # comes calls it
answered() { [ "$(tail -n 1 "$T/flow")" = "$*" ]; }
comes "a flow goes out by the second, with its first address there" \
	answered far 198.51.100.1
for round in first second; do
	ip -n lan link set cable up
	comes "the first one's link back, it moves there ($round time)" \
		answered lan 192.0.2.1
	is "$(way)" up0 "as all that leaves"
	comes "a container reaches the world" reaches app
	comes "and asks the resolver there" name_is app 192.0.2.2
	ip -n lan link set cable down
	comes "the link lost, it moves to the second" \
		answered far 198.51.100.1
	is "$(way)" up1 "as all that leaves"
	comes "a container reaches the world" reaches app
	comes "and asks the resolver there" name_is app 198.51.100.2
done
is "$(pid_of app)" "$app" "all that time the container ran on"
is "$(state_of up0) $(state_of up1)" "active active" "the uplinks are as they were"
finish
