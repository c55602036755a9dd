#!/bin/sh
# SPDX-License-Identifier: MIT
# tcrctl inhibit: while a process runs that has asked, here or in a container, nobody
# reboots the device but by force; a reboot that may wait is done when it may be.
. "$(dirname "$0")/lib.sh"
enter "$@"

export TCR_DATA="$T/data" TCR_ETC="$T/etc"
mkdir "$T/data" "$T/etc"
printf '[Manager]\nInhibitMaxSec=2h\n' >"$T/etc/tcr.conf"
busybox_image busybox
inside() { # inside NAME CONTROL
	unit "$1.container" <<-E
		[Container]
		Image=busybox
		Network=none
		Volume=$TCR_BIN/tcrctl:/bin/tcrctl:ro
		Exec=/bin/sleep 10000
		StopSignal=SIGKILL
		[X-TCR]
		Control=$2
		[Install]
		WantedBy=multi-user.target
	E
}
inside door full
inside window status
inside other none
inside updater update
# This shell is PID 1 of its namespace, so tcrd takes it for tcr-init.
trap 'echo reboot >>"$T/ends"' TERM
trap 'echo poweroff >>"$T/ends"' USR1
: >"$T/ends"
mkfifo "$T/notes"
exec 3<>"$T/notes"
export TCR_NOTES_FD=3
tcrd_start
for name in door window other updater; do
	until_ok 20 in_state $name running
done

run() { # run WORDS...: status in $rc, what is said in $out
	rc=0
	tcrctl "$@" >"$T/out" 2>&1 </dev/null || rc=$?
	out=$(cat "$T/out")
}
ends() { # what PID 1 was told; a trap waits for the command before it
	sleep 0
	xargs <"$T/ends"
}
hold() { # hold WHY: $holder inhibits, and has become the command
	tcrctl inhibit --why "$1" sleep 10000 3>&- &
	holder=$!
	until_ok 10 listed "^sleep, pid $holder: $1"
}
listed() { tcrctl inhibit --list | grep -q -- "$1"; }
let_go() {
	kill "$holder"
	wait "$holder" 2>/dev/null || :
}
none() { [ -z "$(tcrctl inhibit --list)" ]; }

run inhibit --why 'some work' sh -c 'tcrctl inhibit --list; exit 7'
like "$rc $out" '^7 sh, pid [0-9]+: some work$' 'it becomes the command'
claim 'and is over with that' until_ok 10 none
run inhibit --list --json
is "$rc $out" '0 []' '--json: none'
run inhibit nonesuch
is "$rc $out" '127 tcrctl: nonesuch: No such file or directory' 'no such command'
until_ok 10 none
run inhibit "$T"
is "$rc" 126 'one that cannot be executed'
run inhibit
is "$rc" 125 'without a command'
run inhibit --why "$(head -c 201 /dev/zero | tr '\0' x)" true
is "$rc" 125 'a long reason is refused'

hold 'writes slot B'
line="sleep, pid $holder: writes slot B"
is "$(tcrctl inhibit --list --json | jq -r '.[0]')" "$line" '--list --json'
is "$(device '| [.inhibitors, .pending] | @json')" "[[\"$line\"],null]" 'the status document'
like "$(tcrctl status)" "^inhibited by $line$" 'the status'
run reboot
is "$rc $out" "1 inhibited by $line
tcrctl: not done: --when-allowed waits, --force does it now" 'a reboot is refused'
run poweroff
is "$rc" 1 'power off, too'
is "$(ends)" '' 'PID 1 is told nothing'
run reboot --cancel
is "$rc $out" '1 tcrctl: nothing waits' 'nothing to take back'
run poweroff --when-allowed
is "$rc $out" "0 inhibited by $line" '--when-allowed: taken, and what it waits for'
is "$(device pending)" poweroff 'which the status document says'
run reboot --cancel
is "$rc $(device pending)" '0 null' '--cancel takes it back'
run reboot --when-allowed --reason 'new firmware'
like "$(tcrctl status)" '^waits for that: reboot$' 'the status says it'

# It outlives the tcrd that was asked.
since() { sed -n "s/^$holder \([0-9]*\) .*/\1/p" /run/tcr/inhibitors; }
before=$(since)
claim 'since when it inhibits is kept' [ -n "$before" ]
kill -KILL "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
tcrd_start
is "$(device '| [.inhibitors, .pending] | @json')" "[[\"$line\"],\"reboot\"]" \
	'another tcrd knows of both'
run reload-config
is "$rc $(device '| [.inhibitors, .pending] | @json')" "0 [[\"$line\"],\"reboot\"]" \
	'and one that has read all units again'
run reboot --when-allowed --reason 'new firmware'
is "$(since)" "$before" 'its time has not begun anew'
is "$(ends)" '' 'it still waits'
let_go
reboots() { [ "$(ends)" = "$1" ]; }
claim 'it is done when the process has ended' until_ok 10 reboots reboot
recorded() { grep -q "$1" "$T/data/boot-record"; }
claim 'with its reason' until_ok 10 recorded '^tcr-boot 1 reboot .* tcrctl, uid 0: new firmware$'
is "$(device pending)" null 'and nothing waits any more'

