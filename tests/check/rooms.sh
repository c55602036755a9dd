#!/bin/sh
# SPDX-License-Identifier: MIT
# The rooms of supervisor/: each line is a room and those that it may include,
# lower ones first.  No circle of files, neither between rooms nor within one.
set -eu
cd "$(dirname "$0")/../.."
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
cat >"$T/rooms" <<'END'
base
units/text: base
units: base units/text
units/keys: base units units/text
units/load: base units units/text units/keys
spec: base units units/text
logs: base units units/text spec
rungs: base units units/text logs spec
life: base units units/text logs spec rungs
manager: base units units/text logs rungs life
slot: base units life manager
serve: base units units/text logs rungs life manager slot
client: base units/text logs
store: base units units/text units/load client
verify: base units units/text units/keys units/load spec client
device: base units units/text spec client verify
volumes: base units units/text units/load spec client
inside: base units units/text spec client volumes
.: base units units/text units/keys units/load logs spec rungs life manager slot serve client store verify device inside volumes
END
# "FILE INCLUDED", both without their suffixes.
grep -roE '^#include "supervisor/[^"]*' supervisor --include='*.[ch]' |
	sed 's/:#include "/ /;s/[.][ch]\( \|$\)/\1/g;s/supervisor.//g' |
	awk '$1 != $2' | sort -u >"$T/edges"
awk -v rooms="$T/rooms" '
function room(file) { return sub("/[^/]*$", "", file) ? file : "." }
BEGIN {
	while ((getline line <rooms) > 0) {
		n = split(line, w, "[: ]+")
		known[w[1]] = 1
		for (i = 2; i <= n; i++)
			may[w[1], w[i]] = 1
	}
}
{
	a = room($1); b = room($2)
	if (!known[a] || !known[b] || (a != b && !may[a, b]))
		print $1 " includes " $2
}' "$T/edges" >"$T/bad"
tsort "$T/edges" 2>&1 >/dev/null | sed 's/^tsort: //' >"$T/circles" || :
n=0
tell() { # FILE TEXT
	n=$((n + 1))
	if [ -s "$1" ]; then
		echo "not ok $n - $2"
		sed 's/^/# /' "$1"
	else
		echo "ok $n - $2"
	fi
}
tell "$T/bad" 'every room includes only those below it'
tell "$T/circles" 'no files include each other in a circle'
echo "1..$n"
! grep -q . "$T/bad" "$T/circles"
