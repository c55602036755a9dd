#!/bin/sh
# SPDX-License-Identifier: MIT
# The power goes while slots of a disk for U-Boot are tried, confirmed, given up and
# chosen, and while U-Boot counts a try: at each write that the boot partition gets, and
# with any of those since the last flush missing.  What U-Boot's script boots then is
# slot A or B, with a whole kernel image, and the one that was chosen, once that was said
# to be done.
# shellcheck source=../lib/arm64.sh
. "$(dirname "$0")/../lib/arm64.sh"
# shellcheck source=../qemu/lib.sh
. "$qemu/lib.sh"
uboot=${TCR_CACHE:-$top/build/cache}/arm64/u-boot
"$top/host/debs" --arch arm64 --alone "$uboot" u-boot-qemu
# shellcheck source=../lib/slot-disk.sh
. "$tests/lib/slot-disk.sh"
slot_version 1
"$top/host/tcr-mkdisk" --arch arm64 --loader u-boot --out "$T/disk" --build "$TCR_BUILD" \
	--root-size 64M --append tcr.shell=hvc0 "$T/firmware"
mcopy -i "$T/disk@@1M" ::/EFI/Linux/tcr-a.efi "$T/a1.efi"
slot_firmwares tcr.shell=hvc0
boots() # boots LOG: until the guest powers off; its script is on stdin
{
	slot_operations --data-log "$1" --bios "$uboot/usr/lib/u-boot/qemu_arm64/u-boot.bin"
}
boots "$T/log1" <<'E'
fill b
op b2 try b
op a1 bad b
op b2 boot b
op a1 boot a
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	op a1 bad b
	op b2 boot b
	op a1 bad b
done
fill c
op b3 try b 9
E
is "$status $(said current)" "0 a" "slots are tried and left"
boots "$T/log2" <<'E'
op b3 good
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	op a1 boot a
	op b3 boot b
done
E
is "$status $(said current)" "0 b" "slot B boots, and is confirmed"
slot_replay "${CRASHES:-1200}" 0 "$T/log1" "$T/log2"
like "$(echo "$found" | tail -n 1)" ' of [0-9]{4,} disks, [0-9]+ forms, 0 bad$' \
	"each boots a whole slot"
[ "${failures:?}" -eq 0 ] || {
	echo "$found"
	cat "$T/all"
} | sed 's/^/# /'
finish
