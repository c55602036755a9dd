#!/bin/sh
# The way down has one order and an end, whoever resists.
. "$(dirname "$0")/lib.sh"
. "$tests/driver/init.sh"

# The stages that it named, in their order.
stages() {
	sed -n 's/.*tcr-init: \([a-z]*\): [^0-9]*, [0-9]* ms$/\1/p' "$out" |
		sed '1,/children/d' | tr '\n' ' '
}

took() { # took STAGE: milliseconds
	sed -n "s/.*tcr-init: $1: .*, \([0-9]*\) ms\$/\1/p" "$out" | tail -n 1
}

boot ''
tell 'held 50'
kill -TERM "$init"
down
is $down 129 'reboot'
is "$(stages)" 'units processes kill sync unmount ' 'every stage, in order'
term=$(grep -n '^term' "$out" | cut -d : -f 1)
units=$(grep -n 'tcr-init: units' "$out" | cut -d : -f 1)
claim 'tcrd ends before anything else is touched' [ "$term" -lt "$units" ]
claim 'who obeys is not waited for' [ "$(took processes)" -lt 1500 ]
is "$(cat "$T/cgroup/tcr/cgroup.kill")" 1 'what is in containers is killed'
claim 'the time is kept as the next floor of the clock' \
	[ "$T/data/clock" -nt "$T/cmdline" ]
is "$(cat "$T/cgroup/cgroup.subtree_control")" '+memory' \
	'(and the controllers had been enabled)'

boot 'tcr.shutdown=1'
tell stubborn
kill -USR1 "$init"
said 'going down: power off'
kill -USR1 "$init"
kill -TERM "$init"
kill -USR2 "$init"
down
is $down 130 'the first request wins'
is "$(number 'going down')" 1 'and is the only one'
like "$(cat "$out")" 'units: Operation timed out, 1[0-9]{3} ms' \
	'a tcrd that does not end has tcr.shutdown= seconds'
like "$(cat "$out")" 'processes: Operation timed out, 2[0-9]{3} ms' \
	'then two more'
claim 'and is killed' [ "$(took kill)" -lt 1500 ]

boot 'tcr.tcrd=/none'
said 'exec /none: No such file'
kill -TERM "$init"
down
is $down 129 'without any tcrd'

# Stopped processes obey as well.
boot ''
tell 'held 2'
for pid in $(children); do
	kill -STOP "$pid"
done
kill -TERM "$init"
down
claim 'stopped processes are woken to end' [ "$(took processes)" -lt 1500 ]
dump
finish
