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
version() # version NUMBER: makes a firmware of it
{
	rm -f "$T/firmware/.made"
	# shellcheck disable=SC2034 # of guest_firmware
	guest_options="--slots --firmware-version $1"
	guest_firmware
}
version 1
"$top/host/tcr-mkdisk" --arch arm64 --loader u-boot --out "$T/disk" --build "$TCR_BUILD" \
	--root-size 64M --append tcr.shell=hvc0 "$T/firmware"
mcopy -i "$T/disk@@1M" ::/EFI/Linux/tcr-a.efi "$T/a1.efi"
for number in 2 3; do
	version $number
	"$top/host/slot" arm64 "$T/firmware" "$TCR_BUILD/bin" 1800000000 \
		"tcr.shell=hvc0 version=$number" "$T/b$number"
done
cp --sparse=always "$T/disk" "$T/before"

boots() # boots LOG: until the guest powers off; its script is on stdin
{
	{
		cat "${qemu_tests:?}/guest.sh"
		cat <<-'SHELL'
			disk=/dev/$(basename "$(readlink -f /sys/class/block/"$(basename \
				"$(readlink -f /dev/disk/by-slot/current)")"/..)")
			# op IMAGE WORD...: runs tcr-slot; then that image boots.
			op() {
				image=$1
				shift
				tcr-slot "$@" || { say failed "$*"; exit 1; }
				n=$((n + 1))
				say op "$image"
				printf '%-512s' $n |
					dd of="$disk" bs=512 seek=1000 conv=notrunc,fsync 2>/dev/null
			}
			fill() { # fill DISK: puts what is on the disk into the other slot
				dd if="/dev/vd$1" of=/dev/disk/by-slot/other bs=1M conv=fsync 2>/dev/null
			}
			say current "$(tcr-slot status | sed -n 's/^current=//p')"
		SHELL
		echo "n=$(wc -l <"$T/said")"
		cat
	} >"$T/script"
	status=0
	"$top/host/tcr-qemu" --arch arm64 --disk "$T/disk" --disk "$T/b2" --disk "$T/b3" \
		--bios "$uboot/usr/lib/u-boot/qemu_arm64/u-boot.bin" --timeout 1200 \
		--data-log "$1" --script "$T/script" >"$T/output" 2>"$T/console" || status=$?
	sed -n 's/^op //p' "$T/output" >>"$T/said"
	cat "$T/output" >>"$T/all"
	tr -d '\r' <"$T/console" >>"$T/all"
}
: >"$T/said"
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
{
	echo a1
	cat "$T/said"
} >"$T/operations"
mkdir "$T/crashes"
found=$(python3 "$tests/driver/slot-replay.py" "$T/before" "$T/operations" "$T" \
	"${CRASHES:-1200}" 0 "$T/crashes" "$T/log1" "$T/log2")
like "$(echo "$found" | tail -n 1)" ' of [0-9]{4,} disks, [0-9]+ forms, 0 bad$' \
	"each boots a whole slot"
echo "# $(echo "$found" | tail -n 1)"
[ "${failures:?}" -eq 0 ] || {
	echo "$found"
	cat "$T/all"
} | sed 's/^/# /'
finish
