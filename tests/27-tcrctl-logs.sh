#!/bin/sh
# tcrctl logs: what a unit said, while it says it, and nothing that harms.
. "$(dirname "$0")/lib.sh"
enter "$@"
unset TCR_RUN
cd "$top"
sources='init/fmt.c init/io.c'
# shellcheck disable=SC2086 # a list
gcc -std=gnu17 -D_GNU_SOURCE -I. -o "$T/fake-tcrd" tests/driver/fake-tcrd.c \
	$sources
# shellcheck disable=SC2086
gcc -std=gnu17 -D_GNU_SOURCE -I. -o "$T/ring-put" tests/driver/ring-put.c \
	supervisor/logs/ring.c $sources
units=/run/tcr/units
mkdir -p $units/web $units/tcrd $units/empty

run() { # run COMMAND...: its output in $out, errors in $err, status in $rc
	rc=0
	"$@" >"$T/out" 2>"$T/err" || rc=$?
	out=$(cat "$T/out")
	err=$(cat "$T/err")
}

put() { # put UNIT STREAM FORMAT
	# shellcheck disable=SC2059 # the format is what is put
	printf "$3" | "$T/ring-put" "$units/$1/log" "$2"
}

put web out 'hello\n'
put web tcr 'exited with status 1\n'
put tcrd tcr 'tcrd: up\n'
stamp='20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9]\.[0-9]{3}Z'
run tcrctl logs web
is "$rc" 0 'without tcrd the log is read'
is "$(tcrctl logs -b web)" "$out" '-b alone is this boot'
like "$out" "^$stamp web hello\$" 'a line of the container'
like "$out" "^$stamp web tcr: exited with status 1\$" 'a line of tcr'
run tcrctl logs web.container
is "$(printf '%s\n' "$out" | wc -l)" 2 'a name with its suffix'
run tcrctl logs
like "$out" "^$stamp tcrd tcrd: up\$" "without a name: tcrd's own"
for n in 0 1 2 5; do
	run tcrctl logs -n $n web
	is "$(wc -l <"$T/out")" $((n < 2 ? n : 2)) "-n $n"
done
like "$(tcrctl logs -n1 web)" 'tcr: exited' '-n counts from the end'

# Several units, and a choice of lines.
mkdir -p $units/one $units/two
for i in 1 2 3; do
	put one out "one $i\\n"
	sleep 0.01 # the times of lines are in milliseconds
	put two out "two $i\\n"
	sleep 0.01
done
is "$(tcrctl logs one two | sed 's/^[^ ]* //' | xargs)" \
	'one one 1 two two 1 one one 2 two two 2 one one 3 two two 3' \
	'several units in the order of time'
is "$(tcrctl logs -n 3 two one | sed 's/^[^ ]* [a-z]* //' | xargs)" \
	'two 2 one 3 two 3' '-n counts them all together'
is "$(tcrctl logs -g ' 2' one two | wc -l)" 2 '-g: lines with a text'
is "$(tcrctl logs --jsonl one two | jq -r .m | xargs)" \
	'one 1 two 1 one 2 two 2 one 3 two 3' '--jsonl: each line an object'
is "$(tcrctl logs --jsonl web | jq -c '[.u, .s, .m]' | tail -n 1)" \
	'["web","tcr","exited with status 1"]' 'with unit, stream and message'
time=$(tcrctl logs -g 'two 2' --jsonl two | jq -r '.t[:19] + "Z"')
is "$(tcrctl logs -S 1h one two | wc -l)" 6 '-S: a time span before now'
is "$(tcrctl logs -S "$time" one two | grep -c 'two 3')" 1 '-S: a time'
is "$(tcrctl logs -U "$time" one two | grep -c 'two 3')" 0 '-U: until a time'
minute=$(echo "$time" | cut -c 12-16)
is "$(tcrctl logs -S "$minute" one two | grep -c 'two 3')" 1 '-S: a time of today'
is "$(tcrctl logs -U "$minute" one two | grep -c 'two 3')" 0 '-U: until one'
is "$(tcrctl logs -S 2100-01-01 one two)" '' 'a date that is to come'
is "$(tcrctl logs -U 2001-01-01 one two)" '' 'a date long ago'
run tcrctl logs --since yesterday one
is "$rc:$err" "2:tcrctl: logs: 'yesterday' is no time (2026-11-23T14:02:11Z, \
2026-11-23, 14:02, or 10min before now)" 'a text that is no time'
rm -r $units/one $units/two

