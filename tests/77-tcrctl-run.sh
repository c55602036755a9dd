#!/bin/sh
# SPDX-License-Identifier: MIT
# tcrctl run: a container without a unit file, in the foreground and left to run:
# its output, input, exit status and signals, and that nothing else changes.
. "$(dirname "$0")/lib.sh"
enter "$@"

busybox_image busybox
# shellcheck disable=SC2154 # of busybox_image
: >"$root/etc/plain"
mksquashfs "$root" "$T/images/plain.sqfs" -quiet -noappend -no-progress >/dev/null
mkdir "$T/data" "$T/firmware"
export TCR_UNIT_DIRS="$T/conf.d:$T/firmware" TCR_DATA="$T/data"
idle_unit web
mv "$T/conf.d/web.container" "$T/firmware"
tcrd_start
until_ok 20 in_state web running

run() { # run WORDS...: status in $rc, what it says in $T/out and $T/err
	rc=0
	tcrctl run --network none "$@" >"$T/out" 2>"$T/err" </dev/null || rc=$?
}
says() { # says STATUS TEXT WHAT
	is "$rc $(tail -n 1 "$T/err")" "$1 tcrctl: run: $2" "$3"
}

# In the foreground.
before=$(pid_of web)
run busybox sh -c 'echo out; echo words >&2; exit 7'
is "$rc $(cat "$T/out")" '7 out' 'its output and exit status'
is "$(cat "$T/err")" words 'its standard error, apart'
is "$(ls "$T/conf.d") $(find /run/tcr/units -mindepth 1 -maxdepth 1 -name '*busy*')" ' ' \
	'nothing is left of it'
is "$(pid_of web)" "$before" 'and no other unit was restarted'
run --name once busybox true && run --name once busybox false
is "$rc" 1 'its name is free at once'
rm -f "$T/kept"
tcrctl run --network none --name slow busybox sh -c \
	'echo one; while [ ! -e /tmp/on ]; do sleep 0.1; done; echo two' >"$T/kept" &
client=$!
until_ok 10 grep -q one "$T/kept"
# crun may not have ended yet: until then the unit is starting.
claim 'output comes as it is written' until_ok 10 in_state slow running
tcrctl exec slow touch /tmp/on
wait "$client"
is "$? $(xargs <"$T/kept")" '0 one two' 'up to its end'
is "$(tcrctl run --network none busybox sh -c 'head -c 3000000 /dev/zero | tr "\0" x' |
	cksum)" "$(head -c 3000000 /dev/zero | tr '\0' x | cksum)" 'any number of bytes'
# Before each packet that it sends: the keeper must not pass on anything meanwhile.
is "$(strace -qq -o "$T/trace" -e inject=sendto:delay_enter=700000 tcrctl run \
	--network none busybox sh -c 'head -c 3000000 /dev/zero | tr "\0" x' | wc -c)" 3000000 \
	'also for a client that is slow to say that it has started it'
mkfifo "$T/slow"
(
	while [ ! -e "$T/read" ]; do sleep 0.1; done
	wc -c >"$T/counted"
) <"$T/slow" &
reader=$!
tcrctl run --network none --name late busybox sh -c \
	'busybox head -c 130000 /dev/zero; exit 3' >"$T/slow" 2>"$T/err" &
client=$!
until_ok 20 in_state late failed
sleep 4 # longer than a unit stays for which nobody waits
touch "$T/read"
rc=0
wait "$client" || rc=$?
wait "$reader"
is "$rc $(cat "$T/counted")" '3 130000' 'a reader that comes late loses nothing, nor the status'
is "$(cat "$T/err")" '' 'and reads no guess of why'
head -c 3000000 /dev/urandom >"$T/bytes"
# shellcheck disable=SC2094 # it is only read
tcrctl run --network none -i busybox cat <"$T/bytes" | cmp - "$T/bytes" && rc=0 || rc=1
ok "$rc" '-i: input, any bytes'
is "$(echo abc | tcrctl run --network none busybox cat)" '' 'without -i there is none'
is "$(tcrctl run --network none busybox busybox yes | head -n 1)" y \
	'output that nobody wants'
claim 'ends the container' until_ok 20 sh -c '! ls /run/tcr/units | grep -q busybox'

# How it ended.
run busybox nonesuch
is "$rc" 127 'no such command'
like "$(cat "$T/err")" "^tcrctl: run: busybox-1 has no 'nonesuch'" 'and says so'
run plain /etc/plain
is "$rc" 126 'a file that is no program'
run plain /etc
is "$rc" 126 'a folder'
run nonesuch
says 125 "image nonesuch: not found in $T/images" 'no such image'
run --name web busybox
says 125 "there is a unit 'web' (see 'tcrctl status web')" 'a name that is taken'
run -w here busybox
is "$rc" 125 'what the unit file refuses'
like "$(tail -n 1 "$T/err")" 'bad value WorkingDir=here' 'and says why'
run
says 125 "which image? (see 'tcrctl help run')" 'no image'
run --restart always busybox
says 125 '--restart goes with -d, and not with --rm' 'restarts in the foreground'
run -t busybox
says 125 '-t: the input is no terminal' '-t without a terminal'
run --name a/b busybox
says 125 "--name 'a/b' cannot be a unit's name" 'a name that is a path'
TCR_UNIT_DIRS=/dev/null/none:$T/firmware run --name lost busybox true
says 125 '/dev/null/none/lost.container: Not a directory' 'no folder for its file'
rc=0
tcrctl run -q busybox 2>"$T/err" || rc=$?
is "$rc $(cat "$T/err")" "125 tcrctl: run: unknown option '-q' (see 'tcrctl help run')" \
	'an unknown option'
