#!/bin/sh
# SPDX-License-Identifier: MIT
# What attaching a container to its network costs, and detaching it, with none
# beside it and with 199: each round is a network namespace of its own, with 200.
. "$(dirname "$0")/lib.sh"
T=$W/attach
mkdir -p "$T"
set -- "$bench/attach.c"
for f in fmt io log text; do
	set -- "$@" "$top/init/$f.c"
done
for f in "$top"/net/*.c; do
	case $f in
	*/net/tcr-*) ;;
	*) set -- "$@" "$f" ;;
	esac
done
gcc -std=gnu17 -D_GNU_SOURCE "-I$top" -Os -ffunction-sections \
	-Wl,--gc-sections -o "$T/attach" "$@"

i=0
while [ $((i += 1)) -le "${BENCH_ROUNDS:-5}" ]; do
	# shellcheck disable=SC2016 # it is the inner one's
	unshare -mn --propagation private sh -eu -c '
		mount -t sysfs sys /sys # of this network namespace
		mount -t tmpfs run /run
		"$1" /run 200' attach "$T/attach" >>"$T/all"
done

# cost COLUMN FROM TO: of the containers with these numbers
cost()
{
	awk -v c="$1" -v from="$2" -v to="$3" \
		'$1 >= from && $1 <= to { print $c }' "$T/all" | median
}

# The first of a round pays for what all share: ten at each end.
row "attach: 1st to 10th" "$(calc "$(cost 2 1 10) / 1000")" ms
row "attach: 191st to 200th" "$(calc "$(cost 2 191 200) / 1000")" ms
row "attach: 200th / 1st" "$(calc "$(cost 2 191 200) / $(cost 2 1 10)")" \
	times 1.2
row "detach: 1st to 10th" "$(calc "$(cost 3 1 10) / 1000")" ms
row "detach: 191st to 200th" "$(calc "$(cost 3 191 200) / 1000")" ms