put web out '\033]0;x\007\033[31m\302\2332J\342\200\256\377\tend\n'
is "$(tcrctl logs -n1 web | sed 's/^[^ ]* //')" "$(printf \
	'web ?]0;x??[31m?2J??\tend')" 'nothing steers the terminal'
# The ring's own text may have been tampered with: its reader does not trust it.
printf 'x\033[2J\nno stamp\n99999999999999999999.000 out y\n-1.000 out z\n' \
	>"$T/bad"
dd if="$T/bad" of=$units/web/log bs=1 seek=24 conv=notrunc status=none
run tcrctl logs web
is "$rc:$(LC_ALL=C tr -d '[:print:]\n\t\200-\377' <"$T/out" | wc -c)" 0:0 \
	'a damaged record is shown, cleaned'
is "$(grep -c 'no stamp' "$T/out"):$(tcrctl logs -S 2001-01-01 web | grep -c 'no stamp'):$(
	tcrctl logs -U 2100-01-01 web | grep -c 'no stamp')" 1:0:0 'but not of any time'
run tcrctl status web
is "$rc" 7 'status needs tcrd'

fake=$("$T/fake-tcrd" /run/tcr "$top/tests/fuzz/corpus/status/five-units" /)
run tcrctl status web
is "$(printf '%s\n' "$out" | grep -c '^   20.*')" 1 \
	"status has the unit's last lines"
run tcrctl logs nope
is "$rc" 4 'no such unit: exit code 4'
run tcrctl logs uploader
is "$rc:$out" 0: 'a unit that has said nothing'
run setpriv --reuid 1000 --regid 1000 --clear-groups \
	env PATH="$PATH" tcrctl logs web
is "$rc:$err" '1:tcrctl: logs: you must be root' 'others may not'
echo nonsense >$units/empty/log
run tcrctl logs empty
is "$rc" 1 'a file that is no log'
like "$err" 'this is no log' 'is said to be none'

# Following: lines, a ring replaced, a folder replaced, a unit yet to come.
# shellcheck disable=SC2317 # until_ok calls it
saw() { grep -q "$1" "$T/follow"; }
put web out 'old\n'
tcrctl logs -f -n 1 web >"$T/follow" &
follower=$!
claim '-f begins with the last lines' until_ok 5 saw old
put web out 'first\n'
claim 'and goes on with what comes' until_ok 5 saw first
rm $units/web/log
put web out 'second\n'
claim 'from a new ring' until_ok 5 saw second
put web out 'third\n'
claim 'and on with it' until_ok 5 saw third
mv $units/web $units/gone
mkdir $units/web
put web out 'fourth\n'
claim 'from a new folder' until_ok 5 saw fourth
seq 20000 | "$T/ring-put" $units/web/log out
claim 'through a flood' until_ok 5 saw ' web 20000$'
is "$(sed 's/^[^ ]* web //' "$T/follow" | grep -E '^[0-9]+$' | sort -nc 2>&1)" \
	'' 'in order'
kill -STOP $follower
until_ok 5 grep -q '^State:.T' /proc/$follower/status
seq 20000 40000 | "$T/ring-put" $units/web/log out
kill -CONT $follower
claim 'what it could not read in time is told' \
	until_ok 5 saw '^-- web: [0-9]* bytes were overwritten unread --$'
claim '... and it goes on' until_ok 5 saw ' web 40000$'
kill -INT $follower 2>/dev/null || :
kill $follower
wait $follower 2>/dev/null || :
tcrctl logs -f -S 1h web >"$T/follow" &
follower=$!
claim '-f -S: from that time on' until_ok 5 saw ' web 40000$'
claim '... all lines' test "$(wc -l <"$T/follow")" -gt 100
kill $follower
wait $follower 2>/dev/null || :
tcrctl logs -f uploader >"$T/follow" 2>/dev/null &
follower=$!
mkdir $units/uploader
put uploader out 'born\n'
claim 'a unit that says its first word later' until_ok 5 saw born
kill $follower
wait $follower 2>/dev/null || :
tcrctl logs -f -g news web uploader >"$T/follow" 2>/dev/null &
follower=$!
put web out 'other\n'
put uploader out 'news of uploader\n'
put web out 'news of web\n'
claim 'several units, and a choice' until_ok 5 saw 'web news of web'
is "$(wc -l <"$T/follow")" 2 'and nothing else'
kill $follower
wait $follower 2>/dev/null || :

mkfifo "$T/pipe"
head -n 1 "$T/pipe" >/dev/null &
rc=0
timeout 10 tcrctl logs -f web >"$T/pipe" || rc=$?
ok $((rc == 124)) 'a follower ends with its reader'
kill "$fake"
finish
