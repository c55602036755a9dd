# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What a guest's script has: it is put before it, and run by busybox sh.
export PATH=/usr/sbin:/usr/bin

say()
{
	echo "$*"
}

# until_ok SECONDS COMMAND...: again and again until it succeeds, for so long as
# it may take on a machine that is six times slower than one that is idle.  When it
# does not, that is told, with what tcrd says then: guest_run shows lines with a #.
until_ok()
{
	patient=$(($1 * 6))
	limit=$(($(cut -d . -f 1 /proc/uptime) + patient))
	shift
	until "$@" >/dev/null 2>&1; do
		[ "$(cut -d . -f 1 /proc/uptime)" -lt "$limit" ] || {
			say "# waited $patient s for: $*"
			tcrctl status 2>&1 | sed 's/^/# /'
			return 1
		}
		sleep 0.1 # the pace of asking; no result depends on it
	done
}

# The status document without jq, which a guest has not: a unit is a line of it, the
# device the first one.  A value is read up to its first comma, quote or bracket.

# field UNIT KEY: of its line; the first one's, when UNIT is without its suffix.
field()
{
	tcrctl status --json | sed -n \
		"s/.*\"unit\":\"$1\([.][a-z]*\)\{0,1\}\"[^{}]*\"$2\":\"*\([^,\"}]*\).*/\2/p" |
		head -n 1
}

# units: their names, one a line.
units()
{
	tcrctl status --json | sed -n 's/.*"unit":"\([^"]*\)".*/\1/p'
}

# device KEY: of the first line.
device()
{
	tcrctl status --json | sed -n "1s/.*\"$1\":\"*\([^,\"}]*\).*/\1/p"
}

# renewed UNIT PID: it runs, as another process.
renewed()
{
	in_state "$1" running && new_pid=$(field "$1" pid) &&
		[ -n "$new_pid" ] && [ "$new_pid" != "$2" ]
}

# booted: every unit that is wanted at boot has settled.
booted()
{
	[ "$(device boot_ms)" -ge 0 ]
}

in_state()
{
	[ "$(field "$1" state)" = "$2" ]
}
