#!/bin/sh
# SPDX-License-Identifier: MIT
# A .volume whose file changes is mounted anew by a reload: who uses it stops, then
# it goes, comes as its file says now, and its users start again.
. "$(dirname "$0")/lib.sh"
enter "$@"
busybox_image busybox
mkdir -p "$T/first" "$T/second"
echo first >"$T/first/name"
echo second >"$T/second/name"

unit place.volume <<-EOF
	[Volume]
	Device=$T/first
	Type=bind
EOF
unit room.volume <<-EOF
	[Volume]
	Persist=boot
	SizeMax=1m
	Copy=no
EOF
user() { # user NAME VOLUME
	unit "$1.container" <<-EOF
		[Container]
		Image=busybox
		Network=none
		Volume=$2.volume:/v
		Exec=/bin/sh -c "trap 'exit 0' TERM; while :; do sleep 1000 & wait; done"
		[Install]
		WantedBy=multi-user.target
	EOF
}
user one place
user two place
user mem room
idle_unit other
tcrd_start
until_ok 20 booted
inside() { # inside UNIT PATH
	cat "/proc/$(pid_of "$1")/root$2"
}
other=$(pid_of other)
is "$(inside one /v/name) $(inside two /v/name)" 'first first' "a volume is shared"

sed -i "s,$T/first,$T/second," "$T/conf.d/place.volume"
tcrctl reload-config --timeout 60 >"$T/said" 2>&1 && rc=0 || rc=$?
is "$rc $(grep -v ' restarts$' "$T/said" || :)" '0 ' "its file says another place: it is read again"
is "$(inside one /v/name) $(inside two /v/name)" 'second second' \
	"its users have the new one"
is "$(pid_of other)" "$other" "others were not touched"
is "$(grep -c "$T/first" /proc/self/mountinfo)" 0 "the old one is not mounted any more"

# A new device that is not there: told, in place of a wait without end.
sed -i "s,$T/second,$T/third," "$T/conf.d/place.volume"
tcrctl reload-config --timeout 60 >"$T/said" 2>&1 && rc=0 || rc=$?
is "$rc" 1 "a place that is not there: the answer is no"
like "$(cat "$T/said")" "place.volume: backoff: .*$T/third: No such file" "with the reason"
like "$(cat "$T/said")" 'one: waiting: waits for place.volume' "and who waits for it"
mkdir "$T/third"
echo third >"$T/third/name"
until_ok 20 in_state one running && until_ok 20 in_state two running && rc=0 || rc=1
ok "$rc" "once it is there they start"
is "$(inside one /v/name) $(inside two /v/name)" 'third third' "and have it"

# Memory keeps what is in it.
size() { sed -n 's,.* /run/tcr/units/room.volume/memory .*size=\([0-9k]*\).*,\1,p' /proc/self/mountinfo; }
is "$(size)" 1024k "a volume in memory has its size"
dd if=/dev/zero of="/proc/$(pid_of mem)/root/v/zeros" bs=1k count=600 2>/dev/null
sed -i 's/1m/2m/' "$T/conf.d/room.volume"
tcrctl reload-config --timeout 60 >"$T/said" 2>&1 && rc=0 || rc=$?
is "$rc $(size)" '0 2048k' "it gets another"
is "$(stat -c %s "/proc/$(pid_of mem)/root/v/zeros")" 614400 "with what is in it"
sed -i 's/2m/500k/' "$T/conf.d/room.volume"
tcrctl reload-config --timeout 60 >"$T/said" 2>&1 && rc=0 || rc=$?
is "$rc $(size)" '1 2048k' "one that is too small is refused"
like "$(cat "$T/said")" 'holds more than its new SizeMax=' "in words"
like "$(tcrctl status room.volume)" 'holds more than its new SizeMax=' "in status, too"

# A crash takes on nothing, and shows it.
printf 'Options=noexec\n' >>"$T/conf.d/place.volume"
kill -9 "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
tcrd_start
is "$(field place.volume config)" changed "after a crash a changed file is shown"
kill "$tcrd_pid"
wait "$tcrd_pid" || :
finish
