#!/bin/sh
# SPDX-License-Identifier: MIT
# A board without a clock gets the time late: a calendar timer that it was set
# over starts its unit once, and nothing else notices.
. "$(dirname "$0")/lib.sh"

guest_demo_image busybox
guest_unit yearly.container <<'E'
[Container]
Image=busybox
Network=none
Exec=/bin/true
[Service]
Type=oneshot
E
guest_unit yearly.timer <<'E'
[Timer]
OnCalendar=*-01-01 12:00
[Install]
WantedBy=timers.target
E
guest_unit steady.container <<'E'
[Container]
Image=busybox
Network=none
Exec=/bin/sh -c "trap 'exit 0' TERM; while :; do sleep 1000 & wait; done"
[Service]
Restart=always
[Install]
WantedBy=multi-user.target
E

guest_run --rtc 1970-01-01T00:00:00 <<'E'
runs()
{
	field yearly.container runs
}
ran()
{
	[ "$(runs)" = "$1" ]
}
until_ok 60 in_state steady running
pid=$(field steady pid)
say year "$(date +%Y)"
say before "$(runs)"
date -s '2041-06-01 00:00:00' >/dev/null
until_ok 30 ran 1 && say jump yes
date -s '2040-06-01 00:00:00' >/dev/null
date -s '2040-06-01 00:00:10' >/dev/null
logged()
{
	[ "$(tcrctl logs | grep -c 'the clock was set')" -ge 2 ]
}
until_ok 30 logged
say back "$(runs)"
date -s '2041-01-01 11:59:59' >/dev/null
until_ok 30 ran 2 && say due yes
say steady "$(field steady pid) $(field steady restarts)"
say was "$pid 0"
E
ok "$([ "$(said year)" -lt 2041 ]; echo $?)" "the clock starts in the past"
is "$(said before)" 0 "the timer waits"
is "$(said jump)" yes "set over the event: it is started"
is "$(said back)" 1 "once, also when the clock is set back"
is "$(said due)" yes "and again when the event comes"
is "$(said steady)" "$(said was)" "what runs runs on"
finish
