#!/bin/sh
# tcrctl start, stop, restart, poweroff, reboot: what is asked, how it ends.
. "$(dirname "$0")/lib.sh"
enter "$@"
unset TCR_RUN
cd "$top"
gcc -std=gnu17 -D_GNU_SOURCE -I. -o "$T/fake-tcrd" tests/driver/fake-tcrd.c \
	init/fmt.c init/io.c
mkdir /run/tcr

run() { # run COMMAND...: its output in $out, errors in $err, status in $rc
	rc=0
	"$@" >"$T/out" 2>"$T/err" || rc=$?
	out=$(cat "$T/out")
	err=$(cat "$T/err")
}

answers() { # answers LINE...
	[ $# -eq 0 ] && : >"$T/answers" || printf '%b\n' "$@" >"$T/answers"
	: >/run/tcr/requests
}

ends() { # ends CODE TEXT [ANSWER...]: of a start that is so answered
	want=$1
	text=$2
	shift 2
	answers "$@"
	run tcrctl start web
	is "$rc" "$want" "$text"
}

run tcrctl start web
is "$rc" 7 'without tcrd: exit code 7'
like "$err" '^tcrctl: tcrd is not running' 'and a clear message'

fake=$("$T/fake-tcrd" /run/tcr "$top/tests/fuzz/corpus/status/five-units" \
	"$T/answers")
answers 'note web: starting' 'note web: up' ok
run tcrctl start web db.container
is "$rc:$err" 0: 'start ends well'
is "$out" "$(printf 'web: starting\nweb: up')" 'notes are shown'
is "$(cat /run/tcr/requests)" 'v1 start web db.container' 'the request'
answers ok
run tcrctl stop -- web
run tcrctl restart web --timeout=5
is "$(cat /run/tcr/requests)" "$(printf 'v1 stop web\nv1 restart web')" 'the others'

ends 4 'no such unit' "error 4 no unit 'web'"
like "$err" "^tcrctl: no unit 'web'\$" 'said as tcrd says it'
ends 5 'refused' 'error 5 web.container:7: unknown key'
ends 1 'failed' 'note web: failed' 'error 1 1 of 1 units failed'
ends 1 'an error without a code' 'error what'
ends 1 'a code out of range' 'error 99 what'
ends 1 'a word that is none of ours' 'maybe'
ends 7 'no answer at all'
ends 7 'notes and no answer' 'note web: starting'
ends 0 'escapes in a note' 'note \033[2J\007x' ok
is "$out" '?[2J?x' 'are not shown'
answers hang
run tcrctl restart --timeout 1 web
is "$rc" 6 'not done in time: exit code 6'
like "$err" 'not done after 1s' 'and a clear message'

answers ok
run tcrctl start --no-wait web
is "$rc:$(cat /run/tcr/requests)" '0:v1 no-wait start web' \
	'--no-wait asks for an answer at once'
answers "error 4 no unit 'nope'"
run tcrctl start --no-wait nope
is "$rc" 4 'which may be that there is no such unit'
answers
long=$(printf 'u%061d ' $(seq 100))
# shellcheck disable=SC2086 # a hundred names
run tcrctl start $long
is "$rc:$(cat /run/tcr/requests)" 2: 'a request too long is not sent'

for words in start 'start ../x' 'start --json web' 'stop -f web' 'poweroff web' \
	stpo 'logs -n x a' '--nonsense' 'status --timeout=5' show 'cat --json web' \
		'verify --strct' 'verify /etc/passwd' 'cp web' --root 'slot try --yes' \
		'factory-reset --reboot'; do
	# shellcheck disable=SC2086
	run tcrctl $words
	is "$rc:$out:$(wc -l <"$T/err")" 2::1 "wrong usage: $words"
done
run tcrctl stpo
like "$err" "did you mean 'stop'" 'the nearest command is named'
run setpriv --reuid 1000 --regid 1000 --clear-groups \
	env PATH="$PATH" tcrctl stop web
is "$rc:$err" '1:tcrctl: stop: you must be root' 'others may not'

answers ok
run tcrctl poweroff
is "$rc:$(cat /run/tcr/requests)" '0:v1 poweroff' 'poweroff asks tcrd'
answers
run tcrctl reboot
is "$rc" 0 'a tcrd that goes down before it answers did as told'
for option in --cancel --when-allowed; do
	answers
	run tcrctl reboot $option
	is "$rc" 7 "... but $option was not done"
done
answers 'error 1 tcr-init is not PID 1 here'
run tcrctl reboot
is "$rc" 1 'a refusal is one'
# Replaced while the request waits in its socket: the next one is asked.
mkdir /run/tcr/units # there was a tcrd: tcrctl waits for the next one
kill -STOP "$fake"
tcrctl reboot 2>"$T/err" &
client=$!
polls() { grep -q '^7 ' "/proc/$client/syscall"; } # poll(2), for the answer
until_ok 10 polls
kill -KILL "$fake"
fake=$("$T/fake-tcrd" /run/tcr "$top/tests/fuzz/corpus/status/five-units" \
	"$T/answers")
wait "$client" && rc=0 || rc=$?
is "$rc $(cat "$T/err")" '1 tcrctl: tcr-init is not PID 1 here' \
	'a request that a tcrd has not read is for the next one'
rmdir /run/tcr/units
rm /run/tcr/control/socket
python3 - <<'EOF' &
import socket
s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
s.bind("/run/tcr/control/socket")
s.listen()
while True:
    s.accept()[0].close()
EOF
resets=$!
until_ok 10 test -S /run/tcr/control/socket
run timeout 60 tcrctl stop --timeout 1 web
like "$rc $err" '^(6|7) tcrctl: stop: ' 'one that no tcrd ever reads is given up in time'
kill "$resets"
kill "$fake"
gone() { ! kill -0 "$fake" 2>/dev/null; } # it is no child of this shell
until_ok 10 gone
run tcrctl poweroff
is "$rc" 7 'no tcrd, and PID 1 is not tcr-init: exit code 7'

# PID 1 by that name: a shell that tells which signal came.
cat >"$T/script" <<'END'
trap 'echo off' USR1
trap 'echo again' TERM
tcrctl "$@" >/dev/null
END
cp "$(command -v dash)" "$T/tcr-init"
ln -s tcr-init "$T/init"
for name in tcr-init init; do
	run unshare -pf --mount-proc "$T/$name" "$T/script" poweroff
	is "$rc:$out" 0:off "without tcrd, poweroff is SIGUSR1 to $name"
	run unshare -pf --mount-proc "$T/$name" "$T/script" reboot
	is "$rc:$out" 0:again "and reboot SIGTERM"
	for option in --cancel --when-allowed; do
		run unshare -pf --mount-proc "$T/$name" "$T/script" reboot $option
		is "$rc:$out" 7: "but reboot $option none"
	done
done
mkdir "$T/other"
cp "$(command -v dash)" "$T/other/init"
run unshare -pf --mount-proc "$T/other/init" "$T/script" poweroff
is "$rc:$out" 7: 'another init gets no signal'
finish
