#!/bin/sh
# SPDX-License-Identifier: MIT
# What a successor of tcrd adopts keeps its times and counts, whatever its kind,
# and the boot was when it was; a unit that is started anew has new ones.
. "$(dirname "$0")/lib.sh"
enter "$@"

busybox_image busybox
unit memory.volume <<E
[Volume]
Device=tmpfs
Type=tmpfs
E
unit image.image <<E
[Image]
Image=busybox
E
unit lan.network <<E
[Network]
Subnet=10.91.0.0/24
E
unit group.pod <<E
[Pod]
E
idle_unit plain
idle_unit lively
sed -i 's/^Network=.*/Network=lan.network\nPublishPort=8080:80\nVolume=memory.volume:\/data\nImage=image.image/; s/^Image=busybox//' \
	"$T/conf.d/lively.container"

table() { # of what does not change by being adopted
	device 'boot_ms, (.units[] |
		[.unit, .state, .since_ms, .runs, .restarts] | join(" "))'
}
settled() {
	[ "$(device 'boot_ms != null and
		all(.units[]; .state | IN("running", "active", "inactive"))')" = true ]
}
same() { [ "$(table)" = "$before" ]; }
until_same() { # until_same TEXT
	until_ok 20 same && rc=0 || rc=1
	ok "$rc" "$1"
	[ "$rc" -eq 0 ] || printf '%s\n' "$before" -- "$(table)" | sed 's/^/# /'
}
again() {
	kill -KILL "$tcrd_pid"
	wait "$tcrd_pid" 2>/dev/null || :
	tcrd_start
}

tcrd_start
until_ok 20 settled && rc=0 || rc=1
ok "$rc" 'the boot settles'
before=$(table)
like "$before" 'lan.network active [0-9]+ 1 0' 'with a network'
like "$before" 'memory.volume active [0-9]+ 1 0' 'a volume'
like "$before" 'tcr-firewall.service active [0-9]+ 1 0' 'and the firewall'
again
until_same 'tcrd killed: all times and counts are as before'
# Killed while it puts networks up again over themselves.
for ms in 5 15 30 60 120; do
	kill -KILL "$tcrd_pid"
	wait "$tcrd_pid" 2>/dev/null || :
	tcrd 2>>"$T/console" &
	tcrd_pid=$!
	busybox usleep "${ms}000"
done
again
until_same 'killed at any moment after that, too'
tcrctl reload-config
until_same 'a reload: the same'
is "$(grep -c 'boot: ' "$T/console")" 1 'the boot is told once'

tcrctl restart lan.network
until_ok 20 settled
like "$(table)" 'lan.network active [0-9]+ 2 0' 'a restart counts'
claim 'and is when it was' \
	[ "$(table | grep lan.network)" != "$(echo "$before" | grep lan.network)" ]
is "$(table | head -n 1)" "$(echo "$before" | head -n 1)" 'the boot stays'
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" || :
tcrd_start
until_ok 20 settled
[ "$(table | head -n 1)" -gt "$(echo "$before" | head -n 1)" ] && rc=0 || rc=1
ok "$rc" 'the tcrd after one that ended in order boots anew'
finish
