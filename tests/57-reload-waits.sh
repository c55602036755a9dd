#!/bin/sh
# SPDX-License-Identifier: MIT
# start, stop and restart end as they would have, whoever has units read again meanwhile:
# with the same exit status, and done once.
. "$(dirname "$0")/lib.sh"
enter "$@"
busybox_image busybox
mkdir "$T/go"
# slow NAME [LINES of [Unit]]: it stops once /go/NAME is there.
slow() {
	unit "$1.container" <<-E
		[Unit]
		${2:-}
		[Container]
		Image=busybox
		Network=none
		Volume=$T/go:/go
		Exec=/bin/sh -c "trap 'until test -e /go/$1; do sleep 0.1; done; exit 0' TERM; echo up; while :; do sleep 0.1; done"
		StopTimeout=300
		[Service]
		Restart=always
		[Install]
		WantedBy=multi-user.target
	E
}
# once NAME: a oneshot that ends, once /go/NAME is there, with the status in it.
once() {
	unit "$1.container" <<-E
		[Container]
		Image=busybox
		Network=none
		Volume=$T/go:/go
		Exec=/bin/sh -c "until test -e /go/$1; do sleep 0.1; done; exit \$\$(cat /go/$1)"
		[Service]
		Type=oneshot
	E
}
slow web
slow base
slow above 'Requires=base.container
After=base.container'
slow gone
once good
once bad
idle_unit other StopSignal=SIGKILL
# shellcheck disable=SC2016 # the shell in the container is meant
idle_unit loads 'ReloadCmd=/bin/sh -c "until test -e /go/loads; do sleep 0.1; done; exit $$(cat /go/loads)"
Volume='"$T/go:/go"
idle_unit deaf 'StopSignal=SIGURG
StopTimeout=4'
tcrd_start
for name in web base above gone other deaf loads; do
	until_ok 20 in_state $name running
done

# hear: who runs has set its trap; a SIGTERM before that would be lost.
hear() {
	for name in web base above gone; do
		in_state "$name" running || continue
		caught=$(sed -n 's/^SigCgt:.//p' "/proc/$(pid_of "$name")/status") || return 1
		[ $((0x$caught & 1 << 14)) -ne 0 ] || return 1
	done
}
ask() { # ask WORDS...: in the background, until end
	until_ok 20 hear
	: >"$T/status"
	rm -f "$T/go/"*
	(
		rc=0
		timeout 120 tcrctl "$@" >"$T/said" 2>&1 || rc=$?
		echo $rc >"$T/status"
	) &
}
end() { # its exit status and what it said
	until_ok 60 test -s "$T/status"
	echo "$(cat "$T/status") $(cat "$T/said")"
}
release() { # release NAME [STATUS]: the unit ends
	echo "${2:-0}" >"$T/go/new"
	mv "$T/go/new" "$T/go/$1"
}
# reload: by hand, and twice by a container that is there for one run, which is asked
# for until no other reload is in its way.  It would wait for units that stop.
reload() {
	tcrctl reload-config --no-wait
	until_ok 20 tcrctl run --rm --network none busybox true
}

ask stop web
until_ok 10 in_state web stopping
reload
is "$(state_of web) $(cat "$T/status")" 'stopping ' 'a stop goes on, and is waited for'
release web
is "$(end) $(state_of web)" '0  inactive' '... until the unit is down'
ask start web
is "$(end)" '0 ' 'it starts'

runs=$(field web runs)
ask restart web
until_ok 10 in_state web stopping
reload
is "$(cat "$T/status")" '' 'a restart is waited for'
release web
is "$(end) $(state_of web) $(field web runs)" "0  running $((runs + 1))" \
	'... until the unit is up again, once'

ask start good
until_ok 10 in_state good starting || until_ok 10 in_state good running
runs=$(field good runs)
reload
release good
is "$(end) $(field good runs)" "0  $runs" 'a oneshot that is started ends once'
ask start bad
until_ok 10 in_state bad starting || until_ok 10 in_state bad running
reload
release bad 7
like "$(end | xargs)" '^1 bad: .*exited with status 7.*tcrctl: 1 of 1 units failed' \
	'one that fails: as without a reload'

