#!/bin/sh
# SPDX-License-Identifier: MIT
# How a container ended decides what comes next; how often it may start and how
# long that and its life may take is bounded, also over a crash of tcrd.
. "$(dirname "$0")/lib.sh"
enter "$@"

crash() { # crash NAME COMMAND [SERVICE LINES] [UNIT LINES]
	unit "$1.container" <<-E
		[Unit]
		${4:-}
		[Container]
		Image=busybox
		Exec=/bin/sh -c "$2"
		Network=none
		[Service]
		RestartSec=10ms
		${3:-}
		[Install]
		WantedBy=multi-user.target
	E
}
kill_tcrd() {
	kill -KILL "$tcrd_pid"
	wait "$tcrd_pid" 2>/dev/null || :
	tcrd_start
}

busybox_image busybox
crash code 'exit 3' Restart=on-abnormal
crash prevented 'exit 5' 'Restart=always
RestartPreventExitStatus=4 5'
crash forced 'exit 0' 'RestartForceExitStatus=0'
crash success 'exit 143' 'SuccessExitStatus=143'
crash often 'exit 1' Restart=always 'StartLimitBurst=3
StartLimitIntervalSec=1h'
crash late 'sleep 1000' 'Type=oneshot
TimeoutStartSec=2s
TimeoutStopSec=100ms'
crash action 'exit 1' '' FailureAction=reboot
crash 'done' 'exit 0' '' SuccessAction=poweroff-immediate
idle_unit aged '' 'Restart=on-abnormal
RestartSec=10ms
RuntimeMaxSec=1s'
idle_unit signalled '' 'Restart=on-abort
RestartSec=10ms'
idle_unit watched '' 'Restart=on-watchdog'
idle_unit kept '' 'RuntimeMaxSec=4s'

tcrd_start
claim 'an exit status is nothing for on-abnormal' until_ok 20 has code state failed
is "$(field code result)" exit-code 'the result is exit-code'
until_ok 20 has prevented state failed
is "$(field prevented runs)" 1 'RestartPreventExitStatus= prevents always'
claim 'RestartForceExitStatus= forces what Restart=no does not' \
	until_ok 20 at_least forced restarts 3
until_ok 20 has success state exited
is "$(field success result)" null 'SuccessExitStatus= makes a status clean'
until_ok 20 has often state failed
is "$(field often result) $(field often runs)" 'start-limit 3' \
	'after StartLimitBurst= starts there is none'
like "$(field often cause)" \
	'^started too often: 3 times in 3600 s, the last one exited with status 1' \
	'and why is said'
until_ok 20 has late state failed
is "$(field late result)" timeout 'a start that takes too long is a timeout'
like "$(field late cause)" 'not started after 2.0 s \(TimeoutStartSec=\)' \
	'of TimeoutStartSec='
until_ok 20 has action state failed
until_ok 20 has 'done' state exited
like "$(cat "$T/console")" 'action: FailureAction=reboot: tcr-init is not' \
	'FailureAction= is taken where it can be'
like "$(cat "$T/console")" 'done: SuccessAction=poweroff: tcr-init is not' \
	'and so is SuccessAction='
claim 'what is too old is restarted as after a timeout' \
	until_ok 20 at_least aged restarts 2
like "$(field aged last_exit)" 'exited with status 0' 'it was asked to go'

until_ok 20 in_state signalled running
kill -SEGV "$(pid_of signalled)"
kill -KILL "$(pid_of signalled)"
claim 'a signal is one for on-abort' until_ok 20 at_least signalled restarts 1
kill -KILL "$(pid_of watched)"
until_ok 20 has watched state failed
is "$(field watched result)" signal 'but not for on-watchdog'

# By hand, and with tcrd killed in between: what was counted stays counted.
tcrctl start often 2>/dev/null && rc=0 || rc=$?
is "$rc $(field often result)" '1 start-limit' 'a start by hand counts too'
kill_tcrd
is "$(field often result)" start-limit 'the result outlives tcrd'
tcrctl start often 2>/dev/null && rc=0 || rc=$?
is "$(field often runs)" 3 'and so does the count'

until_ok 20 has kept state failed
like "$(field kept last_exit)" 'after [45]\.[0-9] s' \
	'RuntimeMaxSec= counts from the first tcrd on'
is "$(field kept result)" timeout 'and is a timeout'
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" || :
finish
