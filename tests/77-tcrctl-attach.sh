#!/bin/sh
# SPDX-License-Identifier: MIT
# tcrctl attach: what a container writes from now on, and what is typed into it; nobody
# who is attached, or not, can stop a container.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/terminal.sh"
enter "$@"

busybox_image busybox
terminal_tools
unit term.container <<'E'
[Container]
Image=busybox
Network=none
Exec=sh
[X-TCR]
Attach=terminal
E
unit pipe.container <<'E'
[Container]
Image=busybox
Network=none
Exec=sh -c "trap 'exit 0' TERM; while read -r line; do echo \"got $$line\"; done; echo ended; exec sleep 1000"
[X-TCR]
Attach=input
E
unit full.container <<'E'
[Container]
Image=busybox
Network=none
Exec=sh -c "busybox yes 'a line of this container' | head -n 20000; echo complete; exec sleep 1000"
[X-TCR]
Attach=terminal
E
unit flood.container <<'E'
[Container]
Image=busybox
Network=none
Exec=sh -c "read -r go; busybox yes | head -c 3000000; echo complete; exec sleep 1000"
[X-TCR]
Attach=input
E
idle_unit plain
unit dead.container <<'E'
[Container]
Image=busybox
Network=none
Exec=sh
[X-TCR]
Attach=terminal
E
crun=$(command -v crun)
mkdir "$T/stub"
cat >"$T/stub/crun" <<E
#!/bin/sh
case "\$*" in */units/dead/*) exit 1 ;; esac
exec $crun "\$@"
E
chmod 755 "$T/stub/crun"
PATH=$T/stub:$PATH
tcrd_start
tcrctl start dead 2>"$T/err" && rc=0 || rc=$?
is "$rc" 1 'a crun that ends before it has made the terminal'
# shellcheck disable=SC2317
no_keeper() { ! pgrep -f 'tcrd keep' >"$T/out"; }
claim 'leaves no process behind' until_ok 10 no_keeper
tcrctl start term pipe full flood

terminal tcrctl attach term <<'E'
send stty -echo; echo b-$((1 + 2))\n
expect b-3
size 40 120
send while ! stty size | grep '40 120'; do :; done\n
expect 40 120
send \x10\x11
E
ends 0 'a terminal: it reads and writes there, and its size follows'
terminal tcrctl console term <<'E'
send echo c-$((1 + 3))\n
expect c-4
signal TERM
E
ends 143 'SIGTERM ends attach alone'
is "$(grep -c b-3 "$T/screen")" 0 'what was before is not shown again'
claim 'and not the container' in_state term running
claim 'all of it is in the log, without \r' until_ok 10 sh -c \
	'tcrctl logs term | grep -q "term b-3$"'
claim 'a container with a terminal that nobody reads goes on' until_ok 20 sh -c \
	'tcrctl logs full | grep -q complete'
kill -KILL "$tcrd_pid"
wait "$tcrd_pid" || :
tcrd_start
terminal tcrctl attach term <<'E'
send echo d-$((1 + 4)); exit\n
expect d-5
E
ends 0 'a terminal outlives tcrd; attach ends with the container'

# An input that is no terminal.
tcrctl attach pipe >"$T/out" <<'E' &
one
E
client=$!
until_ok 20 grep -q 'got one' "$T/out"
kill "$client"
wait "$client" && rc=0 || rc=$?
is "$rc" 143 'attach to an input'
tcrctl attach pipe >"$T/out" <<'E' &
two
E
client=$!
until_ok 20 grep -q 'got two' "$T/out"
kill "$client"
wait "$client" || :
is "$(grep -c 'got one' "$T/out")" 0 'and takes more'
is "$(tcrctl logs pipe | grep -c ended)" 0 'as it stayed open'
mkfifo "$T/stuck"
tcrctl attach flood >"$T/stuck" <<'E' &
go
E
exec 9<"$T/stuck"
claim 'an attached tcrctl that nobody reads stops no container' \
	until_ok 60 sh -c 'tcrctl logs flood | grep -q complete'
exec 9<&-

# Any other container.
tcrctl attach plain >"$T/out" </dev/null &
client=$!
more() {
	tcrctl exec -u 0 plain sh -c 'echo more >/proc/1/fd/1'
	grep -q more "$T/out"
}
claim 'without Attach= the log is shown' until_ok 20 more
is "$(grep -c started "$T/out")" 0 'from then on'
kill "$client"
wait "$client" || :

# crowded MOST: connects so often, or until there is no room, and attaches then.
cat >"$T/crowded" <<'E'
import socket, subprocess, sys
waiting = []
try:
    for _ in range(int(sys.argv[1])):
        waiting.append(socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET))
        waiting[-1].setblocking(False)
        waiting[-1].connect("/run/tcr/units/pipe/attach")
except BlockingIOError:
    pass
p = subprocess.Popen(["tcrctl", "attach", "pipe"])
open(3, "w").write(str(p.pid) + "\n")
p.wait()
E
reads_log() { find "/proc/$client/fd" -lname '*/pipe/log' | grep -q .; }
crowded() { # crowded MOST WHAT
	rm -f "$T/attached"
	python3 "$T/crowded" "$1" 3>"$T/attached" &
	until_ok 10 test -s "$T/attached"
	client=$(cat "$T/attached")
	claim "$2" until_ok 10 reads_log
	kill "$client" || :
	wait "$!" || :
}
crowded 8 'attach shows the log if eight have attached'
# A keeper that accepts nobody, and has no room for one more who waits for that.
pgrep -f 'tcrd keep' | xargs kill -STOP
crowded 100 'attach shows the log if the keeper is stuck'
pgrep -f 'tcrd keep' | xargs kill -CONT

says() { # says STATUS TEXT COMMAND...
	want="$1 tcrctl: $2"
	what=$2
	shift 2
	rc=0
	"$@" >/dev/null 2>"$T/err" || rc=$?
	is "$rc $(tail -n 1 "$T/err")" "$want" "$what"
}
tcrctl stop pipe
says 3 "pipe does not run: it is inactive (see 'tcrctl status pipe')" tcrctl attach pipe
says 4 "no such unit: 'nobody'" tcrctl attach nobody
says 2 "attach: which unit? (see 'tcrctl help attach')" tcrctl attach
finish
