#!/bin/sh
# SPDX-License-Identifier: MIT
# A unit whose file is gone stops as the file said; if the file comes back before
# it is down, it is a new unit and starts.
. "$(dirname "$0")/lib.sh"
enter "$@"
busybox_image busybox
mkdir "$T/told"

# one NAME SECONDS: needs so long to stop, and leaves a mark when it has.
one() {
	unit "$1.container" <<-EOF
		[Container]
		Image=busybox
		Network=none
		Volume=$T/told:/told
		Exec=/bin/sh -c "trap 'sleep $2; echo >/told/$1; exit 0' TERM; touch /told/$1.up; while :; do sleep 1000 & wait \$\$!; done"
		StopTimeout=60
		[Service]
		Restart=always
		[Install]
		WantedBy=multi-user.target
	EOF
}
one slow 2
one back 3
printf '[Volume]\n[Install]\nWantedBy=multi-user.target\n' >"$T/conf.d/v.volume"
tcrd_start
for u in slow back; do
	until_ok 20 test -e "$T/told/$u.up"
done
back=$(pid_of back)

cp "$T/conf.d/back.container" "$T/conf.d/v.volume" "$T"
rm "$T"/conf.d/*
tcrctl reload-config >"$T/out" 2>&1 && rc=0 || rc=$?
is "$rc $(cat "$T/out")" "0 " "files are taken away"
until_ok 20 grep -q 'v.volume: down' "$T/console"
cp "$T/back.container" "$T/v.volume" "$T/conf.d"
is "$(test -e "$T/told/back" || echo no)" no "one is not down when its file is back"
tcrctl reload-config >"$T/out" 2>&1 && rc=0 || rc=$?
is "$rc $(cat "$T/out")" "0 " "the files are read again"
until_ok 20 in_state back running && rc=0 || rc=$?
ok "$rc" "it runs"
[ "$(pid_of back)" != "$back" ] && rc=0 || rc=1
ok "$rc" "as a new one"
ok "$(test -e "$T/told/back" && echo 0 || echo 1)" "after the old one has ended by itself"
until_ok 20 eval 'tcrctl status --json | grep -q "\"v.volume\".*\"active\""' && rc=0 || rc=$?
ok "$rc" "what was down already is a new unit as well"
until_ok 20 test -e "$T/told/slow" && rc=0 || rc=$?
ok "$rc" "the other had the time that its file gave it"
is "$(grep -c 'slow: did not stop' "$T/console" || :)" 0 "and was not killed"
kill "$tcrd_pid"
wait "$tcrd_pid" || :
finish
