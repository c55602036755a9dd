#!/bin/sh
# Timers start units when they are due, and not again after a crash of tcrd.
. "$(dirname "$0")/lib.sh"
enter "$@"

busybox_image busybox
export TCR_DATA="$T/data"
job() { # job NAME
	unit "$1.container" <<-EOF
		[Container]
		Image=busybox
		Exec=/bin/sh -c "echo did it"
		Network=none
		[Service]
		Type=oneshot
	EOF
}
timer() { # timer NAME [lines of [Timer]]
	unit "$1.timer" <<-EOF
		[Timer]
		$2
		[Install]
		WantedBy=timers.target
	EOF
}
nl='
		'
runs() { field "$1.container" runs; }
ran() { [ "$(runs "$1")" -ge "$2" ]; } # ran NAME TIMES

for name in once again clock boot missed later; do job $name; done
timer once 'OnActiveSec=1'
timer again "OnActiveSec=100ms${nl}OnUnitInactiveSec=200ms"
timer clock "OnCalendar=*:*:*${nl}Persistent=yes"
timer start-boot "OnBootSec=1ms${nl}Unit=boot.container"
timer missed "OnCalendar=2020..2190-01-01${nl}Persistent=yes"
timer later 'OnActiveSec=1h'
timer lost 'OnActiveSec=1s'
mkdir -p "$T/data/timers"
echo 1600000000 >"$T/data/timers/missed.timer"

tcrd_start
claim 'OnActiveSec= starts a unit' until_ok 20 ran once 1
claim 'OnUnitInactiveSec= starts it again and again' until_ok 20 ran again 3
claim 'OnCalendar= too' until_ok 20 ran clock 2
claim 'a time after boot that has passed is at once, of another unit' \
	until_ok 20 ran boot 1
claim 'what was missed while the device was off is done' until_ok 20 ran missed 1
stamp() { [ "$(cat "$T/data/timers/$1.timer")" -gt 1700000000 ]; }
claim 'a persistent timer keeps when it was' until_ok 10 stamp clock
claim 'and so does the one that has caught up' until_ok 10 stamp missed
is "$(find "$T/data/timers" -name '*.timer' | wc -l)" 2 'others keep nothing'
is "$(field later.timer state)" active 'a timer that waits is active'
is "$(runs later)" 0 'and has started nothing'
in=$(($(field later.timer next_ms) - $(device now_ms)))
ok "$([ $in -gt 3500000 ] && [ $in -le 3600000 ]; echo $?)" 'next_ms says when'
is "$(field once.timer next_ms)" null 'a timer that comes once is over'
is "$(state_of lost)" bad-config 'a timer without its unit is refused'
like "$(tcrctl status lost.timer || :)" 'Unit=lost.container is unknown' 'and says so'
tcrctl stop again.timer
is "$(field again.timer state)" inactive 'a timer can be stopped'

before=$(runs once)-$(runs boot)-$(runs missed) next=$(field later.timer next_ms)
kill -KILL "$tcrd_pid"
wait "$tcrd_pid" || :
tcrd_start
clock=$(runs clock)
claim 'timers go on after a crash of tcrd' until_ok 20 ran clock $((clock + 1))
is "$(runs once)-$(runs boot)-$(runs missed)" "$before" 'and do not start what they have started'
is "$(field later.timer next_ms)" "$next" 'nor count anew'
is "$(field again.timer state)" inactive 'what was stopped stays so'

kill -TERM "$tcrd_pid"
wait "$tcrd_pid" && rc=0 || rc=$?
is "$rc" 0 'all goes down'
finish