: >"$T/ends"
hold work
run poweroff --force
is "$rc" 0 '--force'
claim 'does it at once' until_ok 10 reboots poweroff
let_go
: >"$T/ends"
until_ok 10 none
run reboot --when-allowed
is "$rc $out" '0 ' '--when-allowed with none'
claim 'does it at once, too' until_ok 10 reboots reboot

# In containers.
tcrctl exec door tcrctl inhibit --why 'in a container' sleep 10000 3>&- &
client=$!
claim 'a container with Control=full inhibits' until_ok 10 listed '^door: sleep, pid .* in a container$'
before=$(tcrctl inhibit --list)
kill -KILL "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
tcrd_start
is "$(tcrctl inhibit --list)" "$before" 'which another tcrd knows, too'
is "$(tcrctl exec door tcrctl inhibit --list)" "$(tcrctl inhibit --list)" 'and asks who does'
is "$(tcrctl exec door ps | grep -c 'sleep 10000$')" 2 'its command runs in the container'
tcrctl kill -s SIGKILL door
claim 'it ends with the container' until_ok 10 none
wait "$client" 2>/dev/null || :
rc=0
tcrctl exec window tcrctl inhibit true >"$T/out" 2>&1 || rc=$?
is "$rc" 125 'Control=status does not'
rc=0
tcrctl exec other tcrctl inhibit true >"$T/out" 2>&1 || rc=$?
is "$rc" 125 'nor one without'
rc=0
setpriv --reuid 1 --regid 1 --clear-groups env PATH="$PATH" tcrctl inhibit true \
	>"$T/out" 2>&1 || rc=$?
is "$rc $(cat "$T/out")" '125 tcrctl: inhibit: you must be root' 'nor another user'

# One that updates.
: >"$T/ends"
tcrctl exec updater tcrctl inhibit --why 'an update' sleep 10000 3>&- &
client=$!
claim 'a container with Control=update inhibits' until_ok 10 listed '^updater: sleep, pid .* an update$'
rc=0
tcrctl exec updater tcrctl reboot --force >"$T/out" 2>&1 || rc=$?
is "$rc" 1 'and reboots by no force'
rc=0
tcrctl exec updater tcrctl reboot --when-allowed --force >"$T/out" 2>&1 || rc=$?
is "$rc $(device pending) $(ends)" '0 reboot ' '--force beside --when-allowed is none'
is "$(tcrctl exec updater tcrctl inhibit --list | cut -d , -f 1)" 'updater: sleep' 'it asks who inhibits'
run reboot --cancel
for _ in 1 2 3; do
	tcrctl exec updater tcrctl inhibit sleep 10000 >/dev/null 3>&- &
done
four() { [ "$(tcrctl inhibit --list --json | jq length)" = 4 ]; }
until_ok 10 four
rc=0
tcrctl exec updater tcrctl inhibit true >"$T/out" 2>&1 || rc=$?
is "$rc $(cat "$T/out")" '125 tcrctl: there are too many inhibitors already' \
	'it has four places'
run inhibit true
is "$rc" 0 'so others have some, too'
tcrctl kill -s SIGKILL updater
wait "$client" 2>/dev/null || :
until_ok 10 none

# Too many, hostile reasons.
many() { # many WHY: eight inhibit
	holders=
	for _ in 1 2 3 4 5 6 7 8; do
		tcrctl inhibit --why "$1" sleep 10000 3>&- &
		holders="$holders $!"
	done
	until_ok 10 eight
}
eight() { [ "$(tcrctl inhibit --list --json | jq length)" = 8 ]; }
# shellcheck disable=SC1003 # a backslash
many "$(printf 'a\033[31m\nb"\\')"
run inhibit true
is "$rc $out" '125 tcrctl: there are too many inhibitors already' 'there is a limit'
is "$(tcrctl inhibit --list | grep -c ': a?\[31m?b"\\$')" 8 'their reasons are cleaned'
# shellcheck disable=SC2086 # words
kill $holders
until_ok 10 none
hostile=$(printf 'a\033[31mb')
cp /bin/sleep "$T/$hostile"
tcrctl inhibit --why 'by its name' "$T/$hostile" 10000 3>&- &
holder=$!
until_ok 10 listed '31mb, pid .*: by its name' # not tcrctl any more
is "$(tcrctl inhibit --list | cut -d , -f 1)" 'a?[31mb' 'and so is the name of a program'
let_go
until_ok 10 none
claim 'the longest have room' many "$(head -c 200 /dev/zero | tr '\0' '"')"
# shellcheck disable=SC2086
kill $holders
until_ok 10 none

# One that is forgotten.
: >"$T/ends"
hold forgotten
run reboot --when-allowed
is "$rc $(device pending)" '0 reboot' 'one that is forgotten'
printf '[Manager]\nInhibitMaxSec=3s\n' >"$T/etc/tcr.conf"
run reload-config
claim 'inhibits no longer than InhibitMaxSec=' until_ok 10 reboots reboot
kill -0 "$holder" && rc=0 || rc=1
ok "$rc" 'although it runs'
like "$(tcrctl logs tcrd)" 'inhibits no longer, as InhibitMaxSec= is over: .*: forgotten$' \
	'which the log says'
let_go
exec 3>&-
finish
