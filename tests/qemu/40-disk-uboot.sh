#!/bin/sh
# SPDX-License-Identifier: MIT
# A disk of tcr-mkdisk --loader u-boot: U-Boot starts the kernel image of a slot as one
# of UEFI.  A slot on trial, which has no root, gives way to the other when it has no
# try left.
# shellcheck source=../lib/arm64.sh
. "$(dirname "$0")/../lib/arm64.sh"
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
uboot=${TCR_CACHE:-$top/build/cache}/arm64/u-boot
"$top/host/debs" --arch arm64 --alone "$uboot" u-boot-qemu
guest_options=--verity
guest_firmware
"$top/host/tcr-mkdisk" --arch arm64 --loader u-boot --out "$T/disk" --build "$TCR_BUILD" \
	--append 'tcr.shell=hvc0' "$T/firmware"
boot=$T/disk@@1M
"$top/host/uki" arm64 "$T/firmware" none "$TCR_BUILD/bin" 1700000000 '' "$T/uki"
mcopy -i "$boot" "$T/uki" ::/EFI/Linux/tcr-b.efi
printf '%s\n' tcr_serial=2 tcr_first=b tcr_a=good tcr_b=1 tcr_end=2 |
	mcopy -o -i "$boot" - ::/tcr.env
cat "$qemu_tests/guest.sh" - >"$T/script" <<'E'
say root "$(awk '$2 == "/" && $3 == "squashfs" { print $1, $4 }' /proc/mounts)"
say below "$(sed -n s/PARTNAME=//p /sys/block/dm-0/slaves/*/uevent)"
say data "$(awk '$2 == "/var/lib/tcr" { print $1, $3, $4 }' /proc/mounts)"
until_ok 20 booted
say state "$(device state)"
E
boots() # until the guest powers off, or wants to reboot
{
	status=0
	"$top/host/tcr-qemu" --arch arm64 --disk "$T/disk" \
		--bios "$uboot/usr/lib/u-boot/qemu_arm64/u-boot.bin" \
		--timeout 1200 --script "$T/script" \
		>"$T/output" 2>"$T/console" || status=$?
	output=$(cat "$T/output") console=$(tr -d '\r' <"$T/console")
}
boots
is "$status" 125 "slot B, which is on trial and has no root, is tried first, and does not run"
like "$console" 'tcr-disk: none: there is no such partition' "... it says why"
is "$(mtype -i "$boot" ::/tcr-done.env | tr -d '\0' | xargs)" 'tcr_done=1 tcr_of=2' \
	"... the try is counted"

boots
is "$status" 0 "the device boots again"
like "$console" '^tcr: slot a$' "... slot A"
like "$(said root)" '^/dev/dm-0 ro' "its root is verified"
is "$(said below)" tcr-root-a "... and is that of slot A"
like "$(said data)" '^/dev/disk/by-partlabel/tcr-data ext4 rw' "the data partition is mounted"
is "$(said state)" running "all runs"
[ "$failures" -eq 0 ] || printf '%s\n' "$output" "$console" | sed 's/^/# /'
finish
