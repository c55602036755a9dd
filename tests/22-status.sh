#!/bin/sh
# The status FIFO: a whole document for each reader, nothing for a stuck one.
. "$(dirname "$0")/lib.sh"
enter "$@"

busybox_image busybox
for n in $(seq 30); do
	idle_unit "u$n"
	sed -i 's/WantedBy=.*/WantedBy=/' "$T/conf.d/u$n.container"
done
tcrd_start
is "$(stat -L -c '%F %a' /run/tcr/status)" 'fifo 444' 'the FIFO is for reading'
cat /run/tcr/status >"$T/doc"
is "$(jq -r .v "$T/doc")" 1 'cat reads one valid document, then EOF'
is "$(grep -c '^{"unit"\|^,{"unit"' "$T/doc")" 30 'one unit a line'

mkdir "$T/r"
for n in $(seq 100); do
	tcrctl status --json >"$T/r/$n" 2>"$T/r/$n.err" &
	readers="${readers:-} $!"
done
bad=0
for p in $readers; do
	wait "$p" || bad=$((bad + 1))
done
is "$bad" 0 '100 readers at once each got a document'
whole=0
for n in $(seq 100); do
	[ "$(jq '.units | length' "$T/r/$n")" = 30 ] && whole=$((whole + 1))
done
is "$whole" 100 'and each was whole'

# Stuck: opened, never read.
exec 7</run/tcr/status
for n in $(seq 20); do
	tcrctl status --json >"$T/doc" || break
done
is "$(jq '.units | length' "$T/doc")" 30 'a stuck reader holds nobody up'
exec 7<&-
fds() { find "/proc/$tcrd_pid/fd" | wc -l; }
a=$(fds)
for n in $(seq 200); do
	: </run/tcr/status
done
tcrctl status >/dev/null
is "$(fds)" "$a" 'readers that leave at once cost no descriptor'
sh -c 'echo x >/run/tcr/status' 2>/dev/null && rc=0 || rc=$?
tcrctl status --json | jq -e .v >/dev/null && rc=0 || rc=1
ok "$rc" 'a writer does not disturb it'

mkfifo -m 600 "$T/x"
busybox nc -h >/dev/null 2>&1 || :
is "$(stat -c '%a' /run/tcr/control)" 700 'the control folder is closed'
is "$(stat -c '%a' /run/tcr/control/socket)" 600 'and so is the socket'
setpriv --reuid 1000 --regid 1000 --clear-groups \
	env PATH="$PATH" tcrctl stop u1 >"$T/out" 2>&1 && rc=0 || rc=$?
is "$rc" 1 'another user cannot stop a unit'
setpriv --reuid 1000 --regid 1000 --clear-groups \
	env PATH="$PATH" tcrctl status --json | jq -e .v >/dev/null && rc=0 || rc=1
ok "$rc" 'another user can read the status'
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" || :
tcrctl status >"$T/out" 2>&1 && rc=0 || rc=$?
is "$rc" 7 'without tcrd: exit code 7'
finish
