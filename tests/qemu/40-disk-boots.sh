#!/bin/sh
# SPDX-License-Identifier: MIT
# A disk of tcr-mkdisk: UEFI starts systemd-boot, that the slot's kernel, and the
# device runs from the slot's verified root, with its data on the disk.  tcr-slot puts
# another firmware on trial, which boots, is confirmed, and is left again; when it is
# damaged it has its tries, and the slot before is back.
. "$(dirname "$0")/lib.sh"
append='tcr.shell=hvc0 no_timer_check'
# It keeps tcrd from confirming a slot, which would be soon: the tests do that.
guest_unit held.volume <<'E'
[Volume]
[X-TCR]
Critical=yes
StableSec=1h
[Install]
WantedBy=multi-user.target
E
guest_options='--verity --slots --firmware-version 1.0'
guest_firmware
"$top/host/tcr-mkdisk" --arch "$GUEST_ARCH" --out "$T/disk" --build "$TCR_BUILD" \
	--append "$append" "$T/firmware"
boot=$T/disk@@1M slot_a=$((1 + 64)) slot_b=$((1 + 64 + 128))
# The next version, which another program has put into slot B.
rm "$T/firmware/.made"
guest_options='--verity --slots --firmware-version 2.0'
guest_firmware
"$top/host/slot" "$GUEST_ARCH" "$T/firmware" "$TCR_BUILD/bin" 1800000000 "$append" \
	"$T/slot"
dd if="$T/slot" of="$T/disk" bs=1M seek=$slot_b conv=notrunc,sparse status=none

boots() # until the guest powers off, or wants to reboot; its script is on stdin
{
	{
		cat "$qemu_tests/guest.sh"
		cat <<-'SHELL'
			slots() { tcr-slot status | grep -v '[.]id=\|[.]time=' | xargs; }
			slot() { # slot WORD...: what tcr-slot says, and its exit status
				rc=0
				text=$(tcr-slot "$@" 2>&1) || rc=$?
				say slot "$*:" $text $rc
			}
		SHELL
		cat
	} >"$T/script"
	guest_boots
}
images() # the kernel images that the boot loader has
{
	mdir -b -i "$boot" ::/EFI/Linux | sed 's|.*/||' | sort | xargs
}

boots <<'E'
say root "$(awk '$2 == "/" && $3 == "squashfs" { print $1, $4 }' /proc/mounts)"
say below "$(sed -n s/PARTNAME=//p /sys/block/dm-0/slaves/*/uevent)"
say data "$(awk '$2 == "/var/lib/tcr" { print $1, $3, $4 }' /proc/mounts)"
for link in by-partlabel/tcr-data by-partlabel/tcr-boot by-slot/current by-slot/other; do
	say link "$link $(sed -n s/PARTNAME=//p \
		"/sys/class/block/$(basename "$(readlink -f "/dev/disk/$link")")/uevent")"
done
say first "$(cat /proc/1/comm)"
until_ok 20 booted
say state "$(device state)"
echo kept >/var/lib/tcr/written
say before "$(slots)"
slot try a
slot bad a
slot boot b
slot good
slot bad b
slot try
slot try b 0
slot boot c
slot try b
say after "$(slots)"
say mounted "$(grep -c vfat /proc/mounts)"
E
is "$status" 0 "the device boots"
like "$(said root)" '^/dev/dm-0 ro' "its root is verified"
is "$(said below)" tcr-root-a "... and is that of slot A"
like "$(said data)" '^/dev/disk/by-partlabel/tcr-data ext4 rw' "the data partition is mounted"
is "$(said link)" "by-partlabel/tcr-data tcr-data
by-partlabel/tcr-boot tcr-boot
by-slot/current tcr-root-a
by-slot/other tcr-root-b" "partitions have links"
is "$(said first)" tcr-init "PID 1 is tcr-init"
is "$(said state)" running "all runs"
is "$(printf '%s\n' "$console" | grep -c 'tcr-disk: \|tcr-verity: ')" 0 \
	"nothing is wrong on the way there"
dd if="$T/disk" of="$T/data" bs=1M skip=$((1 + 64 + 2 * 128)) count=64 status=none
is "$(debugfs -R 'cat /written' "$T/data" 2>/dev/null)" kept "what was written is on the disk"
is "$(said before)" "current=a other=b backend=bls a.state=good a.version=1.0 \
b.state=none b.version=2.0 next=a" "tcr-slot shows both slots"
is "$(said slot | sed 's/usage: .*now on/usage/')" "try a: slot a runs 1
bad a: slot b does not boot, so this one has to 1
boot b: slot b was never tried: tcr-slot try 1
good: 0
bad b: 0
try: usage 2
try b 0: usage 2
boot c: usage 2
try b: 0" "... refuses what makes no sense, and puts slot B on trial"
is "$(said after)" "current=a other=b backend=bls a.state=good a.version=1.0 \
b.state=trial b.tries=3 b.version=2.0 next=b" "... which boots next"
is "$(said mounted)" 0 "the boot partition is not mounted"
is "$(images)" "tcr-1-a.efi tcr-2-b+3.efi" "the name of its kernel image says so"

