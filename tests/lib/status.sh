# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Sourced by lib.sh: what the status document says, asked of tcrctl and read by jq.
# Guests have no jq: tests/qemu/guest.sh.

# device JQ [ARGUMENT OF JQ...]: what the status document says of the device, or of
# all units.  Without a document it fails: a wait for what is not so any more has
# to see that, so it takes the value first and compares then.
device() {
	document=$(tcrctl status --json) || return
	query=$1
	shift
	printf '%s\n' "$document" | jq -r "$@" ".$query"
}

# field UNIT JQ: what it says of a unit, or nothing when there is none of the name.
# The suffix may be left out; a container then comes before others, as by name.
field() {
	device "units | map(select(.unit | . == \$name or
		sub(\"[.][a-z]+$\"; \"\") == \$name)) | min_by(.unit) // empty | .$2" \
		--arg name "$1"
}

state_of() {
	field "$1" state
}

pid_of() { # nothing while there is none
	field "$1" 'pid // empty'
}

cause_of() { # nothing while there is none
	field "$1" 'cause // empty'
}

in_state() { # in_state UNIT STATE
	[ "$(state_of "$1")" = "$2" ]
}

all_running() { # all_running UNIT...
	for each in "$@"; do
		in_state "$each" running || return 1
	done
}

# renewed UNIT PID: it has a process, and that is another one.
renewed() {
	new_pid=$(pid_of "$1") && [ -n "$new_pid" ] && [ "$new_pid" != "$2" ]
}

# environ_of UNIT: a line a variable.  A container is up a moment before its
# program takes crun's place, and with that its own environment.
environ_of() {
	environ=/proc/$(pid_of "$1")/environ
	until_ok 10 own_environ "$environ"
	tr '\0' '\n' <"$environ"
}

own_environ() { # own_environ FILE: there is one, and it is not crun's
	grep -q . "$1" && ! grep -q _LIBCONTAINER "$1"
}

# Every unit that is wanted at boot has come to where it stays, for the first time.
booted() {
	boot_ms=$(device boot_ms) && [ "$boot_ms" != null ]
}

has() { # has UNIT JQ VALUE
	[ "$(field "$1" "$2")" = "$3" ]
}

at_least() { # at_least UNIT JQ NUMBER
	[ "$(field "$1" "$2")" -ge "$3" ]
}
