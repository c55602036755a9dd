#!/bin/sh
# SPDX-License-Identifier: MIT
# tcrctl status of 200 units that run.  On this machine.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/native.sh"

native 200
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
	probe time tcrctl status
done >"$T/times"
tcrctl status --json >"$T/document"
[ "$(jq '[.units[] | select(.state == "running")] | length' "$T/document")" -ge 200 ]
row "status: tcrctl status, 200 units" "$(median <"$T/times")" ms 5
row "status: the document, 200 units" \
	"$(calc "$(wc -c <"$T/document") / 1024" %.1f)" KiB 100
kill -TERM "$tcrd_pid"
wait "$tcrd_pid"
