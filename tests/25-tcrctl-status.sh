#!/bin/sh
# tcrctl status: whole documents, for people and programs, whatever is in them.
. "$(dirname "$0")/lib.sh"
enter "$@"
unset TCR_RUN
cd "$top"
gcc -std=gnu17 -D_GNU_SOURCE -I. -o "$T/fake-tcrd" tests/driver/fake-tcrd.c \
	init/fmt.c init/io.c
doc=$T/document
echo ok >"$T/answers"
mkdir /run/tcr

run() { # run COMMAND...: its output in $out, errors in $err, status in $rc
	rc=0
	"$@" >"$T/out" 2>"$T/err" || rc=$?
	out=$(cat "$T/out")
	err=$(cat "$T/err")
}

serve() { # serve DOCUMENT: with a daemon of its own
	[ -z "${fake:-}" ] || kill "$fake"
	fake=$("$T/fake-tcrd" /run/tcr "$1" "$T/answers")
}

terminal() { # terminal COLUMNS COMMAND: its output on a terminal
	script -qec "stty cols $1; $2" /dev/null </dev/null | tr -d '\r'
}

run tcrctl
is "$rc" 7 'without tcrd: exit code 7'
like "$err" '^tcrctl: tcrd is not running' 'and a clear message'

cp tests/fuzz/corpus/status/five-units "$doc"
serve "$doc"
run tcrctl
is "$rc" 0 'no command is status'
like "$out" '^tcr 0\.1\.0  up 3h12m  boot 4\.812s  state: degraded \(1 back' \
	'the head line'
like "$out" '^\+ web  *running  *214 3h12m  *2  *-  *Demo$' 'a unit that runs'
like "$out" '^\+ tcr0.network  *active  *-' 'a unit without a process'
like "$out" '^~ uploader  *backoff .* retry in 4\.6s \(exited with' 'a retry'
like "$out" '^! legacy .* legacy\.container:7: unknown key' 'a refused file'
is "$(printf '%s' "$out" | tr -d '[:print:]\n' | LC_ALL=C tr -d '\200-\377')" \
	'' 'no control byte is shown'
is "$(printf '%s' "$out" | LC_ALL=C grep -c "$(printf '\302\233')")" 0 \
	'nor a C1 control'
is "$(printf '%s\n' "$out" | awk 'length > 80' | grep -cv '^. evil')" 0 \
	'80 columns'
run tcrctl status --json
claim '--json is the document' cmp -s "$T/out" "$doc"
run tcrctl status --json web uploader.container
is "$(jq -r '.[].unit' "$T/out" | tr '\n' ' ')" \
	'web.container uploader.container ' 'with names an array of units'
is "$rc" 3 'exit code 3: one is not running'
run tcrctl status --json nope
is "$rc:$(jq length "$T/out")" 4:0 'exit code 4: no such unit'
run tcrctl status web nope uploader
is "$rc" 4 '4 goes before 3'
like "$out" 'State:  running since 2026-11-23T10:50:04Z \(3h12m\)' 'since when'
like "$out" 'State:  backoff .*, next try in 4\.6s' 'what next'
like "$out" 'Net:    bridge 10\.88\.0\.2, ports 8080:80/tcp' 'network and ports'
like "$out" '^           /etc/tcr/conf.d/web.container.d/10' 'all files'
for name in tcr0 tcr0.network; do
	run tcrctl is-active $name
	is "$rc:$out" 0:active "is-active $name"
done
run tcrctl is-active legacy
is "$rc:$out" 3:bad-config 'is-active: exit code 3'

is "$(terminal 50 tcrctl | sed 's/\x1b\[[0-9;]*m//g' | awk 'length > 50' |
	grep -cv '^. evil')" 0 'as wide as the terminal'
like "$(terminal 60 tcrctl | sed 's/\x1b\[[0-9;]*m//g' | tr -s ' \r\n' ' ')" \
	'retry in 4\.6s \(exited with status 1 after 0\.4s\) ' \
	'a reason goes on below its row'
like "$(terminal 80 tcrctl)" "$(printf '\033\\[32m[+] \033\\[0mweb')" 'colour'
is "$(terminal 80 'NO_COLOR=1 tcrctl' | grep -c "$(printf '\033')")" 0 NO_COLOR
terminal 1 tcrctl >/dev/null && rc=0 || rc=1
ok "$rc" 'a terminal of one column'
run sh -c 'tcrctl status >/dev/full'
is "$rc" 1 'output that cannot be written is a failure'

# 200 units are more than a pipe holds at first.
{
	head -n 1 "$doc"
	for n in $(seq 200); do
		sed -n "3s/web/u$n/g;3p" "$doc"
	done | sed '$s/,$//'
	echo ']}'
} >"$T/large"
claim 'a document larger than a pipe' [ "$(stat -c %s "$T/large")" -gt 65536 ]
serve "$T/large"
for n in $(seq 100); do
	tcrctl status --json >"$T/$n" &
	readers="${readers:-} $!"
done
bad=0
for p in $readers; do
	wait "$p" || bad=$((bad + 1))
done
is "$bad" 0 '100 readers at once are all served'
for n in $(seq 100); do
	cmp -s "$T/$n" "$T/large" || bad=$((bad + 1))
done
is "$bad" 0 'each got all of it'
while :; do cat /run/tcr/status; done >/dev/null &
thief=$!
for n in $(seq 50); do
	tcrctl status --json | cmp -s - "$T/large" || bad=$((bad + 1))
done
kill $thief
is "$bad" 0 'beside a reader that takes no turns, too'

printf '{"v":2,"units":[\n]}\n' >"$T/next"
serve "$T/next"
run tcrctl
is "$rc" 1 'a document of another version'
like "$err" 'another version' 'is told from a torn one'
serve -
run tcrctl
is "$rc" 7 'a tcrd that is stuck: exit code 7'
like "$err" 'does not answer' 'after five seconds'
kill "$fake"
finish
