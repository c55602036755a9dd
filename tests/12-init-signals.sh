#!/bin/sh
# Only documented signals act on tcr-init; no flood of others grows anything.
. "$(dirname "$0")/lib.sh"
. "$tests/driver/init.sh"

sizes() { # what must not grow
	find "/proc/$init/fd" -type l | wc -l
	grep -E '^(VmData|VmSize|Threads)' "/proc/$init/status"
}

boot ''
said '^tcrd '
before=$(sizes)
lived=$(children)
# shellcheck disable=SC2016 # for the shell inside
inside /bin/sh -c '
	n=1
	while [ $n -le 64 ]; do
		i=0
		case $n in
		2|10|12|15|30) i=100 ;; # reboot, power off, halt
		4|6|7|8|11|31) i=100 ;; # faults
		32|33) i=100 ;; # the C library keeps them
		esac
		while [ $i -lt 100 ]; do
			kill -$n 1
			i=$((i + 1))
		done
		n=$((n + 1))
	done'
tell 'flood 3500'
is "$(sizes)" "$before" 'all others 100 times, 100,000 queued: no trace'
is "$(children)" "$lived" 'and no effect'
is "$(number 'going down')" 0 'nor on its mind'
tell 'orphan 3'
claim 'it reaps as before' said '^note [0-9]* 768$'

acts() { # acts SIGNAL STATUS LINE
	inside /bin/kill "-$1" 1 || : # may see the end of its namespace
	down
	is $down "$2" "SIG$1 ends in reboot(2)"
	like "$(cat "$out")" "going down: $3\$" "SIG$1 means $3"
}
acts TERM 129 reboot
boot ''
acts INT 129 reboot
boot ''
acts USR1 130 'power off'
boot ''
acts PWR 130 'power off'
boot ''
acts USR2 130 halt
dump
finish
