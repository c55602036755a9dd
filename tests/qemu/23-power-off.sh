#!/bin/sh
# SPDX-License-Identifier: MIT
# The way down, by command and by signal: units stop in reverse order, one that
# will not is killed in time, what was written is there, the disk is clean.
. "$(dirname "$0")/lib.sh"

guest_demo_image busybox
stopper() # stopper NAME TRAP [LINES OF UNIT]
{
	guest_unit "$1.container" <<-E
		[Unit]
		${3-}
		[Container]
		Image=busybox
		Network=none
		Volume=shared:/shared
		StopTimeout=2
		Exec=/bin/sh -c "trap '$2' TERM; echo $1 began; while :; do sleep 1000 & wait; done"
		[Install]
		WantedBy=multi-user.target
	E
}
stopper first 'cp /shared/second /shared/first; exit 0'
stopper second 'date >>/shared/second; exit 0' 'After=first.container'
stopper third 'test -e /shared/second || echo good >/shared/third; exit 0' \
	'After=second.container'
stopper deaf ''
# Writes all the time.
guest_unit writer.container <<'E'
[Container]
Image=busybox
Network=none
Volume=shared:/shared
Exec=/bin/sh -c "while :; do head -c 100000 /dev/zero >/shared/new; mv /shared/new /shared/file; done"
StopSignal=SIGKILL
[Install]
WantedBy=multi-user.target
E
guest_file etc/tcr/tcr.conf <<'E'
[Manager]
LogPersist=yes
E
guest_firmware

down() # down TEXT LAST-WORD RECORD: what holds for each way down
{
	is "$status" 125 "$1: the guest ends before its script does"
	like "$console" "reboot: $2" "$1: that is how it ends"
	is "$(printf '%s\n' "$console" |
		sed -n 's/.* tcrd: \(first\|second\|third\): down.*/\1/p' |
		xargs)" "third second first" "$1: units stop in reverse order"
	like "$console" 'deaf: did not stop in time, killing it' \
		"$1: one that will not is killed"
	like "$console" 'all units are down' "$1: then all are down"
	is "$(printf '%s\n' "$console" | grep -Ec 'unmount .*busy|panic')" 0 \
		"$1: nothing is in the way"
	rc=0
	e2fsck -fn "$T/data" >"$T/fsck" 2>&1 || rc=$?
	is "$rc $(grep -c recover "$T/fsck")" "0 0" "$1: the disk is clean"
	is "$(dumpe2fs -h "$T/data" 2>/dev/null | grep -c needs_recovery)" 0 \
		"$1: its journal empty"
	volume=/volumes/shared
	is "$(debugfs -R "cat $volume/third" "$T/data" 2>/dev/null) $(
		debugfs -R "cat $volume/first" "$T/data" 2>/dev/null | wc -l)" \
		"good 1" "$1: what they wrote when they stopped is there"
	is "$(debugfs -R "cat $volume/file" "$T/data" 2>/dev/null | wc -c)" \
		100000 "$1: what was being written is whole"
	like "$(debugfs -R "cat boot-record" "$T/data" 2>/dev/null)" \
		"^tcr-boot 1 $3\$" "$1: why it ended is there"
	[ "$failures" -eq 0 ] || sed 's/^/# /' "$T/output" "$T/console"
}

boot() # boot COMMAND: that ends it
{
	cp --sparse=always "$T/firmware/data.img" "$T/data"
	echo "ending='$1'" >"$T/ending" # no ' in it
	cat "$T/ending" - >"$T/boot" <<-'E'
		for unit in first second third deaf writer; do
			until_ok 60 in_state $unit running
		done
		# Their traps are set when they say that they began.
		began() { tcrctl logs $1 | grep -q "$1 began"; }
		for unit in first second third deaf; do
			until_ok 60 began $unit
		done
		wrote()
		{
			[ -s /var/lib/tcr/volumes/shared/file ]
		}
		until_ok 20 wrote
		tcrctl logs third
		eval "$ending"
		sleep 1000
	E
	guest_run --data "$T/data" <"$T/boot"
}

boot 'tcrctl poweroff'
down 'tcrctl poweroff' 'Power down' 'poweroff [0-9]+ 0 tcrctl, uid 0'
boot 'tcrctl reboot --reason="update to 2"'
down 'tcrctl reboot' 'Restarting system' \
	'reboot [0-9]+ 0 tcrctl, uid 0: update to 2'
boot 'kill -TERM 1'
down 'SIGTERM' 'Restarting system' 'shutdown [0-9]+ 0 tcr-init has got a signal'
boot 'kill -PWR 1'
down 'SIGPWR' 'Power down' 'shutdown [0-9]+ 0 tcr-init has got a signal'

# The same disk again.
guest_run --data "$T/data" <<'E'
began() { tcrctl logs third | grep -q 'third began'; }
until_ok 60 began
say boots "$(wc -l </var/lib/tcr/volumes/shared/second)"
say logs "$(tcrctl logs third | grep -c 'third began')"
say tcrd "$(tcrctl logs tcrd | grep -c 'boot: ')"
ended() { tcrctl status | grep '^last boot'; }
until_ok 60 ended
say ended "$(ended)"
say document "$(tcrctl status --json | grep -o '"last_boot":[^}]*')"
marked() { grep -q '^tcr-boot 1 running' /var/lib/tcr/boot-record; }
until_ok 60 marked
say running "$(cat /var/lib/tcr/boot-record)"
say before "$(tcrctl logs -b -1 | grep -o 'stopping all units')"
echo 'hello from a test' >/dev/kmsg
say kernel "$(tcrctl logs -k -n 1)"
say first "$(tcrctl logs --dmesg --jsonl | grep -c '"u":"kernel","s":"kern","m":"Linux version')"
say alone "$(tcrctl logs -k | grep -c ' tcrd ')"
say both "$(tcrctl logs -k third | grep -c -e 'kernel hello' -e 'third began')"
tcrctl logs -k -f -n 0 >/tmp/followed &
follower=$!
followed() { echo 'hello again' >/dev/kmsg; grep -q 'kernel hello again' /tmp/followed; }
until_ok 60 followed && say follows yes
kill $follower
E
is "$(said before)" 'stopping all units' "tcrd's own log of it was kept"
like "$(said kernel)" '^20[0-9:.TZ-]+ kernel hello from a test$' "the kernel's log is shown"
is "$(said first)" 1 'from its beginning'
is "$(said alone)" 0 'alone'
is "$(said both)" 2 'or with those of units'
is "$(said follows)" yes 'and followed'
like "$(said ended)" '^last boot: shutdown 20[0-9:TZ-]+: tcr-init has got a signal$' \
	'after it the status tells why'
like "$(said document)" \
	'^"last_boot":."end":"shutdown","time":"20[^"]*Z","why":"tcr-init has' \
	'and its document'
like "$(said running)" '^tcr-boot 1 running [0-9]+ 0 $' 'this boot is marked'
is "$(said boots)" 1 "after it the disk is used again"
is "$(said logs)" 1 "logs tell of this boot"
[ "$failures" -eq 0 ] || sed 's/^/# /' "$T/output" "$T/console"
finish
