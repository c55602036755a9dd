#!/bin/sh
# SPDX-License-Identifier: MIT
# A published port is taken from the program of the device that listens there;
# that is said, with its name.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/networks.sh"
enter "$@"
busybox_image busybox
listen() { # listen PROTOCOL-LISTEN:PORT...: its pid is in $pid
	socat "$1" EXEC:/bin/cat &
	pid=$!
	until_ok 10 sh -c "ss -Hln -tu | grep -q ':${1##*:}\\b\\|:$2\\b'"
}
listen TCP4-LISTEN:8081,fork 8081
tcp=$pid
listen UDP4-RECVFROM:8053,fork 8053
udp=$pid
listen TCP6-LISTEN:8090,fork 8090
six=$pid
listen TCP4-LISTEN:8070,bind=127.0.0.1,fork 8070
server web "Network=bridge
PublishPort=8080-8082:80-82
PublishPort=8053:53/udp
PublishPort=8090:90
PublishPort=10.88.0.1:8070:70"
server free "Network=bridge
PublishPort=8181:81
PublishPort=8053:53/tcp"
tcrd_start
comes "both run" settled web free
said=$(cat "$T/console")
like "$said" "web: port 8081/tcp is taken from socat .pid $tcp., which" \
	"one of a range, over TCP"
like "$said" "web: port 8053/udp is taken from socat .pid $udp., which" \
	"one over UDP"
like "$said" "web: port 8090/tcp is taken from socat .pid $six., which" \
	"one at all IPv6 addresses"
is "$(printf '%s\n' "$said" | grep -c 'is taken from')" 3 \
	"another address, another protocol and another port are not told of"
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" || :
finish
