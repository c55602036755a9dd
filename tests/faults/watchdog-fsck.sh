#!/bin/sh
# SPDX-License-Identifier: MIT
# A check of the data partition that takes longer than the board's watchdog waits: the
# device boots all the same.  The partition is on a slow second medium of its own, which it
# is to fill, and its file system was not unmounted.
# shellcheck source=../qemu/lib.sh
. "$(dirname "$0")/../qemu/lib.sh"
[ "$GUEST_ARCH" = amd64 ] || {
	echo "1..0 # SKIP QEMU has this watchdog for PCs"
	exit 0
}
# shellcheck source=../lib/kernel.sh
. "$tests/lib/kernel.sh"
echo 'load i6300esb' >>"$T/drivers"
guest_options="$kernel_options --slots"
guest_firmware
"$top/host/tcr-mkdisk" --out "$T/disk" --build "$TCR_BUILD" --boot-size 256M \
	--append 'tcr.shell=hvc0 no_timer_check' "$T/firmware"
sfdisk -q --delete "$T/disk" 4

# Tables of inodes that e2fsck reads as a whole: 32 MiB.
truncate -s 1024M "$T/data"
mkfs.ext4 -q -O '^metadata_csum,^uninit_bg' -E lazy_itable_init=0 -N 131072 "$T/data"
debugfs -w -R 'ssv state 2' "$T/data" 2>/dev/null
truncate -s 1200M "$T/slow"
printf 'label: gpt\nstart=1MiB, size=1024MiB, name=tcr-data, attrs="GUID:59"\n' |
	sfdisk -q "$T/slow"
dd if="$T/data" of="$T/slow" bs=1M seek=1 conv=notrunc,sparse status=none

cat "$qemu_tests/guest.sh" - >"$T/script" <<'S'
say up "$(cut -d . -f 1 /proc/uptime)"
say dog "$(cat /sys/class/watchdog/watchdog0/identity)"
until_ok 30 booted
say data "$(device data)"
say room "$(($(stat -f -c '%b * %S' /var/lib/tcr) >> 20))"
S
guest_boots --qemu "-device i6300esb -action watchdog=reset" \
	--qemu "-drive if=virtio,format=raw,file=$T/slow,throttling.bps-read=300000"
is "$status" 0 'the device boots, and no watchdog resets it'
is "$(said dog)" 'i6300ESB timer' 'it has a watchdog'
up=$(said up)
echo "# up after $up s"
# It waits for 30 s until tcr-init says otherwise.
claim 'the check took longer than that waits for' [ "${up:-0}" -gt 60 ]
like "$console" 'e2fsck ends with 4: now -fy|was not cleanly unmounted|errors of the file system' \
	'the file system was checked'
is "$(said data)" disk '... and is used'
claim '... and has grown' [ "0$(said room)" -gt 1050 ]
[ "$failures" -eq 0 ] || sed 's/^/# /' "$T/all"
finish
