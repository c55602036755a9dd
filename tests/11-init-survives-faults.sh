#!/bin/sh
# A fault of PID 1 costs nothing but a line: same pid, same children, same tcrd.
. "$(dirname "$0")/lib.sh"
. "$tests/driver/init.sh"

# Pids and start times of PID 1's children: the same process, not the same pid.
lives() {
	for pid in $(children); do
		echo "$pid $(cut -d ' ' -f 22 "/proc/$pid/stat")"
	done
}

survives() { # survives TEXT COMMAND...: the command makes a fault
	text=$1
	shift
	lives_before=$(lives)
	back=$(number 'restarted after a fault')
	"$@"
	until_ok 10 more_than "$back" 'restarted after a fault'
	is "$(lives)" "$lives_before" "$text: children as before"
	tell 'orphan 5'
	claim "$text: tells tcrd as before" said "^note $(
		sed -n 's/^orphan //p' "$out" | tail -n 1
	) 1280"
}

born() {
	cut -d ' ' -f 22 "/proc/$init/stat"
}

round() { # a fresh one, with 20 orphans
	boot ''
	tell 'held 20'
	until_ok 10 running 21
	start=$(born)
}

round
survives 'SIGSEGV from outside' kill -SEGV "$init"
survives 'SIGBUS from inside' inside /bin/kill -BUS 1
is "$(born) $(cat "/proc/$init/comm")" "$start tcr-init" 'still the same PID 1'
is "$(number 'fault: signal')" 2 'one line for each fault'
kill -ILL "$init"
down
is $down 129 'the third in a minute ends in a reboot'
like "$(cat "$out")" 'going down: reboot' 'an orderly one'
claim 'in which tcrd was asked to stop' said '^term'

round
survives 'overflow of its stack' "$T/fault" "$init" stack
survives 'jump to nowhere' "$T/fault" "$init" jump
shut_off
round
survives 'no instruction' "$T/fault" "$init" code
survives 'SIGABRT' kill -ABRT "$init"
shut_off
round
survives 'SIGSYS' kill -SYS "$init"
survives 'SIGFPE' kill -FPE "$init"

# tcrd ends while its PID 1 changes its memory: still known, told, restarted.
echo 'raise 11' >"/proc/$init/root/commands"
claim 'a tcrd that it did not start itself is restarted' \
	until_ok 10 more_than 1 '^tcrd '
shut_off

round
tell stubborn
kill -USR1 "$init"
said 'going down: power off'
kill -SEGV "$init"
said 'restarted after a fault'
kill -KILL "$(children | cut -d ' ' -f 1)"
down
is $down 130 'a fault on the way down does not end it'
is "$(number 'tcr-init: children: ok')" 1 'and nothing is started anew'
dump
finish
