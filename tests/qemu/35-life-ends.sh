#!/bin/sh
# SPDX-License-Identifier: MIT
# On a device: the OOM killer is named, checks are under the container's filter,
# and a unit that fails can reboot or power off.
. "$(dirname "$0")/lib.sh"

guest_demo_image busybox
# It waits for its limit, then eats.
guest_unit eater.container <<'E'
[Container]
Image=busybox
Network=none
Volume=/run/shared:/shared
Exec=/bin/sh -c "while ! test -e /shared/go; do sleep 0.1; done; x=aaaaaaaaaaaaaaaa; while :; do x=$$x$$x; done"
[Service]
Restart=on-abort
RestartSec=1h
RestartMaxDelaySec=1h
E
guest_unit checked.container <<'E'
[Container]
Image=busybox
Network=none
User=1234
Notify=healthy
HealthCmd=grep -q "^Seccomp:.2" /proc/self/status && grep -q "^NoNewPrivs:.1" /proc/self/status && test $$(id -u) = 1234 && test $$(cat /proc/self/oom_score_adj) = 0
HealthInterval=1s
Exec=/bin/sh -c "trap 'exit 0' TERM; while :; do sleep 1000 & wait; done"
[Install]
WantedBy=multi-user.target
E
ending() # ending NAME COMMAND RESTART [UNIT LINES]
{
	guest_unit "$1.container" <<-E
		[Unit]
		$4
		[Container]
		Image=busybox
		Network=none
		Exec=/bin/sh -c "$2"
		[Service]
		Restart=$3
		RestartSec=10ms
	E
}
ending fails 'exit 1' no 'FailureAction=reboot
RebootArgument=recovery'
ending works 'exit 0' no SuccessAction=poweroff
ending often 'exit 1' always 'StartLimitBurst=2
StartLimitIntervalSec=1h
StartLimitAction=reboot-immediate'

guest_run <<'E'
mkdir -p /run/shared
until_ok 60 in_state checked running && say checked yes
tcrctl status checked
tcrctl start eater
echo 16M >/sys/fs/cgroup/tcr/eater/memory.max
: >/run/shared/go
until_ok 60 in_state eater backoff
say result "$(field eater result)"
say cause "$(field eater cause)"
say state "$(field eater state)"
E
is "$(said checked)" yes "a check has the container's user, filter and no more"
is "$(said result)" oom-kill "what the OOM killer ends has that result"
like "$(said cause)" '^killed by the OOM killer: memory.max 16M after' \
	"and the limit is said"
is "$(said state)" backoff "it is a signal to Restart="
[ "$failures" -eq 0 ] || sed 's/^/# /' "$T/output" "$T/console"

end() # end UNIT LAST-WORDS RECORD TEXT
{
	cat >"$T/end" <<-E
		until_ok 60 in_state checked running
		tcrctl start $1
		sleep 1000
	E
	cp --sparse=always "$T/firmware/data.img" "$T/data"
	guest_run --data "$T/data" <"$T/end"
	is "$status" 125 "$4: the guest ends before its script does"
	like "$console" "reboot: $2" "$4: that is how it ends"
	e2fsck -fy "$T/data" >"$T/fsck" 2>&1 || : # replays the journal
	like "$(debugfs -R "cat boot-record" "$T/data" 2>/dev/null)" \
		"^tcr-boot 1 $3\$" "$4: the next boot can tell why"
	[ "$failures" -eq 0 ] || sed 's/^/# /' "$T/output" "$T/console"
}
end fails "Restarting system with command 'recovery'" \
	'reboot [0-9]+ 0 fails: FailureAction=reboot' \
	'FailureAction=reboot and RebootArgument='
like "$console" 'all units are down' 'FailureAction=reboot stops all units first'
end works 'Power down' 'poweroff [0-9]+ 0 works: SuccessAction=poweroff' \
	SuccessAction=poweroff
end often 'Restarting system' \
	'reboot [0-9]+ 0 often: StartLimitAction=reboot-immediate' \
	StartLimitAction=reboot-immediate
is "$(printf '%s\n' "$console" | grep -c 'all units are down')" 0 \
	'StartLimitAction=reboot-immediate stops nothing'
finish
