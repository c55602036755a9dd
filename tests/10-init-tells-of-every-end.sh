#!/bin/sh
# tcr-init tells tcrd of every process that it reaps, and how that ended.
. "$(dirname "$0")/lib.sh"
. "$tests/driver/init.sh"

boot ''
orphan() { # orphan COMMAND STATUS TEXT: its note says STATUS
	tell "$1"
	pid=$(sed -n 's/^orphan //p' "$out" | tail -n 1)
	said "^note $pid [0-9]"
	is "$(sed -n "s/^note $pid //p" "$out")" "$2" "$3"
}
for code in 0 1 127 255; do
	orphan "orphan $code" $((code << 8)) "exit $code"
done
for number in 1 6 9 11 15 34; do
	orphan "killed $number" "$number" "signal $number"
done

tell 'held 3'
until_ok 10 running 4
tcrd=$(sed -n 's/^tcrd \([0-9]*\) .*/\1/p' "$out")
held=$(children)
mv "/proc/$init/root/usr/sbin/tcrd" "/proc/$init/root/tcrd"
echo 'exit 4' >"/proc/$init/root/commands"
said 'tcrd: exit 4 after'
# shellcheck disable=SC2086 # a list of pids; tcrd's is gone
kill -KILL $held 2>/dev/null || :
until_ok 10 running 0
is "$(number '^note .* 9$')" 1 'nobody reads while tcrd is away'
mv "/proc/$init/root/tcrd" "/proc/$init/root/usr/sbin/tcrd"
claim 'the next tcrd hears of the end of the last one' said "^note $tcrd 1024"
claim 'and of what ended in between' until_ok 10 more_than 3 '^note .* 9$'

tell 'orphans 10000'
until_ok 60 more_than 9999 '^note .* 1792$'
is "$(number '^note .* 1792$')" 10000 '10,000 orphans: a note for each'
claim 'and no zombie' until_ok 10 running 1

tell deaf
tell 'orphans 5000'
claim '5,000 orphans are reaped while tcrd reads nothing' \
	until_ok 60 running 1
tell listen
claim 'and their notes wait for it' \
	until_ok 10 more_than 14999 '^note .* 1792$'
dump
finish
