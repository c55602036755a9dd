#!/bin/sh
# SPDX-License-Identifier: MIT
# tcrctl freeze and thaw, which hold over a tcrd; wait, which asks tcrd once, or again when that is replaced; rm.
. "$(dirname "$0")/lib.sh"
enter "$@"
busybox_image busybox
ctl() { # ctl COMMAND...: its words in $said, its status in $rc
	said=$(tcrctl "$@" 2>&1) && rc=0 || rc=$?
}
mkdir "$T/shared"
chmod 777 "$T/shared"
unit web.container <<-EOF
	[Container]
	Image=busybox
	Network=none
	Volume=$T/shared:/shared
	Exec=/bin/sh -c "trap 'exit 0' TERM; trap 'exit 7' USR1; while :; do echo x >>/shared/ticks; sleep 0.1; done"
	StopTimeout=20
	HealthCmd=test -e /shared/well
	HealthInterval=200ms
	HealthRetries=1
	[Install]
	WantedBy=multi-user.target
EOF
idle_unit other
idle_unit down
unit late.container <<-EOF
	[Container]
	Image=busybox
	Network=none
	Exec=/bin/sh -c "trap 'exit 0' TERM; for i in 1 2 3 4 5 6 7 8 9; do while :; do :; done & done; wait"
	[Service]
	CPUSchedulingPolicy=idle
EOF
sed -i '/WantedBy/d' "$T/conf.d/down.container"
tcrd_start
until_ok 20 in_state web running
group=/sys/fs/cgroup/$TCR_CGROUP/web
frozen() { # as the kernel says
	grep -q '^frozen 1$' "$group/cgroup.events"
}
ticks() {
	wc -l <"$T/shared/ticks"
}
more() { # more NUMBER: it has run on since
	[ "$(ticks)" -gt "$1" ]
}

# Waiting for what comes.
(tcrctl wait --for=healthy web >"$T/healthy" 2>&1; echo $? >>"$T/healthy") &
until_ok 20 test -s "$T/shared/ticks"
is "$(cat "$T/healthy")" '' 'wait --for=healthy waits'
touch "$T/shared/well"
until_ok 20 grep -q '^0$' "$T/healthy" && rc=0 || rc=$?
ok "$rc" 'until the unit is'
ctl wait --for=running web other.container
is "$rc:$said" 0: 'what is so already is not waited for'
ctl wait --for=ready web
is "$rc:$said" 0: 'also ready'
ctl wait --for=running down
is "$rc:$said" '3:tcrctl: down is inactive' 'what nobody starts is not waited for'
ctl wait --for=healthy --timeout 20 other
is "$rc:$said" '1:tcrctl: other has no health check' 'nor a check that there is not'
ctl wait --for=wonders web
is "$rc" 2 'nor wonders'
ctl wait nothing
is "$rc" 4 'no such unit'
ctl wait --timeout 1 other
is "$rc" 6 'a time limit'
ctl wait down
is "$rc:$said" 0:- 'one that has never run has no exit status'

# Frozen.
pid=$(pid_of web)
ctl freeze web
is "$rc:$said" 0: 'freeze'
claim 'the kernel has stopped all of it' frozen
claim 'the status says so' until_ok 10 in_state web frozen
is "$(pid_of web)" "$pid" '... of the same process'
claim 'it counts as up' tcrctl is-active web
ctl exec web true
like "$rc:$said" '^(3|125):.*frozen' 'a command in it is refused'
ctl freeze web
is "$rc" 0 'frozen twice is frozen'
rm "$T/shared/well"
before=$(ticks)
kill -9 "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
tcrd_start
is "$(state_of web):$(pid_of web)" "frozen:$pid" 'the next tcrd knows it'
claim 'and leaves it frozen' frozen
tcrctl reload-config
is "$(state_of web):$(ticks)" "frozen:$before" 'as does a reload'
is "$(field web health.state)" healthy 'no check was run meanwhile'
touch "$T/shared/well"
ctl thaw web
is "$rc:$(state_of web):$(pid_of web)" "0:running:$pid" 'thaw'
until_ok 10 more "$before" && rc=0 || rc=$?
ok "$rc" 'it goes on'
ctl thaw web
is "$rc" 0 'what is not frozen can be thawed'
ctl freeze down
is "$rc" 1 'what does not run cannot be frozen'
like "$said" '^down: it does not run' 'which is told'

# The kernel stops a process when that gets a processor: here it gets none for a while.
tcrctl start late
group=/sys/fs/cgroup/$TCR_CGROUP/late
busy=
for _ in $(seq "$(nproc)"); do
	sh -c 'while :; do :; done' &
	busy="$busy $!"
done
early=0
for _ in 1 2 3; do
	tcrctl freeze late
	frozen || early=$((early + 1))
	tcrctl thaw late
done
# shellcheck disable=SC2086 # words
kill $busy
is "$early" 0 'freeze answers when all processes have stopped, however late'
tcrctl kill -s KILL late
group=/sys/fs/cgroup/$TCR_CGROUP/web

