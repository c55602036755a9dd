# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2034,SC2154 # qemu/lib.sh assigns; the tests read
# Sourced after qemu/lib.sh by tests that write the slots of a disk and change which of
# them boots.

# slot_version NUMBER: the firmware in $T/firmware becomes one of that version.
slot_version()
{
	rm -f "$T/firmware/.made"
	guest_options="--slots --firmware-version $1"
	guest_firmware
}

# slot_image FILE APPEND: what is written into a slot: that firmware, with FILE.efi, which
# is its kernel image.
slot_image()
{
	"$top/host/slot" "$GUEST_ARCH" "$T/firmware" "$TCR_BUILD/bin" 1800000000 "$2" "$1"
}

# For tests of power cuts: operations on the slots, each with the images that may boot
# after it, as driver/slot-replay.py wants to know them.

# slot_firmwares APPEND: the versions of slot B, $T/b2 and $T/b3; and $T/before, the disk
# as it was.
slot_firmwares()
{
	for number in 2 3; do
		slot_version $number
		slot_image "$T/b$number" "$1 version=$number"
	done
	cp --sparse=always "$T/disk" "$T/before"
	: >"$T/said"
}

# slot_operations [TCR-QEMU OPTION]...: boots until the guest powers off; its script is on
# stdin.  What was done is then in $T/said.
slot_operations()
{
	{
		cat "$qemu_tests/guest.sh"
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
			# fill DISK: puts what is on the disk into the other slot.
			fill() {
				dd if="/dev/vd$1" of=/dev/disk/by-slot/other bs=1M conv=fsync 2>/dev/null
			}
			say current "$(tcr-slot status | sed -n 's/^current=//p')"
		SHELL
		echo "n=$(wc -l <"$T/said")"
		cat
	} >"$T/script"
	guest_boots --disk "$T/b2" --disk "$T/b3" "$@"
	sed -n 's/^op //p' "$T/output" >>"$T/said"
}

# slot_replay COUNT SAMPLES LOG...: what boots after power cuts in all of that, in $found.
slot_replay()
{
	count_of=$1 samples=$2
	shift 2
	{
		echo a1
		cat "$T/said"
	} >"$T/operations"
	mkdir "$T/crashes"
	found=$(python3 "$tests/driver/slot-replay.py" "$T/before" "$T/operations" "$T" \
		"$count_of" "$samples" "$T/crashes" "$@")
	echo "# $(echo "$found" | tail -n 1)"
}
