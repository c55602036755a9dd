#!/bin/sh
# SPDX-License-Identifier: MIT
# A bad override at boot: the firmware's unit runs, and is shown to be no more
# than that; a bad file at reload is told where the unit is looked at.
. "$(dirname "$0")/lib.sh"
enter "$@"
busybox_image busybox
export TCR_UNIT_DIRS="$T/data/conf.d:$T/conf.d" TCR_DATA="$T/data" TCR_ETC="$T/etc"
data=$T/data/conf.d
mkdir -p "$data" "$T/etc"

config_of() {
	field "$1" config
}

for u in web gone other ports masked; do
	idle_unit $u
done
sed -i 's/^Network=none/PublishPort=127.0.0.1:8088:80/' "$T/conf.d/ports.container"
cp "$T/conf.d/ports.container" "$data/another.container"
printf '[Container]\nImage=busybox\nExec=/bin/sleep 1000\nStopSignal=SIGKILL\nNonsense=1\n' >"$data/web.container"
printf '[Container]\nMemroy=1M\n' >"$data/gone.container"
mkdir "$data/other.container.d"
printf '[Container]\nEnvironment=A="\n' >"$data/other.container.d/10-a.conf"
ln -s /dev/null "$data/masked.container"
printf '[Manager]\nDefaultRestart=perhaps\n' >"$T/data/tcr.conf"
rm "$T/conf.d/gone.container"
tcrd_start
until_ok 20 in_state web running && rc=0 || rc=$?
ok "$rc" "a bad copy of a unit: the firmware's runs"
is "$(config_of web)" fallback "and is shown as that"
like "$(field web fallback)" "data/conf.d/web.container:5: unknown key" "with the reason"
like "$(field web 'files[0]')" "^$T/conf.d/web.container\$" "and the file that counts"
like "$(tcrctl status web)" 'Config: +fallback: .*web.container:5: ' "tcrctl status of the unit says so"
until_ok 20 in_state other running && rc=0 || rc=$?
ok "$rc" "a bad drop-in: the unit runs without it"
is "$(config_of other)" fallback "and is shown as that"
is "$(state_of gone) $(config_of gone)" "bad-config bad" "what has no other file is bad"
until_ok 20 booted
is "$(state_of ports) $(state_of another)" "running bad-config" \
	"a further unit takes no port of the firmware's"
is "$(state_of masked) $(field masked fallback)" "masked null" "a mask is no bad file"
like "$(tcrctl status)" 'state: degraded' "the device is degraded"
like "$(tcrctl status)" '^.*data/tcr.conf:2: bad value' "a bad tcr.conf is told"
like "$(device settings)" 'tcr.conf:2: bad value' "in JSON too"
is "$(grep -c 'web.container:5' "$T/console")" 1 "the console has it once"

# As it is so it stays, until the file is mended.
pid=$(pid_of web)
said=$(tcrctl reload-config 2>&1) && rc=0 || rc=$?
is "$rc" 5 "a reload is told"
like "$said" "^web is as in $T/conf.d/web.container: .*:5: unknown key" "what is as it was at boot"
is "$(config_of web) $(pid_of web)" "fallback $pid" "which changes nothing"
kill -9 "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
tcrd_start
is "$(config_of web) $(pid_of web)" "fallback $pid" "nor does a crash of tcrd"
sed -i '/Nonsense/d' "$data/web.container"
printf '[Container]\nEnvironment=A=1\n' >"$data/other.container.d/10-a.conf"
rm "$data/gone.container" "$data/another.container" "$T/data/tcr.conf"
tcrctl reload-config >"$T/out" 2>&1 && rc=0 || rc=$?
is "$rc" 0 "mended"
until_ok 20 has web config loaded && rc=0 || rc=$?
ok "$rc" "the copy counts"
like "$(field web 'files[0]')" "^$data/web.container\$" "from its file"
like "$(environ_of other)" '^A=1$' "and the drop-in"
like "$(tcrctl status)" 'state: running' "the device is well"

# While it runs, what was good before is better than the firmware's.
printf 'Nonsense=1\n' >>"$data/web.container"
tcrctl reload-config >"$T/out" 2>&1 || :
is "$(config_of web)" stale "a file that breaks while the unit runs: stale"
like "$(tcrctl status web)" 'Config: +stale: .*web.container:5: ' "tcrctl status of the unit says so"
kill "$tcrd_pid"
wait "$tcrd_pid" || :
finish
