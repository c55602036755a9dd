#!/bin/sh
# SPDX-License-Identifier: MIT
# A unit that writes more than the syslog server takes keeps no other unit's lines
# back; what is overwritten meanwhile is counted, and nothing is sent twice.
. "$(dirname "$0")/lib.sh"
enter "$@"
# shellcheck source=lib/syslog.sh
. "$tests/lib/syslog.sh"
syslog_image awk
syslog_to tcp://127.0.0.1:5601
# It writes numbered lines of a kilobyte, from when there is a file until there is another.
cat >"$T/go/flood" <<'EOF'
BEGIN {
	p = sprintf("%01000d", 0)
	while ((getline begin <"/go/begin") < 0)
		system("sleep 0.1")
	while ((getline stop <"/go/stop") < 0)
		for (i = 0; i < 100; i++)
			print n++, p
	print "end", n
	fflush()
	system("exec sleep 1000000")
}
EOF
unit flood.container <<EOF
[Container]
Image=busybox
Network=none
Volume=$T/go:/go
Exec=/bin/awk -f /go/flood
StopSignal=SIGKILL
[Service]
LogRateLimitBurst=0
[Install]
WantedBy=multi-user.target
EOF
# It is ordered after the flood, and so is its log.
unit quiet.container <<EOF
[Unit]
After=flood.container
[Container]
Image=busybox
Network=none
Volume=$T/go:/go
Exec=/bin/sh -c "while :; do if test -e /go/say; then mv /go/say /go/said; cat /go/said; fi; sleep 0.1; done"
StopSignal=SIGKILL
[Install]
WantedBy=multi-user.target
EOF
numbers() { # of flood that were got
	sed -n "s/.* flood - out - \([0-9]*\) 0.*/\1/p" "$T/got"
}
# Of this network namespace: little is on its way, so that lines come soon.
echo 4096 8192 16384 >/proc/sys/net/ipv4/tcp_wmem
server tcp 5601 0.1
tcrd_start
# Only numbered lines are overwritten then.
claim 'its start is sent' until_ok 20 got ' flood - start - '
claim 'the other one too' until_ok 20 got ' quiet - start - '
touch "$T/go/begin"
# shellcheck disable=SC2317
too_much() { [ "$(counted lost)" -gt 1000 ]; }
claim 'the server takes less than is written' until_ok 30 too_much
for word in one two three; do
	echo "$word" >"$T/go/new"
	mv "$T/go/new" "$T/go/say"
	claim "another unit's line comes all the same: $word" \
		until_ok 20 got " quiet - out - $word'"
done
before=$(counted lost)
# shellcheck disable=SC2317
more() { [ "$(counted lost)" -gt "$before" ]; }
claim 'while the flood goes on' until_ok 20 more
touch "$T/go/stop"
until_ok 60 got ' flood - out - end' || :
end=$(sed -n "s/.* flood - out - end \([0-9]*\)'/\1/p" "$T/got")
all_framed
is "$(counted lost)" "$((end - $(numbers | wc -l)))" 'what is not there was counted'
echo "# $end lines, $(counted lost) of them lost"
syslog_end
finish
