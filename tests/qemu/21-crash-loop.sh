#!/bin/sh
# SPDX-License-Identifier: MIT
# What crashes again and again is started ever more slowly, and nobody else
# notices; it is stopped at once when told so.
. "$(dirname "$0")/lib.sh"

guest_demo_image busybox
guest_unit crash.container <<'E'
[Container]
Image=busybox
Network=none
Exec=/bin/sh -c "echo trying; exit 9"
[Service]
Restart=on-failure
[Install]
WantedBy=multi-user.target
E
for name in one two; do
	guest_unit $name.container <<-'E'
		[Container]
		Image=busybox
		Exec=/bin/sh -c "trap 'exit 0' TERM; while :; do sleep 1000 & wait; done"
		[Service]
		Restart=always
		[Install]
		WantedBy=multi-user.target
	E
done
sed -i '1i [Unit]\nAfter=crash.container' "$T/conf/two.container"

guest_run <<'E'
until_ok 60 in_state one running && until_ok 60 in_state two running
before="$(field one pid) $(field two pid)"
often()
{
	[ "$(field crash restarts)" -ge 7 ]
}
until_ok 90 often && say often yes
say device "$(device state)"
say state "$(field crash state)"
say cause "$(field crash cause)"
[ "$(field one pid) $(field two pid)" = "$before" ] && say same yes
say others "$(field one restarts) $(field two restarts)"
tcrctl stop crash && say stopped "$(field crash state)"
tcrctl start crash
tcrctl stop crash && say again "$(field crash state)"
tcrctl logs crash
E
is "$(said often)" yes "the unit is restarted seven times"
is "$(said device)" degraded "the device says that something is wrong"
is "$(said state)" backoff "the unit is waiting"
like "$(said cause)" '^exited with status 9 after' "for a reason"
is "$(said same) $(said others)" "yes 0 0" "the others run on untouched"
is "$(said stopped)" inactive "a stop while it waits is a stop"
is "$(said again)" inactive "as often as one likes"

# Each "restart in": the wait and what was waited, in milliseconds.
printf '%s\n' "$output" | awk '
	function ms(t) {
		split(substr(t, 12, 12), p, ":")
		return (p[1] * 3600 + p[2] * 60 + p[3]) * 1000
	}
	/tcr: exited .* restart in/ { said = $(NF - 1) * 1000; at = ms($1) }
	/ -- .* started, pid/ && at { print said, (ms($1) - at + 86400000) % 86400000; at = 0 }
' | head -n 6 >"$T/delays"
is "$(wc -l <"$T/delays")" 6 "six waits are in its log"
is "$(awk '{ print $1 }' "$T/delays" | head -n 4 | xargs)" "100 200 400 800" \
	"from 0.1 s on, each is twice the one before"
is "$(awk '{ want = 100 * 2 ^ (NR - 1) }
	$1 < want * 0.9 - 100 || $1 > want * 1.1 { print }' "$T/delays")" '' \
	"beyond a second within 10 %"
is "$(awk '$2 < $1 { print }' "$T/delays")" '' "none was shorter than said"
[ "$failures" -eq 0 ] || printf '%s\n' "$output" "$console" | sed 's/^/# /'
finish