is "$(ls "$T/conf.d")" '' 'nothing is left of those either'

# Signals.
for sig in INT TERM HUP USR1; do
	rm "$T/out" # it has the word of another that was ready
	tcrctl run --network none busybox sh -c "trap 'echo got $sig; exit 9' $sig
		echo ready; while :; do sleep 0.1; done" >"$T/out" &
	client=$!
	until_ok 10 grep -q ready "$T/out"
	kill -s "$sig" "$client"
	wait "$client" && rc=0 || rc=$?
	is "$rc $(xargs <"$T/out")" "9 ready got $sig" "SIG$sig is passed on"
done
tcrctl run --network none --name killed busybox sleep 1000 &
client=$!
until_ok 10 in_state killed running
tcrctl kill -s KILL killed
wait "$client" && rc=0 || rc=$?
is "$rc" 137 'ended by a signal: 128 and its number'
tcrctl run --network none --name orphan busybox sleep 1000 &
client=$!
until_ok 10 in_state orphan running
kill -KILL "$client"
wait "$client" || :
claim 'a container outlives a killed tcrctl' in_state orphan running
tcrctl stop orphan
claim 'and goes when it has ended' until_ok 20 sh -c '! tcrctl is-active orphan 2>&1 |
	grep -q inactive && [ ! -e /run/tcr/units/orphan ]'

# Left to run.
# shellcheck disable=SC2016 # for the shell inside
run -d --name left -e A=1 -h here -u 33 -w /tmp --read-only \
	--tmpfs /scratch:size=1m -v "$T/data:/data:ro" --stop-timeout 1 \
	--restart on-failure:2 busybox sh -c 'echo $A $(id -u) $(pwd) $(hostname)
	touch /x || touch /data/x || touch /scratch/x && echo written; exec sleep 1000'
is "$rc $(cat "$T/out")" '0 left' '-d: it prints the name'
claim 'it runs' in_state left running
claim 'with a place to write' until_ok 10 sh -c 'tcrctl logs left | grep -q written'
like "$(tcrctl logs left)" '1 33 /tmp here' 'and what the options say'
kill -KILL "$tcrd_pid"
wait "$tcrd_pid" || :
before=$(cat /run/tcr/units/left/pid)
tcrd_start
is "$(pid_of left)" "$before" 'it outlives tcrd'
run -d busybox sleep 1000
is "$(cat "$T/out")" busybox-1 'the name is made of the image'
run -d --rm busybox sh -c 'sleep 0.2; exit 3'
is "$rc $(cat "$T/out")" '0 busybox-2' 'and a number'
claim '--rm: it goes when it has ended' until_ok 20 sh -c \
	"[ ! -e $T/conf.d/busybox-2.container ] && [ ! -e /run/tcr/units/busybox-2 ]"
# Who waits for tcrd is not sent away because a container is removed meanwhile.
idle_unit late 'StopSignal=SIGUSR1
StopTimeout=5'
tcrctl reload-config
until_ok 20 in_state late running
run -d --rm busybox true
claim 'a stop that takes longer than the removal is waited for' tcrctl stop late
claim 'and done' until_ok 10 in_state late inactive
claim 'the container is removed then' until_ok 20 sh -c \
	"[ ! -e $T/conf.d/$(cat "$T/out").container ]"
rm "$T/conf.d/late.container"
tcrctl reload-config
# A crun that has failed ends before its child has, which has /dev in use for a moment.
timeout 20 strace -f -qq -o "$T/trace" -P /run/tcr/units/failed//dev -e trace=umount2 \
	-e inject=umount2:error=EBUSY:when=1..2 -p "$tcrd_pid" &
strace_pid=$!
until_ok 10 sh -c "grep -q 'TracerPid:.*[1-9]' /proc/$tcrd_pid/status"
run --name failed busybox nonesuch
is "$rc" 127 'a mount that is in use for a moment'
is "$(grep -c INJECTED "$T/trace")" 2 'it was'
kill "$strace_pid"
wait "$strace_pid" || :
run -d busybox nonesuch
is "$rc" 127 '-d: no such command'
is "$(find "$T/conf.d" -type f -printf '%f\n' | sort | xargs)" 'busybox-1.container left.container' 'and nothing is left'
is "$(pid_of web)" "$(cat /run/tcr/units/web/pid)" 'the unit of the firmware still runs'
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" || :
rc=0
timeout 8 tcrctl run busybox true 2>"$T/err" || rc=$?
is "$rc $(cat "$T/err")" '125 tcrctl: tcrd is not running (nobody answers at /run/tcr/control/status)' \
	'without tcrd: 125, soon'
grep 'unmount' "$T/console" | sed 's/^/# /'
is "$(grep -c 'unmount' "$T/console")" 0 'no mount is held by a keeper, or by crun for long'
finish