# What waits for those that need it is not forgotten.
ask stop base
until_ok 10 in_state above stopping
reload
is "$(state_of base) $(cat "$T/status")" 'running ' \
	'a unit that is to stop after another one runs'
release above
release base
is "$(end) $(state_of above) $(state_of base)" '0  inactive inactive' '... and then stops'
tcrctl start above
runs=$(field base runs)
ask restart base
until_ok 10 in_state above stopping
reload
release above
release base
is "$(end) $(state_of base) $(field base runs)" "0  running $((runs + 1))" \
	'so does one that is to restart'
claim '... and what needs it is up again' until_ok 20 in_state above running

ask stop gone
until_ok 10 in_state gone stopping
rm "$T/conf.d/gone.container"
reload
is "$(end)" '0 ' 'a unit whose file is gone meanwhile is stopped'
release gone
until_ok 20 test ! -e /run/tcr/units/gone # before its sign is removed
ask stop web
until_ok 10 in_state web stopping
sed -i 's/echo up/echo new/' "$T/conf.d/web.container"
reload
release web
is "$(end) $(state_of web)" '0  inactive' 'one whose file has changed stays down'
tcrctl start web
is "$(field web config)" loaded '... and starts with the new one'
ask stop --timeout 3 web
until_ok 10 in_state web stopping
reload
is "$(end)" '6 tcrctl: stop: not done after 3s; tcrd goes on with it' \
	'--timeout counts from the first tcrd on'
release web

# What a reload itself waits for.
sed -i 's/echo new/echo newer/' "$T/conf.d/web.container"
tcrctl start web
ask reload-config
until_ok 10 in_state web stopping
reload
is "$(state_of web) $(cat "$T/status")" 'stopping ' 'a reload is waited for, after another one'
runs=$(field web runs)
release web
is "$(end) $(state_of web) $(field web runs)" "0 web restarts running $((runs + 1))" \
	'... until all is up again'
echo nonsense >>"$T/conf.d/web.container"
ask reload-config
is "$(end | sed 's/^\([0-9]\).*/\1/;q')" 5 'one that finds a bad unit says so'
sed -i '$d' "$T/conf.d/web.container"
sed -i 's/echo up/echo other/' "$T/conf.d/above.container"
echo nonsense >>"$T/conf.d/web.container"
ask reload-config
until_ok 10 in_state above stopping
reload
release above
is "$(end | sed 's/^\([0-9]\).*/\1/;q')" 5 '... after another one, too'
sed -i '$d' "$T/conf.d/web.container"
tcrctl reload-config
ask reload loads
until_ok 10 test -e /run/tcr/units/loads/reload.pid
tcrctl reload-config --no-wait
release loads 7
like "$(end | xargs)" '^1 loads: ReloadCmd=: .*tcrctl: 1 of 1 units failed' \
	'a ReloadCmd= has some time to end'
ask reload loads
until_ok 10 test -e /run/tcr/units/loads/reload.pid
for one in 1 2; do # as long as that command goes on, within limits
	(
		rc=0
		timeout 120 tcrctl reload-config >"$T/said-$one" 2>&1 || rc=$?
		echo $rc >>"$T/said-$one"
	) &
done
all_have() { [ "$(cat "$T/said-1" "$T/said-2" | xargs)" = '0 0' ]; }
claim 'two reloads at a time: one after the other' until_ok 20 all_have
like "$(end)" '^1 tcrctl: not waited for: the units are being reloaded' \
	'a ReloadCmd= that takes longer is not waited for'
release loads

# At many moments. SIGKILL: PID 1 does not see another signal that comes too early.
(
	while [ ! -e "$T/enough" ]; do
		tcrctl reload-config --no-wait || :
		sleep 1 # the pace of reloads; no result depends on it
	done
) >/dev/null 2>&1 &
failed=''
for _ in $(seq 10); do
	for verb in stop start restart; do
		timeout 60 tcrctl "$verb" other >"$T/said" 2>&1 || failed="$failed $verb: $(cat "$T/said")"
	done
done
is "$failed" '' 'ten times each, while units are read again each second'
timeout 60 tcrctl stop deaf && rc=0 || rc=$?
is "$rc $(state_of deaf)" '0 inactive' \
	'one that does not stop is killed after its StopTimeout=, which goes on'
touch "$T/enough"
until_ok 20 in_state other running
finish
