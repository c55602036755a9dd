#!/bin/sh
# SPDX-License-Identifier: MIT
# tcrctl reload-config: what the files say now is done, what is bad now stays
# what it was, and nothing else is touched.
. "$(dirname "$0")/lib.sh"
enter "$@"
busybox_image busybox

idle_unit same
idle_unit changed
idle_unit broken
idle_unit removed
idle_unit sleeper '' 'Restart=always
	[X-Other]
	A=1'
sed -i '/WantedBy/d' "$T/conf.d/sleeper.container"
tcrd_start
until_ok 10 in_state same running
until_ok 10 in_state changed running
until_ok 10 in_state broken running
until_ok 10 in_state removed running
same=$(pid_of same) changed=$(pid_of changed) broken=$(pid_of broken)
removed=$(pid_of removed)

config_of() { # config_of UNIT: loaded, changed, stale, bad
	field "$1" config
}

said=$(tcrctl reload-config 2>&1) && rc=0 || rc=$?
is "$rc" 0 "nothing has changed: it works"
is "$said" '' "and has nothing to say"
is "$(pid_of same) $(pid_of changed)" "$same $changed" "nothing was touched"

# One file changes, one breaks, one goes, one comes.
sed -i 's/^Network=none/Network=none\nEnvironment=NEW=1/' "$T/conf.d/changed.container"
sed -i 's/^Network=none/Network=none\nReadOnly=ture/' "$T/conf.d/broken.container"
rm "$T/conf.d/removed.container"
idle_unit new
echo 'nonsense' >"$T/conf.d/bad.container"
said=$(tcrctl reload-config 2>&1) && rc=0 || rc=$?
is "$rc" 5 "bad files: exit status 5"
like "$said" '^broken stays as it was: .*broken.container:[0-9]+: bad value ReadOnly=ture' \
	"it says which unit stays, and why"
like "$said" 'bad.container:1: ' "and which one is bad"
is "$(pid_of same)" "$same" "a unit that did not change runs on"
is "$(pid_of broken)" "$broken" "a unit whose file broke runs on"
is "$(state_of broken) $(config_of broken)" "running stale" "and is shown so"
is "$(state_of bad)" bad-config "a new one that is bad is bad"
is "$(state_of new)" running "a new one runs"
like "$(environ_of changed)" 'NEW=1' "a changed one runs anew"
[ "$(pid_of changed)" != "$changed" ] && rc=0 || rc=1
ok "$rc" "as another process"
until_ok 10 test ! -e "/proc/$removed" && rc=0 || rc=$?
ok "$rc" "one whose file is gone is gone"
is "$(state_of removed)" '' "and not a unit any more"
is "$(state_of sleeper)" inactive "one that was down stays down"
like "$(tcrctl status)" 'degraded' "the device is degraded"

# The supervisor is killed: the stale unit is still what it was.
kill -9 "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
tcrd_start
is "$(pid_of broken) $(config_of broken)" "$broken stale" "a crash changes nothing of that"
tcrctl restart broken
is "$(state_of broken)" running "it can be restarted, as it was"
sed -i '/ReadOnly/d' "$T/conf.d/broken.container"
rm "$T/conf.d/bad.container"
tcrctl reload-config && rc=0 || rc=$?
is "$rc" 0 "mended: it works"
is "$(config_of broken)" loaded "and the unit is as its file"

# Changed, but not reloaded by a crash.
sed -i 's/NEW=1/NEW=2/' "$T/conf.d/changed.container"
pid=$(pid_of changed)
kill -9 "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
tcrd_start
is "$(pid_of changed) $(config_of changed)" "$pid changed" \
	"a crash restarts nothing, but the change is shown"
tcrctl restart changed
is "$(config_of changed)" loaded "until it is restarted"

# Others that wait go on waiting.
unit slow.container <<-EOF
	[Container]
	Image=busybox
	Network=none
	Volume=$T:/go
	Exec=/bin/sh -c "until test -e /go/enough; do sleep 0.1; done"
	StopSignal=SIGKILL
	[Service]
	Type=oneshot
EOF
tcrctl reload-config
(timeout 300 tcrctl start slow >"$T/slow" 2>&1 && echo answered >>"$T/slow") &
until_ok 10 sh -c 'tcrctl status slow | grep -q "PID: *[0-9]"'
tcrctl reload-config --timeout 20 && rc=0 || rc=$?
is "$rc" 0 "a unit that was on its way before is not waited for"
is "$(state_of slow) $(cat "$T/slow")" 'starting ' "what another command asked for goes on"
for _ in $(seq 20); do
	tcrctl reload-config --no-wait 2>/dev/null || :
done
until_ok 10 tcrctl is-active same && rc=0 || rc=$?
ok "$rc" "twenty in a row do no harm"
touch "$T/enough"
claim "and the other command has its answer" until_ok 20 grep -qx answered "$T/slow"
is "$(pid_of same)" "$same" "the unit that never changed still is the same process"
# An instance that is named for the first time.
unit app@.container <<-EOF
	[Container]
	Image=busybox
	Network=none
	Exec=/bin/sh -c "trap 'exit 0' TERM; echo instance %i; while :; do sleep 1000 & wait; done"
EOF
tcrctl start app@one && rc=0 || rc=$?
is "$rc" 0 "an instance of a template can be started by its name"
is "$(state_of app@one)" running "it runs"
until_ok 10 sh -c 'tcrctl logs app@one | grep -q "instance one"' && rc=0 || rc=$?
ok "$rc" "as itself"
tcrctl start app@one nothing@one >/dev/null 2>&1 && rc=0 || rc=$?
is "$rc" 4 "one without template is no unit"
is "$(pid_of same)" "$same" "nothing else was touched"
ls -l "/proc/$tcrd_pid/fd" >"$T/fds"
[ "$(wc -l <"$T/fds")" -lt 60 ] && rc=0 || rc=1
ok "$rc" "no descriptor is left over"
kill "$tcrd_pid"
wait "$tcrd_pid" || :

# Until a start that is under way has come to its end, a reload waits.
mkdir "$T/slow.d"
printf '#!/bin/sh\nsleep 2\nexec %s "$@"\n' "$(command -v crun)" >"$T/slow.d/crun"
chmod +x "$T/slow.d/crun"
PATH=$T/slow.d:$PATH tcrd_start
for one in 1 2; do
	(tcrctl reload-config >"$T/said-$one" 2>&1 || :) &
done
kill "$tcrd_pid"
wait "$tcrd_pid" && rc=0 || rc=$?
is "$rc" 0 "a shutdown does not wait for a reload"
wait
like "$(cat "$T/said-1" "$T/said-2")" 'are being stopped' "whose command is told"
is "$(pgrep -c -f 'sleep 1000')" 0 "all units are down"
finish
