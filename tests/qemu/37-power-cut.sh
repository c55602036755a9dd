#!/bin/sh
# SPDX-License-Identifier: MIT
# What must outlive a power cut is on the disk before anything relies on it: the
# mark of the first boot, ranges of ids, stamps of timers.  The next boot knows that
# nobody asked for the end of the one before.
. "$(dirname "$0")/lib.sh"

guest_demo_image busybox
idle() { # idle NAME [LINES OF [Unit]] [OF [Container]]
	guest_unit "$1.container" <<-E
		[Unit]
		${2:-}
		[Container]
		Image=busybox
		Network=none
		Exec=/bin/sh -c "trap 'exit 0' TERM; while :; do sleep 1000 & wait; done"
		${3:-}
		[Install]
		WantedBy=multi-user.target
	E
}
idle first ConditionFirstBoot=yes
idle one '' UserNS=auto
idle two '' UserNS=auto
guest_unit often.container <<'E'
[Container]
Image=busybox
Network=none
Exec=/bin/true
[Service]
Type=oneshot
E
guest_unit often.timer <<'E'
[Timer]
OnCalendar=*:*:0/2
Persistent=yes
[Install]
WantedBy=timers.target
E
guest_firmware
cp --sparse=always "$T/firmware/data.img" "$T/data"

# The second stamp is begun when the first is done.
guest_run --data "$T/data" <<'E'
stamp() { cat /var/lib/tcr/timers/often.timer; }
until_ok 60 in_state one running
until_ok 60 in_state two running
until_ok 60 in_state first running && say first yes
until_ok 60 stamp
before=$(stamp)
changed() { [ "$(stamp)" != "$before" ]; }
until_ok 60 changed && say stamp "$before"
say userns "$(tr '\n' ',' </var/lib/tcr/userns)"
echo b >/proc/sysrq-trigger
E
is "$status" 125 'the power goes'
is "$(said first)" yes 'the first boot was one'
# What a next boot would find: the journal is replayed, as a mount does it.
e2fsck -fy "$T/data" >"$T/fsck" 2>&1 || :
disk() { # disk FILE: of the data partition
	debugfs -R "cat $1" "$T/data" 2>/dev/null
}
is "$(disk userns | tr '\n' ',')" "$(said userns)" \
	'each container has its range of ids again'
like "$(said userns)" 'one [0-9]+,' 'which are these'
before=$(said stamp)
after=$(disk timers/often.timer)
ok $((${after:-0} < ${before:-1})) 'the timer knows when it was'
like "$(debugfs -R 'stat booted' "$T/data" 2>&1)" 'Type: regular' \
	'the next boot is not the first'

guest_run --data "$T/data" <<'E'
ended() { tcrctl status | grep '^last boot'; }
until_ok 60 ended
say ended "$(ended)"
say log "$(tcrctl logs tcrd | grep 'boot before')"
pid=$(head -n 1 /sys/fs/cgroup/tcrd/cgroup.procs)
kill -9 "$pid"
other() { [ "$(head -n 1 /sys/fs/cgroup/tcrd/cgroup.procs)" != "$pid" ] && ended; }
until_ok 60 other
say again "$(ended)"
E
like "$(said ended)" '^last boot: reset after 20[0-9:TZ-]+: a power cut or a reset' \
	'the next boot tells of it'
like "$(said log)" 'the boot before ended: reset: a power cut' 'in its log, too'
is "$(said again)" "$(said ended)" 'and another tcrd of that boot'
[ "$failures" -eq 0 ] || printf '%s\n' "$output" "$console" | sed 's/^/# /'
finish