# 10 is more than 9, for the boot loader as well.
mren -i "$boot" ::/EFI/Linux/tcr-1-a.efi tcr-9-a.efi
mren -i "$boot" ::/EFI/Linux/tcr-2-b+3.efi tcr-10-b+3.efi
boots <<'E'
say below "$(sed -n s/PARTNAME=//p /sys/block/dm-0/slaves/*/uevent)"
say written "$(cat /var/lib/tcr/written)"
say trial "$(slots)"
echo x 2>/dev/null >/dev/disk/by-slot/other || say write no
slot try a
slot bad a
slot good
printf x | dd of=/dev/disk/by-slot/other bs=1 seek=130000000 conv=notrunc,fsync 2>/dev/null &&
	say write yes
say good "$(slots)"
slot boot a
say boot "$(slots)"
E
is "$status $(said below)" "0 tcr-root-b" "slot B boots"
is "$(said written)" kept "... with the same data"
is "$(said trial)" "current=b other=a backend=bls a.state=good a.version=1.0 \
b.state=trial b.tries=2 b.version=2.0 next=b" "it is on trial, two tries are left"
is "$(said write | xargs)" "no yes" "... slot A, the way back, cannot be written until then"
is "$(said good)" "current=b other=a backend=bls a.state=good a.version=1.0 \
b.state=good b.version=2.0 next=b" "it is confirmed"
is "$(said boot)" "current=b other=a backend=bls a.state=good a.version=1.0 \
b.state=good b.version=2.0 next=a" "slot A is to boot from now on"
is "$(said slot)" "try a: slot b runs and is not confirmed yet 1
bad a: slot b runs and is not confirmed yet 1
good: 0
boot a: 0" "the way back of a slot on trial is left alone"
is "$(images)" "tcr-10-b.efi tcr-11-a.efi" "names say so"

# A third version, which would not wait in a shell when its root cannot be mounted.
"$top/host/slot" "$GUEST_ARCH" "$T/firmware" "$TCR_BUILD/bin" 1900000000 no_timer_check \
	"$T/slot"
dd if="$T/slot" of="$T/disk" bs=1M seek=$slot_b conv=notrunc,sparse status=none
boots <<'E'
say below "$(sed -n s/PARTNAME=//p /sys/block/dm-0/slaves/*/uevent)"
slot boot b
slot try b 2
slot bad b
slot boot b
say boot "$(slots)"
slot boot a
slot try b 1
# The header is still found, but this block has not the sum that it should have.
printf x | dd of=/dev/disk/by-slot/other bs=1 seek=200 conv=notrunc,fsync 2>/dev/null
E
is "$status $(said below)" "0 tcr-root-a" "slot A boots"
is "$(said slot)" "boot b: slot b has another kernel image than its root: tcr-slot try 1
try b 2: 0
bad b: 0
boot b: 0
boot a: 0
try b 1: 0" "slot B has to be tried first; is given up; boots next; does not; is tried again"
is "$(said boot)" "current=a other=b backend=bls a.state=good a.version=1.0 \
b.state=trial b.tries=3 b.version=2.0 next=b" "a slot that was given up has three tries again"
is "$(images)" "tcr-14-a.efi tcr-15-b+1.efi" "each has a higher number than what was there"

boots </dev/null
is "$status" 125 "slot B, whose root is damaged, does not run"
like "$console" 'tcr-init: mount /dev/dm-0 as squashfs.*I/O error' "... it says why"
is "$(images)" "tcr-14-a.efi tcr-15-b+0-1.efi" "... and has no try left"

boots <<'E'
say below "$(sed -n s/PARTNAME=//p /sys/block/dm-0/slaves/*/uevent)"
say back "$(slots)"
slot boot b
slot try b
E
is "$status $(said below)" "0 tcr-root-a" "slot A is back"
is "$(said back)" "current=a other=b backend=bls a.state=good a.version=1.0 \
b.state=bad b.version=2.0 next=a" "slot B was given up"
is "$(said slot)" "boot b: slot b has a damaged root 1
try b: slot b has a damaged root 1" "... and is refused as it is"

# Slot B gets what A has, so that both have the id, and A's root is damaged.
dd if="$T/disk" of="$T/disk" bs=1M skip=$slot_a seek=$slot_b count=128 \
	conv=notrunc status=none
printf x | dd of="$T/disk" bs=1 seek=$((slot_a * 1048576 + 200)) conv=notrunc status=none
boots <<'E'
say below "$(sed -n s/PARTNAME=//p /sys/block/dm-0/slaves/*/uevent)"
E
is "$status $(said below)" "0 tcr-root-b" "a header alone is not believed if both have the id"

dd if="$T/disk" of="$T/fat" bs=1M skip=1 count=64 status=none
fsck.vfat -n "$T/fat" >"$T/fsck" || cat "$T/fsck"
like "$(tail -n 1 "$T/fsck")" ' files, ' "the boot partition is whole"
is "$(grep -ci 'dirty\|reclaimed\|differ\|share\|wrong' "$T/fsck")" 0 "... without a complaint"
[ "$failures" -eq 0 ] || sed 's/^/# /' "$T/all"
finish
