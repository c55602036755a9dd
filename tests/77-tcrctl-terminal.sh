#!/bin/sh
# SPDX-License-Identifier: MIT
# tcrctl run -t and detaching, on a real pseudoterminal, which is as it was afterwards,
# whatever happens.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/terminal.sh"
enter "$@"

busybox_image busybox
terminal_tools
tcrd_start

TERM=vt220 terminal tcrctl run -ti --network none --name shell busybox sh <<'E'
expect #
send stty -echo; tty; echo "TERM=$TERM"; while ! stty size | grep '24 [8]0'; do :; done\n
expect 24 80
size 33 77
send while ! stty size | grep '33 77'; do :; done; (echo size is $?; exec sleep 1000)\n
expect size is 0
send \x03
expect #
send echo rc=$?\n
expect rc=130
send exit 9\n
E
ends 9 '-ti: the exit status of a shell'
like "$(cat "$T/screen")" '^/dev/pts/0$' 'it has a terminal of its own'
like "$(cat "$T/screen")" '^TERM=vt220$' "of the kind of the caller's"
like "$(cat "$T/screen")" '33 77$' 'whose size follows'
like "$(cat "$T/screen")" 'rc=130' 'and Ctrl-C is for the program on it'
terminal tcrctl run -t --network none busybox nonesuch </dev/null
ends 127 'no such command'
like "$(cat "$T/screen")" "tcrctl: run: busybox-1 has no 'nonesuch'" 'and says so'
terminal tcrctl run -t --network none busybox sh -c 'echo only; read -r x' <<'E' &
expect only
send \n
expect never
E
driver=$!
until_ok 20 sh -c 'tcrctl logs busybox-1 | grep -q only'
tcrctl exec busybox-1 sh -c 'echo never >/dev/pts/0'
tcrctl kill -s KILL busybox-1
wait "$driver"
ends 137 '-t without -i passes no input on'
terminal tcrctl run -ti --network none busybox sh -c 'trap "exit 5" TERM
	echo ready; while :; do sleep 0.1; done' <<'E'
expect ready
signal TERM
E
ends 5 'SIGTERM to tcrctl is passed on'
terminal tcrctl run -ti --network none --name deaf busybox sh -c \
	'trap "" TERM INT QUIT USR1; echo ready; while :; do sleep 0.1; done' <<'E'
expect ready
signal USR1
signal INT
signal QUIT
signal TERM
expect deaf runs on
E
ends 143 'the third request, which USR1 is none, leaves a container that does not end'
claim 'which runs on' in_state deaf running
tcrctl kill -s KILL deaf
terminal tcrctl run -ti --network none --stop-timeout 1 --name cut busybox sh <<'E'
expect #
hangup
E
is "$(tail -n 1 "$T/screen")" 'exit 137' 'a container whose line is cut is stopped'
claim 'and removed' until_ok 20 sh -c '[ ! -e /run/tcr/units/cut ]'

# Without a terminal, as through ssh.
# shellcheck disable=SC2016 # for the shell inside
is "$(echo 'echo $((6 * 7))' | tcrctl run -i --network none busybox sh)" 42 \
	'-i without a terminal'

# Left to run.
terminal tcrctl run -ti --network none --name left busybox sh <<'E'
expect #
send stty raw -echo; echo a-$((1 + 1)); head -c 2 | busybox od -c\n
expect a-2
send \x10x\x10
expect 020   x
send \x11
E
ends 0 'Ctrl-P is passed on but before Ctrl-Q, which leaves'
claim 'the container to run' in_state left running
tcrctl stop left
claim 'and it goes when it has ended' until_ok 20 sh -c '[ ! -e /run/tcr/units/left ]'

# What may end meanwhile.  Here is no tcr-init, which keeps for the next tcrd how a
# process has ended.
terminal sh -c 'tcrctl run -ti --network none --name kept busybox sh; echo "rc $?"' <<'E' &
expect #
send stty -echo; echo up\n
expect up
expect down
send exit 4\n
expect nobody saw how
expect rc 125
E
driver=$!
until_ok 20 sh -c 'tcrctl logs kept | grep -q "up$"'
kill -KILL "$tcrd_pid"
wait "$tcrd_pid" || :
tcrd_start
tcrctl exec kept sh -c 'echo down >/dev/pts/0'
wait "$driver"
ends 0 'a session outlives tcrd'
terminal sh -c 'tcrctl run -ti --network none --name lost busybox sh; echo "rc $?"' <<'E' &
expect #
send touch /tmp/up\n
expect rc
E
driver=$!
until_ok 20 tcrctl exec lost ls /tmp/up
kill -KILL "$(pgrep -fx 'tcrd keep 3w')"
tcrctl kill -s KILL lost || :
wait "$driver"
ends 0 'a killed keeper'
finish
