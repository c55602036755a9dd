# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Sourced after lib.sh by tests whose containers look at what they were given, say
# it and are done.

# probe NAME COMMANDS <<EOF [lines of [Container], [Service]]: a oneshot.
probe() {
	cat >"$T/more"
	{
		echo '[Container]'
		echo 'Image=busybox'
		echo 'Network=none'
		echo "Exec=/bin/sh -c \"$2\""
		cat "$T/more"
		grep -q '^\[Service\]' "$T/more" || echo '[Service]'
		printf 'Type=oneshot\nRemainAfterExit=yes\n'
		printf '[Install]\nWantedBy=multi-user.target\n'
	} >"$T/conf.d/$1.container"
	probes="${probes-} $1"
}

# usual_filters: system calls are filtered as on a device.
usual_filters() {
	# shellcheck disable=SC2154 # top, arch and T are lib.sh's
	"$top/host/seccomp" --all "$arch" "$T/filters" 2>/dev/null
	export TCR_SECCOMP="$T/filters/seccomp.bpf"
}

probes_settled() { # each has ended, or has failed to start; if not, claims tell
	until_ok 30 probes_ended || :
}

probes_ended() {
	for probe in $probes; do
		in_state "$probe" active || in_state "$probe" failed || return 1
	done
}

say() { # say UNIT: what it printed
	tcrctl logs "$1" | sed "s/^[^ ]* $1 //"
}
