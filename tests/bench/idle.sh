#!/bin/sh
# SPDX-License-Identifier: MIT
# A device with ten containers that do nothing: how often tcr's processes wake
# up in ten minutes (of a clock that counts instructions, so they pass at once),
# and how much is written to the data disk in BENCH_IDLE_S seconds.
. "$(dirname "$0")/lib.sh"
seconds=${BENCH_IDLE_S:-60}

bench_firmware bridge 10 bridge
bench_guest bridge --icount <<'E'
wakeups()
{
	for name in tcr-init tcrd tcr-dns; do
		sed -n "s/^voluntary_ctxt_switches:[^0-9]*/$1 $name /p" \
			/proc/$(pidof $name)/status
	done
}
sleep 10
wakeups before
sleep 600
wakeups after
E
for name in tcr-init tcrd tcr-dns; do
	row "idle: wake-ups of $name in 10 minutes" \
		"$(($(said bridge "after $name") - $(said bridge "before $name")))" \
		"" 0
done

# Sectors written are the tenth field of a line; what mounting and starting
# wrote is on the disk before the first look.
rm -f "$W/disk"
cp --sparse=always "$W/bridge/data.img" "$W/disk"
bench_guest bridge --data "$W/disk" <<E
written()
{
	awk -v key="\$1" '\$3 == "vdb" { print key, \$10 * 512 }' /proc/diskstats
}
sync
sleep 12
written before
sleep $seconds
written after
E
row "idle: bytes written to disk in $seconds s" \
	"$(($(said bridge after) - $(said bridge before)))" B 0
