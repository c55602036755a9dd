#!/bin/sh
# SPDX-License-Identifier: MIT
# Data of other versions of tcr, as ARCHITECTURE.md promises ("Data of other versions"):
# files as version 1 wrote them are read; those that a later firmware has written, before
# the device came back to this one, are left out, told of once, and not touched.
. "$(dirname "$0")/lib.sh"
. "$tests/lib/images.sh"
enter "$@"

export TCR_DATA="$T/data" TCR_ETC="$T/etc" TCR_IMAGES="$T/images:$T/data/images"
export TCR_UNIT_DIRS="$T/data/conf.d:$T/conf.d"
data=$T/data
mkdir -p "$T/etc" "$data/conf.d" "$data/images" "$data/volumes/things" "$data/overridden" \
	"$data/timers" "$data/logs" "$data/secrets" "$data/later/deep"
busybox_image busybox
# This shell is PID 1 of its namespace, so tcrd takes it for tcr-init.
mkfifo "$T/notes"
exec 3<>"$T/notes"
export TCR_NOTES_FD=3
sum_of() { # sum_of UNIT: "OWN BELOW", as overridden/UNIT has them
	cat "$data/overridden/$1"
}

# As version 1 wrote them.
idle_unit web 'Volume=things:/things
Secret=word'
idle_unit apart '' 'UserNS=auto'
sed -i 's/^UserNS=auto//; s/^Network=none/Network=none\nUserNS=auto/' "$T/conf.d/apart.container"
idle_unit other
idle_unit later
idle_unit image
sed -i 's/^Image=.*/Image=app:1/' "$T/conf.d/image.container"
# At a time of day that does not come while this runs.
unit often.timer <<E
[Timer]
OnCalendar=*-*-* $(date -d '12 hours' +%H:%M)
Persistent=yes
Unit=job.container
[Install]
WantedBy=timers.target
E
unit job.container <<'E'
[Container]
Image=busybox
Network=none
Exec=/bin/true
[Service]
Type=oneshot
E
echo 'tcr-boot 1 reboot 1764500000 0 tcrctl, uid 0: update' >"$data/boot-record"
echo 'first 0
apart 6' >"$data/userns"
date +%s >"$data/timers/often.timer"
echo kept >"$data/volumes/things/file"
printf hidden >"$data/secrets/word"
chmod 600 "$data/secrets/word"
echo '1764500000.000 out of the boot before' >"$data/logs/web.log"
printf '[Container]\nEnvironment=A=1\n' >"$T/other.conf"
mkdir "$data/conf.d/other.container.d"
cp "$T/other.conf" "$data/conf.d/other.container.d/override.conf"
cp "$T/images/busybox.sqfs" "$T/plain"
cp "$T/plain" "$data/images/app:1.sqfs"
printf '%s\n' Name=app Tag=1 "Architecture=$arch" Cmd=/bin/sleep Cmd=10000 |
	trailer "$data/images/app:1.sqfs"

tcrd_start
for u in web apart other image; do
	until_ok 20 in_state $u running
done
last_boot() { device '| [.last_boot.end, .last_boot.why] | @json'; }
told() { [ "$(last_boot)" = '["reboot","tcrctl, uid 0: update"]' ]; }
claim 'version 1: how the boot before ended' until_ok 10 told
is "$(xargs <"/proc/$(pid_of apart)/uid_map")" '0 458752 65536' 'ranges of ids'
is "$(tcrctl exec web cat /things/file /run/secrets/word)" 'kept
hidden' 'a volume, a secret'
is "$(field job runs)" 0 'the stamp of a timer: nothing was missed'
is "$(tcrctl logs -b -1 web | sed 's/^[^ ]* //')" 'web of the boot before' 'kept logs'
claim 'an image of format 1' in_state image running
first=$(sum_of other.container)
like "$first" '^[0-9]+ [0-9]+$' 'what was overridden is noted'

