#!/bin/sh
# SPDX-License-Identifier: MIT
# A container is killed: how long until its successor runs, against a bare
# `crun run --detach` of the same config.json, in time that counts instructions.
# One emulated processor also has the dead one's namespaces to take down then.
# Between two deaths passes what makes the next one no crash loop, which waits.
. "$(dirname "$0")/lib.sh"

bench_firmware plain 10 none
bench_guest plain --icount <<E
cd /run
mkdir bundle
sed 's#/tcr/c3#/bare/x#; s#"/ready/c3"#"/ready/x"#
	s#/run/tcr/units/c3/volumes/0#$READY#' \
	/run/tcr/units/c3/config.json >bundle/config.json
for i in 1 2 3 4 5 6 7; do
	echo tcr \$(probe restart \$(cat /run/tcr/units/c3/pid) $READY/c3)
	echo crun \$(probe run $READY/x crun --root /run/bare run --detach --bundle bundle x\$i)
	crun --root /run/bare delete -f x\$i
	sleep 60
done
E
tcr=$(said plain tcr | median)
crun=$(said plain crun | median)
row "restart: kill -9 to first instruction" "$tcr" ms
row "restart: bare crun run --detach" "$crun" ms
row "restart: against bare crun" "$(calc "$tcr / $crun" %.2f)" x 1.15
