#!/bin/sh
# SPDX-License-Identifier: MIT
# Units with very long texts: a document always comes, with all of them in it;
# what has no room is left out of those that need more than their share.
. "$(dirname "$0")/lib.sh"
enter "$@"
busybox_image busybox
long() { # long COUNT: a text of so many bytes
	head -c "$1" /dev/zero | tr '\000' x
}
idle() { # idle NAME LINE...: not started
	name=$1
	shift
	{
		printf '[Unit]\n'
		printf '%s\n' "$@"
		printf '[Container]\nImage=busybox\n'
	} >"$T/conf.d/$name.container"
}
idle plain Description=plain
idle described "Description=$(long 5500)"
idle ports 'Description=ports' '[Container]' \
	"$(seq 40 | sed 's/.*/PublishPort=80&:&/')"
idle dropins Description=dropins
mkdir "$T/conf.d/dropins.container.d"
for n in $(seq 70); do
	printf '[Service]\nRestart=no\n' \
		>"$T/conf.d/dropins.container.d/$n-$(long 100).conf"
done
tcrd_start
cat /run/tcr/status >"$T/doc"
of() { # of UNIT JQ
	jq -r ".units[] | select(.unit == \"$1.container\") | $2" "$T/doc"
}
is "$(of described '.description | length')" 5500 \
	"a description of 5500 letters is shown"
is "$(of dropins '.files | length')" 71 "so are 70 drop-ins"
is "$(of ports '.ports | length')" 40 "and 40 ports"
is "$(jq -r '[.units[].cut] | unique[]' "$T/doc")" null "nothing is cut"
tcrctl status described dropins ports >"$T/out" || :
is "$(grep -c 'Files:' "$T/out")" 3 "tcrctl shows them"
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" || :

for n in $(seq 150); do
	idle "big$n" "Description=$(long 9000)"
done
tcrd_start
cat /run/tcr/status >"$T/doc"
ok $(($(wc -c <"$T/doc") > 1 << 20)) "of 150 such units the document has no MiB"
is "$(jq '[.units[].unit | select(startswith("big"))] | length' "$T/doc")" 150 \
	"and all of them"
is "$(of big7 .state) $(of big7 .description) $(of big7 .cut)" \
	"inactive null description, image, ports, labels, files and names" \
	"it says what it leaves out"
is "$(of plain .description)" plain "who is brief is not cut"
tcrctl status >"$T/out"
is "$(grep -c '^. big.* inactive' "$T/out")" 150 "tcrctl reads it"
tcrctl status big7 >"$T/out" || :
like "$(cat "$T/out")" "Cut: .*labels, files and names \(too long for the status" \
	"and tells what is left out"
for _ in 1 2 3 4 5 6 7 8 9 10; do
	tcrctl status >/dev/null
done
ok $(($(wc -l <"$T/console") > 50)) "all that is no flood of the log"
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" || :
finish
