#!/bin/sh
# Conditions of a start: unmet ones leave a unit down without a failure.
. "$(dirname "$0")/lib.sh"
enter "$@"

busybox_image busybox
export TCR_DATA="$T/data"
# idle NAME [Unit lines]
idle() {
	unit "$1.container" <<-EOF
		[Unit]
		${2:-}
		[Container]
		Image=busybox
		Exec=/bin/sh -c "trap 'exit 0' TERM; while :; do sleep 1000 & wait; done"
		Network=none
		[Install]
		WantedBy=multi-user.target
	EOF
}
nl='
		'
idle met "ConditionPathExists=$T/conf.d"
idle unmet "ConditionPathExists=$T/flag${nl}OnFailure=rescue.container"
idle either "ConditionPathExists=|$T/flag${nl}ConditionCPUs=|>=1"
idle needs "Requires=unmet.container${nl}After=unmet.container"
idle bound "BindsTo=unmet.container${nl}After=unmet.container"
idle asserts "AssertPathExists=$T/flag${nl}OnFailure=alarm.container"
idle needs-assert "Requires=asserts.container${nl}After=asserts.container"
idle first 'ConditionFirstBoot=yes'
idle later 'ConditionFirstBoot=no'
idle rescue
idle alarm
sed -i '/Install/,$d' "$T/conf.d/rescue.container" "$T/conf.d/alarm.container"

tcrd_start
until_ok 20 booted
claim 'what requires a unit starts when its condition is not met' \
	until_ok 20 in_state needs running
is "$(state_of met)" running 'a unit starts when its condition is met'
is "$(state_of either)" running 'of triggers one is enough'
claim 'a unit stays down when its condition is not met' \
	until_ok 10 in_state unmet inactive
like "$(tcrctl status unmet || :)" 'ConditionPathExists=.*/flag is not met' 'and says so'
claim 'but what is bound to it does not run' until_ok 10 in_state bound failed
claim 'an assertion that is not met is a failure' until_ok 10 in_state asserts failed
like "$(tcrctl status asserts || :)" 'AssertPathExists=.*/flag is not met' 'which is said'
claim 'what requires that one has failed too' until_ok 10 in_state needs-assert failed
claim 'OnFailure= comes after an assertion' until_ok 10 in_state alarm running
is "$(state_of rescue)" inactive 'not after a condition'
is "$(state_of first)-$(state_of later)" running-inactive 'this is the first boot'
claim 'starting it by hand is no failure either' tcrctl start unmet
touch "$T/flag"
tcrctl start unmet
is "$(state_of unmet)" running 'it starts once the condition is met'
tcrctl start asserts
is "$(state_of asserts)" running 'and the assertion'

kill -TERM "$tcrd_pid"
wait "$tcrd_pid" || :
rm /run/tcr/first-boot
tcrd_start
claim 'the next boot is a later one' until_ok 20 in_state later running
claim 'and not the first' until_ok 10 in_state first inactive
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" && rc=0 || rc=$?
is "$rc" 0 'all goes down'
finish
