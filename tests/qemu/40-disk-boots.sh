#!/bin/sh
# SPDX-License-Identifier: MIT
# A disk of tcr-mkdisk: UEFI starts systemd-boot, that the slot's kernel, and the
# device runs from the slot's verified root, with its data on the disk.  A later slot on
# trial is tried first; when it has no try left, the other one is back.
. "$(dirname "$0")/lib.sh"
guest_options=--verity
guest_firmware
"$top/host/tcr-mkdisk" --arch "$GUEST_ARCH" --out "$T/disk" --build "$TCR_BUILD" \
	--append 'tcr.shell=hvc0 no_timer_check' "$T/firmware"
boot=$T/disk@@1M
"$top/host/uki" "$GUEST_ARCH" "$T/firmware" b "$TCR_BUILD/bin" 9999999999 no_timer_check "$T/uki"
mcopy -i "$boot" "$T/uki" ::/EFI/Linux/tcr-b+1.efi
cat "$qemu_tests/guest.sh" - >"$T/script" <<'E'
say root "$(awk '$2 == "/" && $3 == "squashfs" { print $1, $4 }' /proc/mounts)"
say below "$(sed -n s/PARTNAME=//p /sys/block/dm-0/slaves/*/uevent)"
say data "$(awk '$2 == "/var/lib/tcr" { print $1, $3, $4 }' /proc/mounts)"
say link "$(readlink -f /dev/disk/by-partlabel/tcr-data)"
say label "$(sed -n s/PARTNAME=//p "/sys/class/block/$(basename \
	"$(readlink -f /dev/disk/by-partlabel/tcr-data)")/uevent")"
say first "$(cat /proc/1/comm)"
until_ok 20 booted
say state "$(device state)"
echo kept >/var/lib/tcr/written
E
boots() # until the guest powers off, or wants to reboot
{
	status=0
	"$top/host/tcr-qemu" --arch "$GUEST_ARCH" --disk "$T/disk" --timeout 1200 --script "$T/script" \
		>"$T/output" 2>"$T/console" || status=$?
	output=$(cat "$T/output") console=$(tr -d '\r' <"$T/console")
}
boots
is "$status" 125 "slot B, which is later and has no root, is tried first, and does not run"
like "$console" 'tcr-init: mount /dev/dm-0 as squashfs.*I/O error' "... it says why"
is "$(mdir -b -i "$boot" ::/EFI/Linux | sort | xargs)" \
	'::/EFI/Linux/tcr-a.efi ::/EFI/Linux/tcr-b+0-1.efi' "... and has no try left"

boots
is "$status" 0 "the device boots again"
like "$(said root)" '^/dev/dm-0 ro' "its root is verified"
is "$(said below)" tcr-root-a "... and is that of slot A"
like "$(said data)" '^/dev/disk/by-partlabel/tcr-data ext4 rw' "the data partition is mounted"
is "$(said label)" tcr-data "... which has that label ($(said link))"
is "$(said first)" tcr-init "PID 1 is tcr-init"
is "$(said state)" running "all runs"
is "$(printf '%s\n' "$console" | grep -c 'tcr-disk: \|tcr-verity: ')" 0 \
	"nothing is wrong on the way there"
dd if="$T/disk" of="$T/data" bs=1M skip=$((1 + 64 + 2 * 128)) count=64 status=none
is "$(debugfs -R 'cat /written' "$T/data" 2>/dev/null)" kept "what was written is on the disk"
[ "$failures" -eq 0 ] || printf '%s\n' "$output" "$console" | sed 's/^/# /'
finish
