#!/bin/sh
# SPDX-License-Identifier: MIT
# A disk of tcr-mkdisk --grow on a larger medium: the data partition takes all of it and
# is formatted at the first boot, and nothing changes at the next.  A file system that
# was not unmounted, or has errors, is repaired; on a still larger medium it grows and
# keeps what it has.  A damaged partition table is repaired.  What somebody else has put
# on the partition stays.
. "$(dirname "$0")/lib.sh"
guest_firmware
"$top/host/tcr-mkdisk" --out "$T/image" --arch "$GUEST_ARCH" --build "$TCR_BUILD" --grow \
	--append 'tcr.shell=hvc0 no_timer_check' "$T/firmware"
at=$((1 + 64 + 2 * 128)) # MiB before the data partition
cp --sparse=always "$T/image" "$T/disk"
truncate -s 512M "$T/disk"
cat "$qemu_tests/guest.sh" - >"$T/script" <<'E'
set -- $(awk '$2 == "/var/lib/tcr" { print $1, $3 }' /proc/mounts)
say mounted "$1 $2"
device=$(basename "$(readlink -f /dev/disk/by-partlabel/tcr-data)")
say partition $(($(cat "/sys/class/block/$device/size") / 2048))
say room "$(($(stat -f -c '%b * %S' /var/lib/tcr) >> 20))"
say kept "$(cat /var/lib/tcr/kept 2>&1)"
say tools "$(ls -d /lib/e2fsprogs 2>/dev/null)"
until_ok 20 booted
say data "$(device data)"
echo here >/var/lib/tcr/kept
sync
[ ! -e /var/lib/tcr/cut ] || echo b >/proc/sysrq-trigger
touch /var/lib/tcr/cut
sync
E
boots() {
	guest_boots
}
data() { # copies the data partition to a file
	dd if="$T/disk" of="$T/data" bs=1M skip="$at" conv=sparse status=none
}
boots
is "$status" 0 "a disk of 512 MiB boots"
is "$(said partition)" $((512 - at - 1)) "the data partition has all of it"
like "$(said mounted)" 'tcr-data ext4$' "and is formatted"
is "$(said data)" disk "... and used"
claim "the file system has the whole partition" [ "$(said room)" -gt 160 ]
is "$(said tools)" "" "nothing of the initramfs is left"
like "$(sfdisk --verify "$T/disk" 2>&1)" 'No errors detected' "the table is whole"
head -c 17408 "$T/disk" >"$T/table"

boots
is "$status" 125 "the power goes at the second boot"
is "$(said kept)" here "what was written is there"
is "$(head -c 17408 "$T/disk" | cmp - "$T/table" 2>&1)" "" "the table is as it was"
is "$(printf '%s\n' "$console" | grep -c 'tcr-data')" 0 "nothing had to be done"

truncate -s 700M "$T/disk"
boots
is "$(said partition)" $((700 - at - 1)) "on a larger medium the partition grows"
claim "... and its file system" [ "$(said room)" -gt 330 ]
is "$(said kept)" here "... which keeps what it has"
like "$console" 'tcr-data: recovering journal' "it was checked, as the power had gone"

data
e2fsck -fy "$T/data" >/dev/null 2>&1 # or the journal would undo what follows
debugfs -w -R 'copy_inode /kept /clock' "$T/data" 2>/dev/null
debugfs -w -R 'ssv state 2' "$T/data" 2>/dev/null
dd if="$T/data" of="$T/disk" bs=1M seek="$at" conv=notrunc,sparse status=none
printf spoilt | dd of="$T/disk" bs=512 seek=1 conv=notrunc status=none
boots
is "$(said data)" disk "a damaged file system on a disk with a damaged table is used"
is "$(said kept)" here "... and keeps what it has"
like "$console" 'e2fsck ends with 4: now -fy' "... as it was repaired"
like "$(sfdisk --verify "$T/disk" 2>&1)" 'No errors detected' "... and the table"

cp --sparse=always "$T/image" "$T/disk"
truncate -s 512M "$T/disk"
head -c 300000 /dev/urandom >"$T/foreign"
dd if="$T/foreign" of="$T/disk" bs=1M seek="$at" conv=notrunc status=none
boots
is "$(said data)" failed "something unknown is no data partition"
like "$console" 'tcr-data: /dev/[a-z]*4: has no ext4, but something else: left as it is' \
	"... which is said"
is "$(tail -c +$(((at << 20) + 1)) "$T/disk" | head -c 300000 | cmp - "$T/foreign" 2>&1)" "" \
	"... and stays as it is"
[ "$failures" -eq 0 ] || printf '%s\n' "$output" "$console" | sed 's/^/# /'
finish