# It ends while it is frozen.  This tcrd has not seen the start of the process.
tcrctl restart web
before=$(ticks)
until_ok 10 more "$before" # it has set its handlers by then
(tcrctl wait --timeout 60 web >"$T/exited" 2>&1; echo "rc $?" >>"$T/exited") &
waiting=$!
tcrctl freeze web
until_ok 10 frozen
ctl kill -s USR1 web
is "$rc:$(cat "$T/exited")" 0: 'a signal waits while it is frozen'
tcrctl thaw web
wait "$waiting"
is "$(cat "$T/exited")" '7
rc 0' 'and wait prints the exit status that follows'
before=$(ticks)
tcrctl start web
until_ok 10 more "$before" # it has set its handler by then
tcrctl freeze web
until_ok 10 frozen
began=$(date +%s)
ctl stop web
[ $(($(date +%s) - began)) -lt 15 ] || rc=late
is "$rc:$(state_of web)" 0:inactive 'a frozen unit stops by its stop signal'
tcrctl start web
is "$(state_of web)" running 'and is not frozen when it starts again'
tcrctl freeze web
until_ok 10 frozen
tcrctl kill -s KILL web
until_ok 10 in_state web failed && rc=0 || rc=$?
ok "$rc" 'SIGKILL ends a frozen unit'
ctl wait web
is "$rc:$said" 0:137 'with the exit status that docker tells'
tcrctl start web
kill -9 "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
tcrd_start
is "$(state_of web)" running 'nor does a later tcrd think so'

# A tcrd that loads units again, and one that is killed, are asked again.
(tcrctl wait web >"$T/over" 2>&1; echo "rc $?" >>"$T/over") &
waiting() { # a socket of tcrd's whose client has asked
	ss -xH state established | grep -q '/control/socket'
}
for how in reload-config kill; do
	claim "wait is there before $how" until_ok 10 waiting
	if [ $how = kill ]; then
		kill -9 "$tcrd_pid"
		wait "$tcrd_pid" 2>/dev/null || :
		tcrd_start
	else
		tcrctl reload-config >/dev/null
	fi
	is "$(cat "$T/over")" '' "and goes on after $how"
done
tcrctl stop web
until_ok 10 grep -q ^rc "$T/over" || :
like "$(xargs <"$T/over")" '^[0-9-]+ rc 0$' 'until the unit has ended'
tcrctl start web

# Who waits leaves room for others.
waiters=
for i in $(seq 14); do
	tcrctl wait --for exited --timeout 100 web >"$T/waiter-$i" 2>&1 &
	waiters="$waiters $!"
done
refused() { [ "$(cat "$T"/waiter-* | grep -c 'too many wait already')" -eq 2 ]; }
claim 'of 14 that wait two are refused' until_ok 10 refused
ctl restart other
is "$rc" 0 'and others are served'
for waiter in $waiters; do
	kill "$waiter" 2>/dev/null || :
	wait "$waiter" || :
done

# rm.
ctl rm web
like "$rc:$said" "^1:tcrctl: web is not of 'tcrctl run': remove its file" 'rm of a unit that has a file'
pid=$(pid_of web)
ctl rm -f web
like "$rc:$said" "^1:tcrctl: web is not of 'tcrctl run': remove its file" 'rm -f, too'
is "$(state_of web):$(pid_of web)" "running:$pid" '... and nothing was stopped'
claim '... nor its file removed' test -e "$T/conf.d/web.container"
for force in '' -f; do
	# shellcheck disable=SC2086 # no word
	ctl rm $force nothing
	is "$rc" 4 "rm $force of no unit"
done
mkdir -p /run/tcr/conf.d
TCR_UNIT_DIRS=/run/tcr/conf.d:$TCR_UNIT_DIRS
export TCR_UNIT_DIRS
kill "$tcrd_pid"
wait "$tcrd_pid" || :
tcrd_start
name=$(tcrctl run -d --network none busybox true)
until_ok 20 in_state "$name" exited
ctl rm "$name"
is "$rc:$said:$(state_of "$name")" 0:: 'rm of a container of run'
for kind in '' --rm; do
	# shellcheck disable=SC2086 # no word
	name=$(tcrctl run -d $kind --network none busybox sleep 1000)
	ctl rm "$name"
	is "$rc:$said" "1:tcrctl: $name is up: 'tcrctl rm -f $name' stops it first" "rm of one that is up $kind"
	claim '... which runs on' in_state "$name" running
	ctl rm -f "$name"
	is "$rc:$said:$(state_of "$name")" 0:: 'rm -f of it'
	claim '... its file is gone' test ! -e "/run/tcr/conf.d/$name.container"
	ctl rm -f "$name"
	is "$rc" 4 '... and is no unit any more'
done
# What an operator has put there in place of a unit of the firmware is no container of run.
cp "$T/conf.d/other.container" /run/tcr/conf.d
pid=$(pid_of other)
ctl rm -f other
is "$rc:$(state_of other):$(pid_of other)" "1:running:$pid" 'rm -f of a unit with two files'
ctl rm oter
is "$rc:$said" "4:tcrctl: no such unit: 'oter' (did you mean 'other'?)" 'rm of a name with a typo'
for c in freeze thaw wait rm; do
	rc=0
	said=$(setpriv --reuid 1000 --regid 1000 --clear-groups \
		env PATH="$PATH" tcrctl $c web 2>&1) || rc=$?
	is "$rc:$said" "1:tcrctl: $c: you must be root" "$c is for root"
	ctl $c
	is "$rc" 2 "$c needs a name"
done
kill -KILL "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
ctl rm -f web other
is "$rc:$said" "7:tcrctl: tcrd is not running (nobody answers at /run/tcr/control/status)" \
	'rm without tcrd'
finish
