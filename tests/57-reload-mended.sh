#!/bin/sh
# SPDX-License-Identifier: MIT
# A unit that failed as its files were is started by the reload that brings the
# mended ones, if the boot would have started it; nothing else is.
. "$(dirname "$0")/lib.sh"
enter "$@"
busybox_image busybox

# one NAME [lines of Unit] [lines of Service] [Exec] [Install]
one() {
	unit "$1.container" <<-EOF
		[Unit]
		${2:-}
		[Container]
		Image=busybox
		Network=none
		Exec=${4:-/bin/sleep 1000}
		StopTimeout=1
		[Service]
		${3:-}
		[Install]
		${5-WantedBy=multi-user.target}
	EOF
}

one typo '' '' '/bin/slep 1000'
one aside '' '' '/bin/slep 1000' ' '
one hopeless '' '' '/bin/slep 1000'
one limit 'StartLimitBurst=2
	StartLimitIntervalSec=1h' 'Restart=always
	RestartSec=10ms' /bin/false
one backoff '' 'Restart=always
	RestartSec=1h' /bin/false
one unmet ConditionPathExists=/no/such/path
one asserted AssertPathExists=/no/such/path
one bad Nonsense 'Restart=sometimes'
one needs-bad 'Requires=bad.container
	After=bad.container'
one over-it 'Requires=needs-bad.container
	After=needs-bad.container'
one wants 'Wants=pulled.container'
one pulled '' '' '/bin/slep 1000' ' '
one 'done' '' '' /bin/true
one stopped
tcrd_start
for u in typo hopeless limit asserted needs-bad over-it pulled; do
	until_ok 20 in_state $u failed && rc=0 || rc=$?
	ok "$rc" "$u has failed"
done
until_ok 20 in_state 'done' exited
until_ok 20 in_state backoff backoff
until_ok 20 in_state unmet inactive
until_ok 20 in_state wants running
tcrctl stop stopped
tcrctl start aside >"$T/out" 2>&1 || :
until_ok 20 in_state aside failed && rc=0 || rc=$?
ok "$rc" "one that the boot did not want has failed too"
is "$(field limit result)" start-limit "one was started too often"
runs=$(field hopeless runs)

# Nothing has changed: nothing is started.
tcrctl reload-config >"$T/out" 2>&1 || :
is "$(state_of typo) $(state_of unmet) $(state_of over-it)" \
	"failed inactive failed" "a reload that brings nothing starts nothing"

# Mended, all but one.
one typo
one aside '' '' '/bin/sleep 1000' ' '
one limit 'StartLimitBurst=2
	StartLimitIntervalSec=1h' 'Restart=always
	RestartSec=10ms'
one backoff '' 'Restart=always
	RestartSec=1h'
one unmet
one asserted
one bad
one pulled '' '' '/bin/sleep 1000' ' '
one 'done' '' '' '/bin/true 1'
one stopped '' '' '/bin/sleep 1001'
tcrctl reload-config >"$T/out" 2>&1 && rc=0 || rc=$?
is "$rc $(grep -Ev ' (re)?starts$' "$T/out" || :)" "0 " "the reload of the mended files has nothing to complain of"
for u in typo limit backoff unmet asserted bad pulled; do
	is "$(state_of $u)" running "$u was mended and runs"
done
is "$(state_of needs-bad) $(state_of over-it)" "running running" \
	"those that failed for another one's mistake run as well"
is "$(state_of aside)" failed "what the boot would not start is not started"
is "$(state_of hopeless) $(field hopeless runs)" "failed $runs" \
	"what was not mended is not tried again"
is "$(state_of 'done')" exited "what had done its work does not do it again"
is "$(state_of stopped)" inactive "what was stopped stays so"

# A crash in between: the reload after it still knows.
one typo '' '' '/bin/slep 1000'
tcrctl reload-config >"$T/out" 2>&1 || :
until_ok 20 in_state typo failed
one typo
kill -9 "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
tcrd_start
is "$(state_of typo)" failed "a crash of tcrd starts nothing that had failed"
tcrctl reload-config >"$T/out" 2>&1 || :
is "$(state_of typo)" running "the reload after it does"
kill "$tcrd_pid"
wait "$tcrd_pid" || :
finish
