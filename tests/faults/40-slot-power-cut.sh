#!/bin/sh
# SPDX-License-Identifier: MIT
# The power goes while slots are tried, confirmed, given up and chosen, and while
# systemd-boot counts a try: at each write that the boot partition gets, and with any
# of those since the last flush missing.  What boots then is slot A or B, with a whole
# kernel image, and the one that was chosen, once that was said to be done.  Some of
# these disks are booted, and tried once more.
. "$(dirname "$0")/../qemu/lib.sh"
# shellcheck source=../lib/slot-disk.sh
. "$tests/lib/slot-disk.sh"
append='tcr.shell=hvc0 no_timer_check'
slot_version 1
"$top/host/tcr-mkdisk" --arch "$GUEST_ARCH" --out "$T/disk" --build "$TCR_BUILD" \
	--boot-size 40M --append "$append" "$T/firmware"
boot=$T/disk@@1M
mcopy -i "$boot" ::/EFI/Linux/tcr-1-a.efi "$T/a1.efi"
# Files of others, so that names are in several sectors: that is the harder case.  UEFI
# removes the old name before it writes the new one; if they are in two sectors, a power
# cut while systemd-boot counts may lose the slot on trial, and A boots.
for name in one two three four five; do
	echo other | mcopy -i "$boot" - "::/EFI/Linux/some-other-$name.txt"
done
slot_firmwares "$append"

slot_operations --data-log "$T/log1" <<'E'
fill b
op b2 try b
op a1 bad b
op b2 boot b
op a1 boot a
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
	op a1 bad b
	op b2 boot b
	op a1 bad b
done
fill c
op 'b3 a1' try b 9
E
is "$status $(said current)" "0 a" "slots are tried and left"
slot_operations --data-log "$T/log2" </dev/null
is "$status $(said current)" "0 b" "slot B boots, and is not confirmed"
slot_operations --data-log "$T/log3" <<'E'
op b3 good
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	op a1 boot a
	op b3 boot b
done
E
is "$status $(said current)" "0 b" "slot B boots again, and is confirmed"
is "$(mdir -b -i "$boot" ::/EFI/Linux | sed -n 's/.*tcr-.*-//p' | sort | xargs)" \
	"a.efi b.efi" "both are good"
slot_replay "${CRASHES:-1100}" "${SAMPLES:-5}" "$T/log1" "$T/log2" "$T/log3"
like "$(echo "$found" | tail -n 1)" '^[0-9]{4,} of [0-9]+ disks, [0-9]+ forms, 0 bad$' \
	"each boots a whole slot"

for crash in "$T"/crashes/*.fat; do
	read -r image form <"${crash%.fat}.boots"
	slot=${image%?} other=$(echo "${image%?}" | tr ab ba)
	cp --sparse=always "$T/before" "$T/disk"
	dd if="$crash" of="$T/disk" bs=1M seek=1 conv=notrunc status=none
	[ "$slot" = a ] || dd if="$T/$image" of="$T/disk" bs=1M seek=$((1 + 40 + 128)) \
		conv=notrunc status=none
	slot_operations <<'E'
good=$(tcr-slot good 2>&1)
say good "$good" $?
current=$(tcr-slot status | sed -n 's/^current=//p')
other=$(tcr-slot status | sed -n 's/^other=//p')
[ $current = b ] || fill c
op $other try $other
E
	is "$status $(said current)" "0 $slot" "$slot boots: $form"
	is "$(said op)" "$other" "... and the other one is put on trial again"
	dd if="$T/disk" of="$T/fat" bs=1M skip=1 count=40 status=none
	fsck.vfat -n "$T/fat" >"$T/fsck" || :
	is "$(grep -c 'size is\|bad cluster' "$T/fsck")" 0 "... with clusters of its own"
done
[ "$failures" -eq 0 ] || {
	echo "$found"
	cat "$T/all"
} | sed 's/^/# /'
finish
