#!/bin/sh
# SPDX-License-Identifier: MIT
# The power goes while tcr-data lets a data partition grow and formats it, and while it
# makes a file system with data larger: at each sector, or block, that the disk gets, and
# with any of those since the last flush missing.  One table is valid each time, and
# tcr-data then ends what it had begun.  CRASHES disks of each kind are looked at, BOOTS
# of them are given to tcr-data.
. "$(dirname "$0")/../qemu/lib.sh"
CRASHES=${CRASHES:-2000} BOOTS=${BOOTS:-24}
mkdir -p "$T/overlay/usr/sbin" "$T/overlay/newroot" "$T/overlay/usr/lib" "$T/samples"
cp "$TCR_BUILD/bin/tcr-data" "$T/overlay/usr/sbin/"
"$top/host/ext4-tools" "$GUEST_ARCH" "$T/overlay/usr/lib/e2fsprogs"
guest_options="--overlay $T/overlay"
guest_firmware

# disk FILE [DATA]: a disk of 24 MiB with a table for 12, whose second partition grows.
disk() {
	truncate -s 12M "$1"
	printf '%s\n' 'label: gpt' 'start=1MiB, size=1MiB' \
		'start=2MiB, size=9MiB, name=tcr-data, attrs="GUID:59"' |
		sfdisk -q --no-reread --no-tell-kernel "$1"
	[ $# -eq 1 ] || dd if="$2" of="$1" bs=1M seek=2 conv=notrunc status=none
	truncate -s 24M "$1"
}
mkdir "$T/tree"
head -c 1000000 /dev/urandom >"$T/tree/file"
mke2fs -q -t ext4 -m 0 -d "$T/tree" "$T/fs" 9M
disk "$T/empty"
disk "$T/full" "$T/fs"

power_cut() { # power_cut KIND BYTES: so many are written as a whole, or not
	cp "$T/$1" "$T/data"
	guest_run --data "$T/data" --data-log "$T/log" <<'E'
/usr/sbin/tcr-data /dev/vdb2
say ended $?
echo b >/proc/sysrq-trigger
E
	is "$status" 125 "$1: the power goes"
	is "$(said ended)" 0 "... after tcr-data"
	found=$(PIECE=$2 python3 "$tests/driver/replay.py" "$T/$1" "$T/log" "$CRASHES" \
		python3 "$tests/driver/disk-check.py" "$1" "$T/tree/file" "$T/samples")
	like "$found" '^[0-9]+ of [0-9]+ disks, 0 bad$' "... each disk has a table, and data if it had"
	ok $(($(echo "$found" | tail -n 1 | cut -d ' ' -f 1) < 20)) \
		"... of $(echo "$found" | tail -n 1)"
}
power_cut empty 512
power_cut full 1024 # ext4 counts on whole blocks

# Disks that differ most: every so many of them, of both kinds.
set -- "$T"/samples/*
step=$((($# + BOOTS - 1) / BOOTS)) n=0 tried=0
for sample; do
	n=$((n + 1))
	[ $((n % step)) -eq 0 ] || continue
	tried=$((tried + 1))
	cp --sparse=always "$sample" "$T/data"
	guest_run --append gpt --data "$T/data" <<'E'
/usr/sbin/tcr-data /dev/vdb2
say ended $?
mkdir -p /run/data
mount -t ext4 /dev/vdb2 /run/data
say size "$(($(cat /sys/class/block/vdb2/size) / 2048))"
say room "$(($(stat -f -c '%b * %S' /run/data) >> 20))"
say file "$(sha256sum </run/data/file)"
umount /run/data
/usr/sbin/tcr-data /dev/vdb2
say again $?
E
	what=${sample##*/}
	is "$(said ended) $(said again) $(said size)" "0 0 21" "$what: ends, and the partition has all"
	claim "... and its file system" [ "$(said room)" -ge 15 ]
	case $what in
	full*) is "$(said file)" "$(sha256sum <"$T/tree/file")" "... and its data" ;;
	esac
done
claim "$tried disks were tried" [ "$tried" -ge $((BOOTS / 2)) ]
[ "$failures" -eq 0 ] || printf '%s\n' "$output" "$console" | sed 's/^/# /'
finish
