#!/bin/sh
# SPDX-License-Identifier: MIT
# A container says itself when it is ready, how it is and that it lives; also to
# the tcrd after the one that started it.
. "$(dirname "$0")/lib.sh"
enter "$@"

notifier() { # notifier NAME ARGUMENTS [CONTAINER LINES] [SERVICE LINES]
	unit "$1.container" <<-E
		[Container]
		Image=busybox
		Exec=/bin/notify $2
		Network=none
		Volume=/run/shared:/shared
		${3:-}
		[Service]
		RestartSec=10ms
		${4:-}
		[Install]
		WantedBy=multi-user.target
	E
}
said() { tcrctl logs "$1" | grep -q "$2"; }
kill_tcrd() {
	kill -KILL "$tcrd_pid"
	wait "$tcrd_pid" 2>/dev/null || :
	tcrd_start
}

busybox_image busybox
gcc -static -O1 -o "$T/root-busybox/bin/notify" "$tests/driver/notify.c"
mksquashfs "$T/root-busybox" "$T/images/busybox.sqfs" -quiet -noappend \
	-no-progress -comp zstd -Xcompression-level 1 >/dev/null
mkdir -m 777 /run/shared
notifier ready '"STATUS=starting up" @wait /shared/go "READY=1\nSTATUS=at \x1b work" @pause' \
	Notify=yes
idle_unit after
sed -i '1i [Unit]\nAfter=ready.container\nRequires=ready.container' \
	"$T/conf.d/after.container"
notifier user 'READY=1 @pause' 'Notify=yes
User=1234
ReadOnly=yes'
notifier quiet '@pause' Notify=yes 'TimeoutStartSec=4s'
notifier longer 'EXTEND_TIMEOUT_USEC=60000000 @pause' Notify=yes \
	'TimeoutStartSec=4s'
notifier brief 'READY=1' Notify=yes
notifier plain '@ping 200 /shared/hang @pause' '' 'WatchdogSec=2s
Restart=on-watchdog'
notifier missed @pause "" WatchdogSec=3s
notifier told 'WATCHDOG=1 @wait /shared/go WATCHDOG=trigger @pause' '' 'WatchdogSec=1h
NotifyAccess=main'
notifier flood 'READY=1 @flood 20000 STATUS=done @pause' Notify=yes
notifier large '@fill 4096 READY=1 @pause' Notify=yes
notifier larger '@fill 4097 READY=1 @pause' Notify=yes
notifier reload '@hup /shared/hup @pause' ReloadSignal=SIGHUP

tcrd_start
claim 'what a container says of itself is shown' \
	until_ok 20 has ready status_text 'starting up'
like "$(tcrctl status ready)" '^   Status: starting up' 'in words too'
is "$(field ready state)" starting 'it is not ready before it says so'
is "$(field after state)" waiting 'and what comes after it waits'
claim 'another user, on a read-only root, can notify too' \
	until_ok 20 has user state running
until_ok 20 has brief state exited
is "$(field brief result)" null 'who is ready and then ends has ended well'

claim 'a message may have 4096 bytes' until_ok 20 has large state running
until_ok 20 said larger 'more than 4096 bytes'
is "$? $(field larger state)" '0 starting' 'of a longer one the log tells'

until_ok 20 has reload state running
tcrctl reload reload
claim 'tcrctl reload sends ReloadSignal=' until_ok 20 test -e /run/shared/hup
tcrctl reload user >"$T/out" 2>&1 && rc=0 || rc=$?
like "$rc $(cat "$T/out")" '^1 .*no ReloadSignal= and no ReloadCmd=' \
	'and fails where there is none'
pid=$(field reload pid)
rm /run/shared/hup
tcrctl kill -s HUP reload
until_ok 20 test -e /run/shared/hup
is "$(field reload pid)" "$pid" 'tcrctl kill sends any signal'
tcrctl kill reload
claim 'SIGTERM without one' until_ok 20 has reload state exited
tcrctl kill reload >/dev/null 2>&1 && rc=0 || rc=$?
is "$rc" 1 'to nobody it fails'
tcrctl kill -s NOPE ready >/dev/null 2>&1 && rc=0 || rc=$?
is "$rc" 2 'a signal that is none is wrong usage'
until_ok 20 has missed state failed
is "$(field missed result)" watchdog 'a missed watchdog is the result'
like "$(field missed last_exit)" 'exited with status 134' \
	'after WatchdogSignal='

pid=$(field ready pid)
kill_tcrd
is "$(field ready state) $(field ready pid)" "starting $pid" \
	'the next tcrd waits for it as well'
# tcrd stands still until the child has ended: nobody can tell what it was.
kill -STOP "$tcrd_pid"
NOTIFY_SOCKET=/run/tcr/units/ready/notify/notify \
	"$T/root-busybox/bin/notify" STATUS=forged READY=1 @child READY=1 \
	@child STATUS=gone @done /run/shared/said @wait /run/shared/go &
forger=$!
until_ok 10 test -e /run/shared/said
kill -CONT "$tcrd_pid"
until_ok 20 has user state running
is "$(field ready state) $(field ready status_text)" 'starting starting up' \
	'nobody else can say so for it, nor one who has ended'
like "$(tcrctl logs ready)" 'tcr: notify: a message is ignored' \
	'its log says so'
touch /run/shared/go
claim 'READY=1 makes it ready' until_ok 20 has ready state running
wait $forger
claim 'and what comes after it starts' until_ok 20 has after state running
is "$(field ready status_text)" 'at ? work' 'without control bytes'

until_ok 20 has quiet state failed
is "$(field quiet result)" timeout 'who is never ready has TimeoutStartSec='
is "$(field longer state)" starting 'or what it asks for with EXTEND_TIMEOUT_USEC='

claim 'a flood is taken in portions, to its end' \
	until_ok 60 has flood status_text 'done'
is "$(field flood state)" running 'and costs nobody anything'

until_ok 20 has told state failed
is "$(field told result) $(field told restarts)" 'watchdog 0' \
	'WATCHDOG=trigger is a miss'
is "$(field plain state) $(field plain restarts)" 'running 0' \
	'who keeps its watchdog happy runs, also under the next tcrd'
touch /run/shared/hang
claim 'who does not is restarted by on-watchdog' until_ok 20 at_least plain restarts 1
rm /run/shared/hang
like "$(tcrctl logs plain)" 'no sign of life for 2.0 s \(WatchdogSec=\)' \
	'its log says so'

tcrctl reset-failed told
is "$(field told state) $(field told result)" 'inactive null' \
	'tcrctl reset-failed forgets'
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" || :
finish