# As a later version may have left them.
mkdir -p "$data/conf.d/later.container.d"
printf '[Container]\nLaterKey=1\n' >"$data/conf.d/later.container.d/50-later.conf"
printf '[Container]\nImage=busybox\n[Later]\nKey=1\n' >"$data/conf.d/web.gadget"
printf '[Manager]\nLaterKey=1\n' >"$data/tcr.conf"
echo "tcr-overridden 2 $first" >"$data/overridden/other.container"
cp "$data/images/app:1.sqfs" "$data/images/future:1.sqfs"
at=$(($(stat -c %s "$data/images/future:1.sqfs") - 128))
printf TCRIMG3 | dd of="$data/images/future:1.sqfs" bs=1 seek="$at" conv=notrunc 2>/dev/null
echo x >"$data/later/deep/state"
echo 'tcr-quota 4' >"$data/quotas"
echo more >>"$data/volumes/things/file"
idle_unit future
sed -i 's/^Image=.*/Image=future:1/; s/always/no/' "$T/conf.d/future.container"
left() { # the sums of all that a later version has left
	(cd "$data" && find conf.d/later.container.d conf.d/web.gadget tcr.conf overridden \
		images later quotas volumes secrets -type f | sort | xargs sha256sum)
}
before=$(left)
echo 'tcr-boot 1 poweroff 1764500000 0 by hand
slot=b
' >"$data/boot-record"
pid=$(pid_of web)
echo 'third 9 of a later version' >>"$data/userns"
idle_unit fresh
sed -i 's/^Network=none/Network=none\nUserNS=auto/' "$T/conf.d/fresh.container"
echo "$(date +%s) later" >"$data/timers/often.timer"
echo '1764500001.000 later of another kind' >>"$data/logs/web.log"
kill -KILL "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
rm /run/tcr/units/tcrd/boot-record /run/tcr/units/tcrd/log
# A unit's state in another format: it is not adopted, but started again.
sed -i 's/^tcr-state-[0-9]*/tcr-state-9999/' /run/tcr/units/web/state
tcrd_start
renewed() { new=$(pid_of web) && [ -n "$new" ] && [ "$new" != "$pid" ] && in_state web running; }
claim 'a state in another format: the unit is started again' until_ok 20 renewed
claim 'and the container of before is gone' test ! -e "/proc/$pid/root/things"
until_ok 20 in_state later running
settled() { [ "$(device state)" != starting ]; }
until_ok 20 settled
told() { [ "$(last_boot)" = '["poweroff","by hand"]' ]; }
claim 'a record of a boot with more lines is read' until_ok 10 told
is "$(field later config)" fallback 'a unit with a key of later: as the firmware has it'
like "$(field later fallback)" "50-later.conf:2: unknown key 'LaterKey'" 'and why'
is "$(field future result)" resources 'an image of later is refused'
like "$(field future cause)" 'trailer of .*version' 'and why'
is "$(field other outdated)" null 'what a later version noted of an override is left out'
is "$(tcrctl exec web cat /things/file)" 'kept
more' 'volumes are as they were'
once() { # once PATTERN: the log says it, once
	is "$(tcrctl logs tcrd | grep -c -- "$1")" 1 "told once: $1"
}
once "50-later.conf:2: unknown key 'LaterKey'"
once "tcr.conf:2: unknown key 'LaterKey'"
is "$(left)" "$before" 'nothing of it is touched'
tcrctl reload-config >"$T/out" 2>&1 || :
until_ok 20 settled
is "$(left)" "$before" 'nor when all units are read again'
tcrctl image ls >"$T/out" 2>&1 || :
is "$(left)" "$before" 'nor by a list of images'
is "$(tcrctl logs -b -1 web | grep -c 'of another kind')" 1 'a line of a log is shown'
until_ok 20 in_state fresh running
is "$(cat "$data/userns")" 'first 0
apart 6
third 9 of a later version
fresh 7' 'a line about ids stays, as do ids that were given out'
is "$(field job runs)" 0 'more behind the stamp of a timer is passed over'
exec 3>&-
finish
