#!/bin/sh
# SPDX-License-Identifier: MIT
# What tcrd and tcrctl say of units is so, and is said once.
. "$(dirname "$0")/lib.sh"
enter "$@"
busybox_image busybox

idle_unit reload 'ReloadCmd=/bin/false'
idle_unit large
unit bad.container <<-EOF
	[Container]
	Nonsense=1
EOF
unit bad.timer <<-EOF
	[Timer]
	OnActiveSec=100ms
	[Install]
	WantedBy=timers.target
EOF
mkdir "$T/conf.d/large.container.d"
yes '# a line that says nothing' | head -n 9000 >"$T/conf.d/large.container.d/10-large.conf"
many=$T/$(yes d | head -n 30 | tr '\n' /)many # each look at it walks all of that
mkdir -p "$many"
(cd "$many" && seq 5000 | xargs mkdir)
unit condition.container <<-EOF
	[Unit]
	$(yes "ConditionPathExistsGlob=!$many/*/none" | head -n 99)
	ConditionPathExists=$T/flag
	[Container]
	Image=busybox
	Network=none
	Exec=/bin/sleep 1000
	StopTimeout=1
EOF
mkdir "$T/bin"
PATH=$T/bin:$PATH prlimit --nofile=1000: tcrd 2>>"$T/console" &
tcrd_pid=$!
until_ok 10 tcrctl status
until_ok 20 in_state reload running
until_ok 20 in_state large running

# A timer of a bad unit.
until_ok 20 has bad.timer cause 'bad has a bad configuration' && rc=0 || rc=$?
ok "$rc" "a timer of a bad unit says so"
until_ok 20 has bad.timer next_ms null
is "$(field bad.timer cause)" 'bad has a bad configuration' "and does when its time has come"

# A reload that cannot be.
said=$(tcrctl reload reload 2>&1) && rc=0 || rc=$?
like "$said" '1 of 1 units failed' "a ReloadCmd= that fails is one unit that failed"
tcrctl stop reload
said=$(tcrctl reload reload large 2>&1) && rc=0 || rc=$?
like "$said" '2 of 2 units failed' "a unit that is down is counted once"

# 256 KiB, all files together.
pid=$(pid_of large)
tcrctl reload-config >"$T/out" 2>&1 || :
is "$(pid_of large)" "$pid" "a large unit is not restarted by a reload that changes nothing"
cp "$T/conf.d/large.container.d/10-large.conf" "$T/conf.d/large.container.d/20-large.conf"
tcrctl reload-config >"$T/out" 2>&1 || :
like "$(cat "$T/out")" 'large stays as it was: .*together are larger than 256 KiB' "one that is too large is refused"
is "$(pid_of large)" "$pid" "and runs on as it was"

# Conditions: the child that looks at them takes seconds, and is held meanwhile.
looks() {
	child=$(pgrep -n -x -P "$tcrd_pid" tcrd) && kill -STOP "$child" &&
		in_state condition waiting
}
: >"$T/flag"
tcrctl start --no-wait condition &
until_ok 20 looks && rc=0 || rc=$?
ok "$rc" "a look at conditions is under way"
tcrctl stop condition
kill -CONT "$child"
until_ok 20 test ! -e "/proc/$child" # which has found the flag
rm "$T/flag"
tcrctl start --timeout 30 condition >"$T/out" 2>&1 || :
is "$(state_of condition)" inactive "what it found is not believed of a later start"
like "$(field condition cause)" "^ConditionPathExists=$T/flag is not met" "which looks again"
tcrctl start --no-wait condition &
until_ok 20 looks
until_ok 30 grep -q 'condition: .* took too long' "$T/console" && rc=0 || rc=$?
ok "$rc" "one that does not end is given up"
is "$(grep -o "condition: .* took too long" "$T/console" | sort -u)" \
	'condition: checking its conditions took too long' "and called what it is"

# What crun fails of: a warning before is not the cause.
crun_says() { # crun_says SHELL NAME CAUSE CLAIM: the cause of a unit whose crun does this
	printf '#!/bin/sh\n%s\n' "$1" >"$T/bin/crun"
	chmod 755 "$T/bin/crun"
	idle_unit "$2" '' 'DeviceAllow=/dev/nosuch'
	tcrctl reload-config >/dev/null 2>&1 || : # bad is
	tcrctl start "$2" >/dev/null 2>&1 || :
	is "$(cause_of "$2")" "$3" "$4"
}
crun_says 'echo broken >&3; exit 1' talks 'run: broken' "crun's words are the cause"
crun_says 'exit 1' silent 'run: it failed without a message' "a warning is not"
crun_says 'kill -9 $$' killed 'run: it was killed' "also when crun is killed"
claim "it is logged" grep -q \
	'silent: DeviceAllow=/dev/nosuch: there is no such device' "$T/console"

# Descriptors for 1,000 units.
limit=$(sed -n 's/^Max open files *\([0-9]*\).*/\1/p' "/proc/$tcrd_pid/limits")
[ "$limit" -ge 8000 ] && rc=0 || rc=1
ok "$rc" "tcrd may open enough for 1,000 units ($limit)"
kill "$tcrd_pid"
wait "$tcrd_pid" || :

# A path that no JSON string of usual size holds.
deep=$T
part=$(printf '\001%.0s' $(seq 250))
cd "$T" # no path from / on may be that long
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14; do
	deep=$deep/$part
done
mkdir -p "$deep"
printf 'nonsense\n' >"$deep/a.container"
tcrctl verify --json "$deep" >"$T/json" && rc=0 || rc=$?
is "$(jq 'length > 0' "$T/json")" true "problems are JSON, wherever they are"
finish
