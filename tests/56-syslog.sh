#!/bin/sh
# SPDX-License-Identifier: MIT
# Logs are forwarded to a syslog server: whole messages, whatever is in the lines, by a
# process that has no rights and may be killed; what a server does not take is counted.
. "$(dirname "$0")/lib.sh"
enter "$@"
# shellcheck source=lib/syslog.sh
. "$tests/lib/syslog.sh"
syslog_image seq
# unit app: writes FROM TO, the words of the file, each time there is one.
unit app.container <<EOF
[Container]
Image=busybox
Network=none
Volume=$T/go:/go
Exec=/bin/sh -c "printf 'a\\\\n<14>1 - - - - - - b\\\\033[31m\\\\377\\\\r9 <1>1 x\\\\n'; echo bad >&2; while :; do if test -e /go/go; then read -r f t </go/go; rm /go/go; seq \$\$f \$\$t; fi; sleep 0.1; done"
StopSignal=SIGKILL
[Install]
WantedBy=multi-user.target
EOF
numbers() { # of app that were got
	sed -n "s/^'<30>1 [^ ]* [^ ]* app - out - \([0-9]*\)'\$/\1/p" "$T/got"
}
forwarder() { # its pid
	for p in /proc/[0-9]*/status; do
		sed -n '/^State:.Z/q; /^Pid:/h; /^Uid:.64054/{x;s/[^0-9]*//p;q}' "$p" 2>/dev/null || :
	done
}

server udp 5514
syslog_to udp://127.0.0.1:5514
tcrd_start
until_ok 20 got ' app - err - bad' || :
like "$(grep ' app - out - a' "$T/got")" \
	"^'<30>1 20[0-9]{2}-[0-9-]+T[0-9:]+\.[0-9]{3}Z [!-~]+ app - out - a'\$" \
	'a line is a message of RFC 5424'
is "$(grep -o ' - out - <14>.*' "$T/got")" " - out - <14>1 - - - - - - b?[31m??9 <1>1 x'" \
	'and one line is one message, whatever is in it'
like "$(grep ' app - err' "$T/got")" "^'<27>1 " 'an error has its severity'
like "$(grep ' app - start' "$T/got")" "^'<29>1 .* started, pid [0-9]+, run 1'" \
	'what tcrd says of a unit is sent'
claim 'and its own log' got ' tcrd - tcr - '
pid=$(forwarder)
like "$(xargs -n 99 <"/proc/$pid/status")" \
	'CapEff: 0+ .*NoNewPrivs: 1 Seccomp: 2 ' 'who sends has no rights'
is "$(find "/proc/$pid/fd" -lname '*control*' | wc -l),$(
	find "/proc/$pid/fd" -lname 'socket:*' | wc -l)" 0,1 "and nothing of tcrd's"

kill -STOP "$pid"
until_ok 10 grep -q '^State:.T' "/proc/$pid/status"
kill -CONT "$pid"
go 1 50
until_ok 20 got " app - out - 50'"
is "$(forwarder)" "$pid" 'it goes on after a stop, as of a device that sleeps'
kill -9 "$pid"
go 51 100
until_ok 20 got " app - out - 100'" || :
is "$(numbers | xargs)" "$(seq -s ' ' 100)" 'killed, it goes on where it was'
[ "$(forwarder)" != "$pid" ] && rc=0 || rc=1
ok "$rc" 'as another process'
kill -9 "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
tcrd_start
go 101 150
until_ok 20 got " app - out - 150'" || :
is "$(numbers | xargs)" "$(seq -s ' ' 150)" 'so it does when tcrd is killed'
one=$(grep -m 1 ' tcrd - tcr - ' "$T/got")
is "$(grep -cxF -e "$one" "$T/got")" 1 "nor is tcrd's own log sent again"
is "$(counted lost)" 0 'nothing is lost'
like "$(counted sent)" '^[0-9]{3}$' 'what was sent is counted'

# Marks of logs that are gone: as many as there is room for.
python3 - /run/tcr/units/tcrd/syslog <<'P'
import sys
with open(sys.argv[1], 'r+b') as f:
    text = f.read()
    for at in range(24, len(text), 24):
        if text[at:at + 8] == bytes(8):
            f.seek(at)
            f.write((at + 1).to_bytes(8, 'little'))
P
unit late.container <<-EOF
	[Container]
	Image=busybox
	Network=none
	Exec=/bin/sh -c "echo here; exec sleep 1000"
	StopSignal=SIGKILL
	[Install]
	WantedBy=multi-user.target
EOF
tcrctl reload-config >/dev/null
until_ok 20 got " late - out - here'" && rc=0 || rc=1
ok "$rc" 'they take no room from a new unit'

# What nobody has forwarded yet may be overwritten.
rm "$T/etc/tcr.conf"
unit early.container <<-EOF
	[Container]
	Image=busybox
	Network=none
	Exec=/bin/sh -c "seq 20000; exec sleep 1000"
	StopSignal=SIGKILL
	[Install]
	WantedBy=multi-user.target
EOF
tcrctl reload-config >/dev/null
wrote() { tcrctl logs -n 1 "$1" | grep -q " $2\$"; }
until_ok 60 wrote early 20000

# By TCP: a server that ends, then one that is slow.
syslog_to tcp://127.0.0.1:5601
kill "$server_pid"
wait "$server_pid" 2>/dev/null || :
server tcp 5601
tcrctl reload-config >/dev/null
go 151 200
until_ok 20 got " app - out - 200'" || :
is "$(numbers | xargs)" "$(seq -s ' ' 200)" 'by TCP, after a reload'
until_ok 20 got " early - out - 20000'" || :
is "$(counted lost)" 0 'what was overwritten before is not counted'
missing() { # missing FROM TO: of the numbers
	seq "$1" "$2" >"$T/want"
	numbers | awk 'NR == FNR { have[$1]; next } !($1 in have)' - "$T/want" | wc -l
}
kill "$server_pid"
wait "$server_pid" 2>/dev/null || :
go 1000 21000
until_ok 60 wrote app 21000
# shellcheck disable=SC2317
lost_many() { [ "$(counted lost)" -gt 1000 ]; }
until_ok 20 lost_many || :
like "$(tcrctl status)" '^syslog: [0-9]+ lines lost$' 'the status tells'
server tcp 5601
until_ok 60 got " app - out - 21000'" || :
is "$(counted lost)" "$(missing 1000 21000)" \
	'what was written without a server is there, or lost and counted'
echo "# lost: $(counted lost)"
before=$(counted lost)
kill -STOP "$server_pid"
go 30000 200000
until_ok 120 wrote app 200000
claim 'tcrd does not wait for a server that reads nothing' timeout 10 tcrctl is-active app
kill -CONT "$server_pid"
until_ok 60 got " app - out - 200000'" || :
lost=$(($(counted lost) - before))
ok $((lost < 1000)) 'then it has no room for more'
is "$lost" "$(missing 30000 200000)" 'so it is with a server that is slow'
echo "# lost: $lost"
all_framed
syslog_to udp://host.example
like "$(tcrctl verify "$T/etc/tcr.conf" 2>&1)" 'SyslogServer' 'a name is refused'
syslog_end
# shellcheck disable=SC2317
gone() { [ -z "$(forwarder)" ]; }
claim 'it ends with tcrd' until_ok 10 gone
finish
