#!/bin/sh
# SPDX-License-Identifier: MIT
# tcrctl factory-reset on a device: the next boot begins with an empty data partition.
# The power goes at each write of that boot, and with any of those since the last
# flush missing: then the mark is still there, or nothing else is.  Then a window for
# maintenance, as tcr.timer(5) has it, which waits for one who inhibits.
# CRASHES disks are tried; tests/faults/37-factory-reset.sh tries all.
. "$(dirname "$0")/lib.sh"

guest_demo_image busybox
# example NAME: the file of that name in the page.
example() {
	sed -n "/^# .*\/$1\$/,/^[.]Ed/{/^[.]Ed/!p;}" "$top/supervisor/man/tcr.timer.5.in"
}
example window.timer | sed 's/^OnCalendar=.*/OnCalendar=*:*:0\/2/; /^WantedBy/d' |
	guest_unit window.timer
example window.container | guest_unit window.container
guest_unit web.container <<'E'
[Container]
Image=busybox
Network=none
Volume=things:/things
Exec=/bin/sh -c "trap 'exit 0' TERM; while :; do sleep 1000 & wait; done"
[Install]
WantedBy=multi-user.target
E
mkdir -p "$T/first/images"
for n in $(seq 30); do
	mkdir -p "$T/first/volumes/old-$n/sub/sub"
	for i in $(seq 20); do
		echo "$n $i" >"$T/first/volumes/old-$n/sub/$i"
	done
done
head -c 300000 /dev/urandom >"$T/first/images/old:1.sqfs"
echo old >"$T/first/old-file"
truncate -s 16M "$T/data"
mke2fs -q -t ext4 -d "$T/first" "$T/data"

guest_run --data "$T/data" <<'E'
until_ok 60 in_state web running
until_ok 60 booted
tcrctl factory-reset --yes
sleep 1000
E
is "$status" 125 'the device goes down'
disk() { # disk COMMAND: of debugfs, on the data partition
	debugfs -R "$*" "$T/data" 2>/dev/null
}
like "$(disk cat factory-reset)" '^[0-9a-f-]{36}$' 'the mark is on the disk'
is "$(disk ls -p /volumes | grep -c /old)" 30 'and all else'
cp "$T/data" "$T/before"

guest_run --data "$T/data" --data-log "$T/log" <<'E'
until_ok 60 in_state web running
until_ok 60 booted
say left $(find /var/lib/tcr -name 'old*' | wc -l)
say volumes $(ls /var/lib/tcr/volumes)
say status "$(tcrctl status | grep '^last boot')"
say log "$(tcrctl logs tcrd | grep 'factory reset')"
tcrctl inhibit --why 'an update' sh -c 'until [ -e /run/enough ]; do sleep 0.1; done' &
listed() { tcrctl inhibit --list | grep -q 'an update'; }
until_ok 20 listed
tcrctl start window.timer
waits() { [ "$(device pending)" = reboot ]; }
until_ok 60 waits
say waits "$(tcrctl status | grep -c '^waits for that: reboot')"
echo >/run/enough
sleep 1000
E
is "$status" 125 'the window ends that boot'
is "$(said left) $(said volumes)" '0 things' 'nothing of before is left'
like "$(said status)" '^last boot: reboot .*tcrctl, uid 0: factory reset$' \
	'the status says why the boot before ended'
like "$(said log | tail -n 1)$(grep 'reset: done' "$T/output")" 'factory reset: done$' \
	'the log that it is done'
is "$(said waits)" 1 'the reboot of the window waits for one who inhibits'
like "$(disk cat boot-record)" '^tcr-boot 1 reboot .* tcrctl, uid 0: window$' \
	'and is done then'
found=$(python3 "$tests/driver/replay.py" "$T/before" "$T/log" "${CRASHES:-40}" \
	python3 "$tests/driver/reset-check.py" "$T/record")
like "$found" '^[0-9]+ of [0-9]+ disks, 0 bad$' \
	'each power cut leaves the mark, or nothing else'
is "$(cut -d ' ' -f 1 "$T/record" | sort -u | xargs)" 'done marked' '... there were both'
[ "$failures" -eq 0 ] || printf '%s\n' "$found" "$output" "$console" | sed 's/^/# /'
finish
