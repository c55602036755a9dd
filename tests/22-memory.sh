#!/bin/sh
# SPDX-License-Identifier: MIT
# What a unit takes of tcrd's memory, and how much of its program a running tcrd
# has there: functions lie in an order for that (SRC_tcrd in the Makefile).
. "$(dirname "$0")/lib.sh"
enter "$@"
busybox_image busybox

has() { # has KIND PATTERN: KiB of this kind in mappings whose first line has it
	awk -v kind="$1:" -v pattern="$2" '
		/^[0-9a-f]+-/ { counts = $0 ~ pattern }
		counts && $1 == kind { sum += $2 }
		END { print sum + 0 }' "/proc/$tcrd_pid/smaps"
}

running() { # running COUNT
	[ "$(device 'units | map(select(.state == "running")) | length')" = "$1" ]
}

units() { # units COUNT: they run; own is what tcrd then has for itself alone
	for i in $(seq "$1"); do
		idle_unit "c$i"
	done
	tcrd_start
	claim "$1 units run" until_ok 30 running "$1"
	own=$(has Anonymous .)
	text=$(has Rss r-xp)
	kill "$tcrd_pid"
	wait "$tcrd_pid" || :
}

units 5
few=$own
units 30
each=$(((own - few) * 10 / 25))
[ "$each" -le 60 ] && rc=0 || rc=1
ok "$rc" "a unit takes at most 6.0 KiB of memory (from $few to $own for 25)"
[ "$text" -le 600 ] && rc=0 || rc=1
ok "$rc" "tcrd has at most 600 KiB of its program in memory ($text)"
finish
