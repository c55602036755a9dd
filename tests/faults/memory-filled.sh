#!/bin/sh
# SPDX-License-Identifier: MIT
# Whatever one container of default settings takes, on small devices: tcrctl and
# its neighbour answer within 2 seconds, see tests/qemu/38-memory-filled.sh.
# MEMORIES and THINGS choose.  Prints a table.
. "$(dirname "$0")/../qemu/lib.sh"
# shellcheck source=../qemu/memory.sh
. "$qemu_tests/memory.sh"
THINGS=${THINGS:-root tmp devshm memfd anon tables pipe unix udp shm msg mq
	inotify epoll pty files fork signals}
# shellcheck disable=SC2086 # words
memory_units $THINGS
echo '# MiB  what     free KiB (idle)  answer ms (idle)  hog              killed'
for mem in ${MEMORIES:-96 128 256}; do
	for thing in $THINGS; do
		memory_attacks "$mem" "${SECONDS_EACH:-20}" "$thing"
		if [ "$status" -ne 0 ]; then
			printf '# %-4s %-8s no sign of life\n' "$mem" "$thing"
			ok 1 "$mem MiB, $thing: the device is alive"
			continue
		fi
		printf '# %-4s %-8s %7s (%6s) %7s (%4s)  %-16s %s %s\n' "$mem" \
			"$thing" "$(said "$thing.free")" "$(said idle)" \
			"$(said "$thing.answer")" "$(said "$thing.quiet")" \
			"$(said "$thing.hog")" "$(said "$thing.killed")" \
			"$(said "$thing.lacks")"
		memory_held "$thing"
	done
done
finish
