# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What a guest's script has: it is put before it, and run by busybox sh.
export PATH=/usr/sbin:/usr/bin

say()
{
	echo "$*"
}

# until_ok SECONDS COMMAND...: again and again until it succeeds, for so long as
# it may take on a machine that is six times slower than one that is idle.
until_ok()
{
	limit=$(($(cut -d . -f 1 /proc/uptime) + $1 * 6))
	shift
	until "$@" >/dev/null 2>&1; do
		[ "$(cut -d . -f 1 /proc/uptime)" -lt "$limit" ] || return 1
		sleep 0.1 # the pace of asking; no result depends on it
	done
}

# field UNIT KEY: of its line in the status document.
field()
{
	tcrctl status --json | sed -n \
		"s/.*\"unit\":\"$1[.][^{}]*\"$2\":\"*\([^,\"}]*\).*/\1/p" |
		head -n 1
}

in_state()
{
	[ "$(field "$1" state)" = "$2" ]
}
