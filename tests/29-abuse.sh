#!/bin/sh
# SPDX-License-Identifier: MIT
# Containers that shout, one that will not end, and clients of the control socket
# that mean no good: everybody else gets served.
# shellcheck disable=SC2016 # variables of other programs
. "$(dirname "$0")/lib.sh"
enter "$@"

busybox_image busybox
for n in 1 2 3; do
	unit "loud$n.container" <<-'E'
		[Container]
		Image=busybox
		Network=none
		Exec=/bin/busybox yes this is a line that nobody wants to read
		StopSignal=SIGKILL
		[Install]
		WantedBy=multi-user.target
	E
done
# One line at each request, so that the test sets the pace.
unit quiet.container <<'E'
[Container]
Image=busybox
Network=none
Volume=/run/pace:/pace
Exec=/bin/sh -c "n=0; while read -r line; do n=$((n + 1)); echo line $n; done </pace"
StopSignal=SIGKILL
[Install]
WantedBy=multi-user.target
E
unit deaf.container <<'E'
[Container]
Image=busybox
Network=none
Exec=/bin/sh -c "trap '' TERM; while :; do sleep 1000; done"
StopTimeout=1
[Install]
WantedBy=multi-user.target
E
mkfifo /run/pace
exec 6<>/run/pace
# shellcheck disable=SC2119 # no arguments
tcrd_start
for name in loud1 loud2 loud3 quiet deaf; do
	until_ok 20 in_state $name running
done
ticks() { # of tcrd, 10 ms each, user and system
	awk '{ print $14 + $15 }' "/proc/$tcrd_pid/stat"
}
now() { date +%s%N | cut -c 1-13; }

# A hundred lines, as fast as they are logged, amid the noise.
logged() { [ "$(tcrctl logs quiet | grep -c ' line ')" -ge "$1" ]; }
from=$(now)
cpu=$(ticks)
slow=0
n=0
while [ $n -lt 10 ]; do
	n=$((n + 1))
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		echo go >&6
	done
	began=$(now)
	tcrctl status >/dev/null || slow=$((slow + 1))
	[ $(($(now) - began)) -lt 3000 ] || slow=$((slow + 1))
	until_ok 10 logged $((n * 10)) || :
done
passed=$(($(now) - from))
cpu=$((($(ticks) - cpu) * 10))
is "$(tcrctl logs quiet | sed -n 's/.* line //p' | xargs)" "$(seq -s ' ' 100)" \
	"three containers flood the log: the quiet one's lines are all kept"
is "$slow" 0 "tcrctl is answered within three seconds"
ok $((cpu * 100 / passed > 50)) \
	"tcrd takes no more than half of a processor: $cpu of $passed ms"
like "$(tcrctl logs loud1 | tail -n 1)" 'nobody wants to read' \
	"what can be kept of the noise is"
is "$(find /run/tcr/units -name log -size +1100k)" '' "in a ring that does not grow"
tcrctl stop loud1 loud2 loud3
is "$(state_of loud1) $(state_of loud2) $(state_of loud3)" \
	"inactive inactive inactive" "they are stopped like anybody else"

# Who ignores SIGTERM.
began=$(now)
tcrctl stop deaf
took=$(($(now) - began))
ok $((took < 1000 || took > 5000)) "SIGTERM ignored: killed after StopTimeout=1, in $took ms"
like "$(tcrctl logs deaf)" 'tcr: did not stop in time, killing it' "its log says so"

# The control socket.
export SOCKET=/run/tcr/control/socket
peer() { # peer PERL: $s is a new connection, ask() sends and receives
	timeout 20 perl -MSocket -e '
		sub connected {
			socket(my $s, AF_UNIX, SOCK_SEQPACKET, 0);
			connect($s, sockaddr_un($ENV{SOCKET})) or return;
			return $s;
		}
		sub ask {
			my ($s, $text) = @_;
			my $answer = "";
			send($s, $text, MSG_NOSIGNAL) or return "refused";
			recv($s, $answer, 4096, 0);
			return $answer;
		}
		'"$1" 2>&1
}
like "$(peer 'print ask(connected(), "start " . "x" x 5000)')" '^error 2 malformed' \
	"a request that is too long is malformed"
like "$(peer 'print ask(connected(), "start quiet\0deaf")')" '^error 2 malformed' \
	"so is one with a NUL"
like "$(peer 'print ask(connected(), "sing quiet")')" '^error 2 ' "and an unknown one"
like "$(peer 'print ask(connected(), " ")')" '^error 2 ' "and none"
like "$(peer 'print ask(connected(), "stop ../../etc")')" '^error 4 ' \
	"a path is no unit"
is "$(peer 'srand(7); my $bad = 0; for (1 .. 2000) {
	my $s = connected() or next;
	my $text = join("", map { chr(rand(256)) } 1 .. 1 + rand(300));
	$bad++ if ask($s, $text) !~ /^error [24] /;
} print $bad')" 0 "2000 of noise are each refused"
fds() { find "/proc/$tcrd_pid/fd" -type l | wc -l; }
settled=$(fds)
mkfifo /run/hold
# 100 connections that say nothing, while somebody has something to say.
peer 'my @all = map { connected() } 1 .. 100; print scalar(grep { defined } @all), "\n";
	$| = 1; print "ready\n"; open(my $f, "<", "/run/hold"); <$f>' >"$T/silent" &
silent=$!
ready() { grep -q ready "$T/silent"; }
until_ok 10 ready || :
claim "behind 100 silent clients there is a place in the end" \
	until_ok 15 tcrctl stop quiet
is "$(state_of quiet)" inactive "and it is done"
exec 7<>/run/hold
echo 'done' >&7
wait "$silent" || :
same() { [ "$(fds)" -le "$settled" ]; } # the stopped unit had one
claim "no descriptor is left of all that" until_ok 10 same
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" && rc=0 || rc=$?
is "$rc" 0 "tcrd has lived through it"
finish
