#!/bin/sh
# What units say of each other holds between running containers.
. "$(dirname "$0")/lib.sh"
enter "$@"

busybox_image busybox
# idle NAME [Unit lines] [Service lines] [Install lines]
idle() {
	unit "$1.container" <<-EOF
		[Unit]
		${2:-}
		[Container]
		Image=busybox
		Exec=/bin/sh -c "trap 'exit 0' TERM; echo started; while :; do sleep 1000 & wait; done"
		Network=none
		[Service]
		${3:-}
		[Install]
		${4:-}
	EOF
}
# once NAME STATUS [Unit lines]
once() {
	unit "$1.container" <<-EOF
		[Unit]
		${3:-}
		[Container]
		Image=busybox
		Exec=/bin/sh -c "exit $2"
		Network=none
	EOF
}
after() { [ "$(field "$1" since_ms)" -ge "$(field "$2" since_ms)" ]; }
fails() { ! "$@" 2>"$T/err"; }
at_boot='WantedBy=multi-user.target'
nl='
		'

idle db '' 'Restart=always' 'Alias=base.service'
idle web "Requires=base.service${nl}After=base.service" '' "$at_boot"
idle fan 'Wants=db.container'
idle bound "BindsTo=db.container${nl}After=db.container"
idle slice 'PartOf=db.container'
idle late "Requisite=absent.container${nl}After=absent.container"
idle absent
idle holder 'Upholds=held.container'
idle held
idle day 'Conflicts=night.container' '' "$at_boot"
idle night '' '' "$at_boot"
idle lazy 'StopWhenUnneeded=yes'
idle user 'Wants=lazy.container'
idle locked "RefuseManualStart=yes${nl}RefuseManualStop=yes"
idle key 'Wants=locked.container'
idle needed
idle wished
idle needy "Requires=needed.container${nl}After=needed.container${nl}Wants=wished.container" \
	'Restart=always'
once bad 3 'OnFailure=rescue.container'
idle rescue
once good 0 'OnSuccess=next.container'
idle next
idle first 'Before=network.target' '' "$at_boot"
idle second 'After=network.target' '' "$at_boot"
unit suite.target <<'EOF'
[Install]
WantedBy=multi-user.target
EOF
idle suited 'PartOf=suite.target' '' 'WantedBy=suite.target'
idle last 'After=multi-user.target' '' "$at_boot"
idle patient "After=stuck.container${nl}Wants=stuck.container${nl}JobTimeoutSec=1${nl}JobTimeoutAction=reboot"
idle stuck '' 'Type=oneshot'

tcrd_start
until_ok 20 booted
claim 'a unit after multi-user.target starts' until_ok 20 in_state last running
is "$(state_of web)" running 'a unit at boot'
is "$(state_of db)" running 'and the one that it requires by an alias'
is "$(state_of slice)" inactive 'PartOf= starts nothing'
after second first && rc=0 || rc=$?
ok "$rc" 'Before= and After= a target are an order'
is "$(state_of network)" active 'the target is up'
is "$(state_of day)" running 'of two that exclude each other the first starts'
is "$(state_of night)" inactive 'the second one does not'
like "$(tcrctl status night || :)" 'conflicts with day' 'and says why'

tcrctl start night
is "$(state_of day)-$(state_of night)" inactive-running 'Conflicts= stops the first'
tcrctl start day
is "$(state_of day)-$(state_of night)" running-inactive 'and the other way round'

tcrctl start fan bound slice
web=$(pid_of web) fan=$(pid_of fan) bound=$(pid_of bound) slice=$(pid_of slice)
kill -KILL "$(pid_of db)"
claim 'a restart after a crash restarts what requires the unit' \
	until_ok 10 renewed web "$web"
claim 'and what is bound to it' until_ok 10 renewed bound "$bound"
claim 'and what is part of it' until_ok 10 renewed slice "$slice"
claim 'in order' until_ok 10 after web db
is "$(pid_of fan)" "$fan" 'but not what only wants it'

tcrctl stop db
is "$(state_of web)-$(state_of bound)" inactive-inactive \
	'a stop takes along what requires it and is bound to it'
claim 'and what is part of it' until_ok 10 in_state slice inactive # in no order
is "$(state_of fan)" running 'not what wants it'

tcrctl start needy
kill -KILL "$(pid_of needed)"
claim 'a unit that is required fails' until_ok 10 in_state needed failed
tcrctl stop wished
needy=$(pid_of needy)
is "$(state_of needy)" running 'what requires it runs on'
kill -KILL "$needy"
claim '... and when that restarts by itself' until_ok 10 renewed needy "$needy"
is "$(state_of needed)" running 'what it requires is started again'
claim 'and what it wants' until_ok 10 in_state wished running # in no order

claim 'Requisite= fails when the unit is not there' fails tcrctl start late
is "$(state_of absent)" inactive 'and does not start it'
tcrctl start absent && tcrctl start late
is "$(state_of late)" running 'and starts when it is'

tcrctl start holder
claim 'Upholds= starts the unit' until_ok 10 in_state held running
held=$(pid_of held)
tcrctl stop held || :
claim 'and again after it was stopped' until_ok 10 renewed held "$held"
held=$(pid_of held)
kill -KILL "$held"
claim 'and after it failed' until_ok 15 renewed held "$held"

tcrctl start user
claim 'a unit that is wanted runs' until_ok 10 in_state lazy running
tcrctl stop user
claim 'StopWhenUnneeded= stops it when nobody wants it any more' \
	until_ok 10 in_state lazy inactive

fails tcrctl start locked
like "$(cat "$T/err")" 'RefuseManualStart=' 'RefuseManualStart= holds against tcrctl'
tcrctl start key
claim 'not against another unit' until_ok 10 in_state locked running
claim 'RefuseManualStop= holds against a stop' fails tcrctl stop locked
fails tcrctl restart locked
is "$(state_of locked)" running 'and a restart'

tcrctl start bad 2>/dev/null || :
claim 'OnFailure= starts a unit' until_ok 10 in_state rescue running
tcrctl start good || :
claim 'OnSuccess= starts a unit' until_ok 10 in_state next running
fails tcrctl start patient
like "$(tcrctl status patient || :)" 'waited too long for stuck' 'JobTimeoutSec= ends a wait'
like "$(cat "$T/console")" 'patient: JobTimeoutAction=reboot: tcr-init is not' \
	'JobTimeoutAction= is taken where it can be'

claim 'a target of a file starts what has WantedBy= of it' \
	until_ok 10 in_state suited running
is "$(state_of suite.target)" active '... and is up itself'
tcrctl stop suite.target
claim 'PartOf= a target stops with it' until_ok 10 in_state suited inactive

kill -TERM "$tcrd_pid"
wait "$tcrd_pid" && rc=0 || rc=$?
is "$rc" 0 'all goes down'
finish
