#!/bin/sh
# SPDX-License-Identifier: MIT
# tcrctl reload-config restarts nothing for keys that only tcrd reads, nor for
# limits that the cgroup of a container can get while it runs.
. "$(dirname "$0")/lib.sh"
enter "$@"
busybox_image busybox

# web [lines of Service] [Description=] [lines of Container]
web() {
	unit web.container <<-EOF
		[Unit]
		Description=${2:-one}
		[Container]
		Image=busybox
		Network=none
		Exec=/bin/sh -c "trap 'exit 0' TERM; while :; do sleep 1000 & wait; done"
		${3:-}
		[Service]
		${1:-}
		[Install]
		WantedBy=multi-user.target
	EOF
}
reload() { # reload: its words in $said, its status in $rc
	rc=0
	said=$(tcrctl reload-config 2>&1) || rc=$?
}
web
tcrd_start
until_ok 20 in_state web running
web=$(pid_of web)

web 'MemoryHigh=48M
CPUWeight=50'
said=$(tcrctl reload-config --dry-run) && rc=0 || rc=$?
is "$rc:$said" "0:~ web                  change in place: MemoryHigh unset -> 48M, CPUWeight unset -> 50
= 0 unchanged" 'the dry run says which limits change in place'
reload
is "$rc:$said" '0:web changes in place: MemoryHigh unset -> 48M, CPUWeight unset -> 50' \
	'so does the reload'
is "$(pid_of web):$(field web config):$(field web runs)" "$web:loaded:1" \
	'the same process runs, and the unit is as its file'
reload
is "$rc:$said" 0: 'the next reload has nothing to do'
kill -9 "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
tcrd_start
is "$(pid_of web):$(field web config)" "$web:loaded" 'nor has the next tcrd'

# A tcrd that is not told to reload does not change limits.
web 'MemoryHigh=32M'
kill -9 "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
tcrd_start
is "$(pid_of web):$(field web config)" "$web:changed" \
	'a crash of tcrd changes no limit, but the change is shown'
like "$(tcrctl reload-config --dry-run)" \
	'^~ web +change in place: MemoryHigh 48M -> 32M, CPUWeight 50 -> unset$' \
	'the dry run knows what is still to be done'
reload
is "$rc:$said:$(pid_of web):$(field web config)" \
	"0:web changes in place: MemoryHigh 48M -> 32M, CPUWeight 50 -> unset:$web:loaded" \
	'and the reload does it'

# Only tcrd reads these.
web 'MemoryHigh=32M
Restart=always
RestartSec=20s
TimeoutStopSec=7s' two
reload
is "$rc:$said:$(pid_of web)" "0:web changes in place: Description one -> two, Restart unset -> always, RestartSec unset -> 20s, TimeoutStopSec unset -> 7s:$web" \
	'Description=, Restart= and the like restart nothing'
is "$(field web description):$(field web config)" two:loaded 'and hold'
kill -9 "$web"
until_ok 20 in_state web backoff && rc=0 || rc=$?
ok "$rc" 'as its next end shows'
web 'MemoryHigh=32M
Restart=always' two
reload
is "$rc:$said:$(state_of web)" '0:web restarts:running' \
	'a unit that waits for a restart is restarted at once'
web=$(pid_of web)
echo '# a comment' >>"$T/conf.d/web.container"
reload
is "$rc:$said:$(pid_of web)" "0::$web" 'a comment restarts nothing'
web 'MemoryHigh=31M
Restart=always' two 'Environment=A=1'
reload
is "$rc:$said" '0:web restarts' 'with a key that needs a restart it restarts'
claim 'as another process' renewed web "$web"
web 'MemoryHigh=31M
Restart=always' two 'Environment=A=1
	HealthCmd=true
	HealthInterval=1s'
web=$(pid_of web)
reload
is "$rc:$(pid_of web)" "0:$web" 'a health check comes without a restart'
healthy() {
	[ "$(field web health.state)" = healthy ]
}
until_ok 20 healthy && rc=0 || rc=$?
ok "$rc" 'and is run'

# A limit that the kernel refuses: the unit restarts, which tells why.
web 'MemoryHigh=31M
Restart=no
PidsLimit=9' two 'Environment=A=1'
sed -i '/PidsLimit/d;s/^Network=none/&\nPidsLimit=9/' "$T/conf.d/web.container"
if [ ! -e "/sys/fs/cgroup/$TCR_CGROUP/pids.max" ]; then
	reload
	is "$rc" 1 'a limit that the kernel does not have'
	like "$said" '^web was restarted: its limits could not change in place' \
		'is told as what it is'
	like "$(cat "$T/console")" 'web: restarts, as its limits cannot change in place: PidsLimit= cannot be kept' \
		'with the reason in the log'
fi
finish
