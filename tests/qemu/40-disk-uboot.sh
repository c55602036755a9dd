#!/bin/sh
# SPDX-License-Identifier: MIT
# A disk of tcr-mkdisk --loader u-boot: U-Boot starts the kernel image of a slot as one
# of UEFI.  A slot on trial that runs is confirmed, and stays; with FAULTS=all one that does
# not run gives way before that to the other one, when it has no try left.
# shellcheck source=../lib/arm64.sh
. "$(dirname "$0")/../lib/arm64.sh"
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
uboot=${TCR_CACHE:-$top/build/cache}/arm64/u-boot
"$top/host/debs" --arch arm64 --alone "$uboot" u-boot-qemu
# shellcheck disable=SC2034 # of guest_firmware
guest_options=--slots
guest_firmware
"$top/host/tcr-mkdisk" --arch arm64 --loader u-boot --out "$T/disk" --build "$TCR_BUILD" \
	--append tcr.shell=hvc0 "$T/firmware"
# Two more firmwares: a root with nothing in it, and the same root with another sum.
mkdir -p "$T/tree/etc/tcr"
cp -r "$T/firmware" "$T/no"
mksquashfs "$T/tree" "$T/no/root.sqfs" -quiet -noappend -no-progress >/dev/null
cp -r "$T/firmware" "$T/new"
truncate -s +4096 "$T/new/root.sqfs"
for name in no new; do
	"$top/host/slot" arm64 "$T/$name" "$TCR_BUILD/bin" 1700000000 tcr.shell=hvc0 "$T/slot-$name"
done

boots() # boots <<E: runs the script, until the guest powers off or wants to reboot
{
	cat "${qemu_tests:?}/guest.sh" - >"$T/script"
	status=0
	"$top/host/tcr-qemu" --arch arm64 --disk "$T/disk" \
		--disk "$T/slot-no" --disk "$T/slot-new" \
		--bios "$uboot/usr/lib/u-boot/qemu_arm64/u-boot.bin" \
		--timeout 1200 --script "$T/script" \
		>"$T/output" 2>"$T/console" || status=$?
	output="$output$(cat "$T/output")" console=$(tr -d '\r' <"$T/console")
}
# serial: how often the slots have been changed when B runs.
device=/dev/vdc tries=2 serial=3
[ "${FAULTS-}" != all ] || device=/dev/vdb tries=1 serial=5
boots <<E
until_ok 20 booted
say state "\$(device state)"
say before "\$(tcr-slot status | grep -v 'version\|time\|id=' | xargs)"
cat $device >/dev/disk/by-slot/other
tcr-slot try b $tries && say try "\$(tcr-slot status | grep 'b.state\|b.tries\|next' | xargs)"
tcr-slot try b 10 2>&1 | grep -q 'counts to 9' && say many refused
E
is "$status" 0 "a new disk boots"
is "$(said state)" running "all runs"
is "$(said before)" "current=a other=b backend=env a.state=good b.state=empty next=a" \
	"slot A is good"
is "$(said try)" "b.state=trial b.tries=$tries next=b" "slot B is put on trial"
is "$(said many)" refused "U-Boot counts no more than 9 tries"

if [ "${FAULTS-}" = all ]; then
	boots </dev/null
	is "$status" 125 "slot B has an empty root, and does not run"
	like "$console" '^tcr: slot b$' "... but was tried"
	boots <<'E'
say after "$(tcr-slot status | grep -v 'version\|time\|id=' | xargs)"
cat /dev/vdc >/dev/disk/by-slot/other
tcr-slot try b 2 && say again "$(tcr-slot status | grep 'b.state\|b.tries\|next' | xargs)"
E
	is "$(said after)" "current=a other=b backend=env a.state=good b.state=bad next=a" \
		"slot A is back, B was given up"
	is "$(said again)" "b.state=trial b.tries=2 next=b" "B gets another firmware, on trial"
fi

boots <<'E'
confirmed() { tcr-slot status | grep -q b.state=good; }
until_ok 60 confirmed && say good "$(tcr-slot status | grep 'current\|.state\|next' | xargs)"
E
is "$(mtype -i "$T/disk@@1M" ::/tcr-done.env | tr -d '\0' | xargs)" "tcr_done=1 tcr_of=$serial" \
	"slot B runs in its first try"
is "$(said good)" "current=b a.state=good b.state=good next=b" "... is confirmed by tcrd"
is "$("$tests/driver/uboot.sh" "$top/host/boot.cmd" "$T/disk@@1M" true)" "tcr: slot b" "... and stays"
dd if="$T/disk" of="$T/fat" bs=1M skip=1 count=64 status=none
fsck.vfat -n "$T/fat" >"$T/fsck" && rc=0 || rc=$?
ok "$rc" "the boot partition is whole"
[ "${failures:?}" -eq 0 ] || printf '%s\n' "$output" "$console" | sed 's/^/# /'
finish
