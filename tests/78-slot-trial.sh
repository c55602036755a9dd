#!/bin/sh
# SPDX-License-Identifier: MIT
# Firmware on trial is confirmed when all units with Critical=yes are stable; else it
# is given up, the reason is kept, and shown by the firmware that comes back.
. "$(dirname "$0")/lib.sh"
enter "$@"
. "$tests/lib/slots.sh"
busybox_image busybox
stays="trap 'exit 0' TERM; while :; do sleep 1000 & wait; done"
given_up() { grep -q 'slot B is given up' "$T/console"; }
kept() { strings -n 3 "$T/data/slot-record" | grep -qx "why=$1"; }

# Confirmed.
slots b good trial
confirm_sec 600
critical web "$stays" '' '' StableSec=1
critical once true '' 'Type=oneshot
RemainAfterExit=yes'
critical job true '' Type=oneshot
critical checked "$stays" 'HealthCmd=true
HealthInterval=1s'
critical skipped "$stays" '' '' ''
printf '[Unit]\nConditionPathExists=/none\n' >>"$T/conf.d/skipped.container"
critical masked false '' Restart=no
mkdir -p "$T/data/conf.d"
mv "$T/conf.d/masked.container" "$T/masked"
ln -s /dev/null "$T/conf.d/masked.container"
critical app@ "$stays"
sed -i 's/^WantedBy=.*/&\nDefaultInstance=x/' "$T/conf.d/app@.container"
printf '[Volume]\n[X-TCR]\nCritical=yes\nStableSec=0\n[Install]\nWantedBy=multi-user.target\n' \
	>"$T/conf.d/store.volume"
critical unused false '' Restart=no
sed -i '/Install/,/WantedBy/d' "$T/conf.d/unused.container"
tcrd_start
claim 'a slot whose units are well is confirmed' until_ok 30 called good
is "$(device state)" running 'and all runs'
good() { [ "$(slot b_state)" = good ]; }
claim 'the status says so' until_ok 10 good
is "$(slot text) $(slot waits) $(slot error)" 'null null null' 'with nothing else to say'
is "$(grep -c good "$T/calls")" 1 'it is confirmed once'
tcrd_end

# A unit that is never healthy.
slots b good trial
confirm_sec 3
critical web "$stays" 'HealthCmd=false
HealthInterval=1s'
tcrd_start
claim 'a slot on trial is shown' until_ok 10 \
	says '^slot B on trial, 2 tries left: waits for web\.container$'
is "$(slot waits)" web.container 'with what it waits for'
claim 'a unit that is not healthy in time: given up' until_ok 20 given_up
claim 'the reason is on the disk' until_ok 10 kept 'web.container not healthy after 3 s'
claim 'the device would reboot' until_ok 10 grep -q 'no reboot: tcr-init is not PID 1' "$T/console"
is "$(grep -c good "$T/calls")" 0 'it was never confirmed'
claim 'the status says why' says \
	'^slot B on trial, 2 tries left: is given up, web\.container not healthy after 3 s$'
tcrd_end
slots a good bad
idle_unit free
tcrd_start
claim 'and so does the firmware that is back' until_ok 10 \
	says '^slot B was given up: web\.container not healthy after 3 s$'
is "$(slot given_up) $(slot why)" 'b web.container not healthy after 3 s' 'and its document'
is "$(slot a_state) $(slot b_state)" 'good bad' 'with the states'
tcrd_end

# One that is down for good: no time is waited for.
slots b good trial
confirm_sec 600
critical web 'sleep 1; exit 3' '' Restart=no StableSec=30
tcrd_start
claim 'a unit that has failed for good: given up at once' until_ok 20 given_up
claim 'with its end' until_ok 10 kept 'web.container failed: exited with status 3 after [0-9.]* s'
tcrd_end
slots b good trial
critical web true
sed -i 's/^Image=/Nonsense=1\n&/' "$T/conf.d/web.container"
tcrd_start
claim 'so is one whose file is refused' until_ok 20 given_up
tcrd_end

# One that starts again and again.
slots b good trial
confirm_sec 4
critical web 'sleep 0.5; exit 3' '' 'Restart=always
RestartSec=100ms' StableSec=3
tcrd_start
claim 'a unit that starts again and again is never stable' until_ok 20 given_up
is "$(grep -c good "$T/calls")" 0 'and confirms nothing'
claim 'while it was restarted' until_ok 10 at_least web restarts 2
tcrd_end

# A boot that never ends, without any critical unit.
slots b good trial
confirm_sec 2
idle_unit free '' 'Type=oneshot
TimeoutStartSec=600'
tcrd_start
claim 'a boot that is not over in time: given up' until_ok 20 given_up
claim 'for that' until_ok 10 kept 'the boot was not over after 2 s'
tcrd_end

# tcrd is killed in the middle: the time goes on, also that of a unit that is well.
slots b good trial
confirm_sec 6
critical web "$stays" 'HealthCmd=false
HealthInterval=1s'
begun=$(date +%s)
tcrd_start
for _ in 1 2 3; do
	sleep 1 # the tcrd before has used up this part of the limit
	kill -KILL "$tcrd_pid"
	wait "$tcrd_pid" || :
	tcrd_start
done
restarted=$(date +%s)
claim 'tcrd killed three times: the limit is over all the same' until_ok 20 given_up
took=$(($(date +%s) - restarted))
[ $(($(date +%s) - begun)) -ge 5 ] && rc=0 || rc=1
ok "$rc" 'not before its time'
claim "with that reason ($took s after the last start)" \
	until_ok 10 kept 'web.container not healthy after 6 s'
tcrd_end
slots b good trial
confirm_sec 600
critical web "$stays" '' '' StableSec=4
tcrd_start
until_ok 10 in_state web running
since=$(field web since_ms)
kill -KILL "$tcrd_pid"
wait "$tcrd_pid" || :
sleep 3 # no tcrd is there in most of StableSec=
tcrd_start
until_ok 10 called good
passed=$(($(python3 -c 'import time; print(int(time.monotonic() * 1000))') - since))
[ "$passed" -ge 3500 ] && [ "$passed" -lt 6500 ] && rc=0 || rc=1
ok "$rc" "how long a unit was well outlives tcrd ($passed ms of 4000)"
is "$(tcrctl show --json web | jq -r '.keys[]|select(.key=="StableSec").value')" 4 \
	'tcrctl show has the keys'
tcrd_end

# A slot that is good: nothing of this.
slots b good good
confirm_sec 1
critical web 'exit 3' '' Restart=no
critical sick "$stays" 'HealthCmd=false
HealthInterval=1s'
tcrd_start
until_ok 20 in_state web failed
until_ok 20 good
sleep 2 # twice the limit: nothing is to be seen in it
is "$(cat "$T/calls") $(grep -c 'given up' "$T/console")" 'status 0' \
	'a slot that is good is asked for once, and not watched'
tcrd_end
rm "$T/by-slot/current"
: >"$T/calls"
idle_unit free
tcrd_start
until_ok 10 booted
sleep 1 # a call would have come by now
is "$(device slot) $(cat "$T/calls")" 'null ' 'without slots nothing is called'
rc=0
tcrctl slot try 2>"$T/err" || rc=$?
is "$rc $(cat "$T/err")" '1 tcrctl: this device has no slots' 'and tcrctl slot says so'
finish
