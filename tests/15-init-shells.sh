#!/bin/sh
# A development shell is there when asked for, and only then.
. "$(dirname "$0")/lib.sh"
. "$tests/driver/init.sh"

mkfifo "$T/keys"
socat "PTY,link=$T/tty,rawer" STDIO <"$T/keys" >"$T/screen" 2>/dev/null &
terminal=$!
exec 3>"$T/keys"
trap 'shut_off; exec 3>&-; kill "$terminal" 2>/dev/null; rm -rf "$T"' EXIT
until_ok 10 test -e "$T/tty"

shown() { # shown PATTERN: on the terminal, soon
	# shellcheck disable=SC2317 # claim calls it
	until_ok 10 grep -Eq -- "$1" "$T/screen"
}

boot 'tcr.shell=ttyT tcr.log=info'
# shellcheck disable=SC2016 # for the shell inside
echo 'echo pid=$$ parent=$PPID; cat </proc/self/stat' >&3
claim 'a shell on the terminal that was asked for' shown 'pid=[0-9]+ parent=1'
shell=$(sed -n 's/.*pid=\([0-9]*\) parent=1.*/\1/p' "$T/screen" | tail -n 1)
# stat: pid (comm) state ppid pgrp session tty tpgid
claim 'leads a session with this terminal' \
	shown "^$shell \\([a-z]*\\) [RS] 1 $shell $shell [1-9]"
claim 'beside tcrd' said '^tcrd '
echo 'exit 3' >&3
claim 'when it ends it is told' \
	said 'shell: exit 3 after .*, again in 1000 ms'
# shellcheck disable=SC2016
echo 'echo next=$$' >&3
claim 'and is there again' shown 'next=[0-9]'
kill -TERM "$init"
down
like "$(cat "$out")" 'processes: ok, [0-9]{1,3} ms' 'it does not delay the end'

boot 'tcr.rescue tcr.shell=ttyT'
# shellcheck disable=SC2016
echo 'echo rescue=$$' >&3
claim 'tcr.rescue: a shell' shown 'rescue=[0-9]'
is "$(children | wc -w)" 1 'and no tcrd'
shut_off

boot ''
said '^tcrd '
is "$(children | wc -w)" 1 'not asked for: tcrd alone'
shut_off

boot 'quiet tcr.log=info'
is "$(number 'tcr-init: mounts: ok')" 1 'tcr.log= says more than quiet'
dump
finish
