# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154
# Sourced by tests of host/boot.cmd, after tests/lib.sh, with a function
#
#	boots COUNT [readonly]
#
# that prints which slot the script chooses at each of so many boots of $T/disk.
# Neither slot runs.
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
trap 'exit 1' HUP INT TERM
echo 'no program of EFI' >"$T/uki"
truncate -s 36M "$T/fat"
"$top/host/boot-partition" arm64 u-boot "$T/uki" 1700000000 12345678 "$T/fat"
mcopy -i "$T/fat" "$T/uki" ::/EFI/Linux/tcr-b.efi
truncate -s 38M "$T/made"
echo 'start=1MiB, size=36MiB' | sfdisk -q -X gpt "$T/made"
dd if="$T/fat" of="$T/made" bs=1M seek=1 conv=notrunc status=none

# with NAME TEXT: makes TEXT the file NAME; without TEXT there is none.
with()
{
	mdel -i "$T/disk@@1M" "::/$1" 2>/dev/null || :
	[ $# -eq 1 ] || printf %b "$2" | mcopy -i "$T/disk@@1M" - "::/$1"
}
anew() { cp --sparse=always "$T/made" "$T/disk"; }
count() { mtype -i "$T/disk@@1M" ::/tcr-done.env | tr -d '\0' | xargs; }
trial='tcr_serial=7\ntcr_first=b\ntcr_a=good\ntcr_b=2\ntcr_end=7\n'

anew
is "$(boots 1)" a "a new disk boots A"
is "$(cmp "$T/made" "$T/disk" 2>&1)" "" "... and writes nothing, as A is good"
with tcr.env "$trial"
is "$(boots 3)" "b b a" "B on trial is tried twice, then A is back"
is "$(count)" "tcr_done=2 tcr_of=7" "... the tries were counted"
is "$(boots 1)" a "... and A stays"
mcopy -n -i "$T/disk@@1M" ::/tcr.env "$T/env"
is "$(printf %b "$trial" | cmp - "$T/env" 2>&1)" "" "U-Boot has not written tcr.env"
with tcr.env 'tcr_serial=8\ntcr_first=b\ntcr_a=good\ntcr_b=2\ntcr_end=8\n'
is "$(boots 3)" "b b a" "another decision has tries of its own"
with tcr.env 'tcr_serial=9\ntcr_first=b\ntcr_a=good\ntcr_b=good\ntcr_end=9\n'
is "$(boots 3)" "b b b" "a good slot stays"
with tcr.env 'tcr_serial=10\ntcr_first=b\ntcr_a=good\ntcr_b=bad\ntcr_end=10\n'
is "$(boots 1)" a "a slot that was given up is not tried"
dd if="$T/disk" of="$T/fat" bs=1M skip=1 count=36 status=none
status=0
fsck.vfat -n "$T/fat" >"$T/log" || status=$?
is "$status" 0 "U-Boot leaves a file system that is whole"

anew
with tcr.env "$trial"
is "$(boots 2 readonly)" "a a" "a try that cannot be counted is not made"
for left in '' 'tcr_' 'tcr_done=2\n' 'tcr_done=2\ntcr_of=\n' 'tcr_done=2\ntcr_of=70\n' \
	'tcr_of=7' 'tcr_done=\ntcr_of=7' 'tcr_done=x 9\ntcr_of=7' '\0\0\0'; do
	with tcr-done.env "$left"
	is "$(boots 3)" "b b a" "a count that is '${left%%\\*}' starts anew"
done
with tcr-done.env
is "$(boots 3)" "b b a" "... and one that is not there"

for left in '' 'tcr_serial=7\ntcr_first=b\ntcr_a=bad\ntcr_b=good\n' '\0\0\0' 'x' \
	'tcr_serial=17\ntcr_first=b\ntcr_a=bad\ntcr_b=good\ntcr_end=1' \
	'tcr_first=b\ntcr_a=bad\ntcr_b=good\n'; do
	anew
	with tcr.env "$left"
	is "$(boots 4)" "a a a b" "without a decision ('${left%%\\*}') A is tried, then B stays"
done
with tcr.env
is "$(boots 1)" b "... and without the file"

anew
with tcr.env "$trial"
mdel -i "$T/disk@@1M" ::/EFI/Linux/tcr-b.efi
is "$(boots 1)" a "a slot on trial that does not load gives way at once"
with tcr.env 'tcr_serial=11\ntcr_first=a\ntcr_a=bad\ntcr_b=none\ntcr_end=11\n'
is "$(boots 1)" a "a slot that was given up is booted if there is no other one"
mcopy -i "$T/disk@@1M" "$T/uki" ::/EFI/Linux/tcr-b.efi
is "$(boots 1)" a "... also if half of one is there"
with tcr.env 'tcr_serial=12\ntcr_first=a\ntcr_a=1\ntcr_b=none\ntcr_end=12\n'
is "$(boots 2)" "a a" "... and has no tries to count"
head -c 900000 /dev/urandom >"$T/noise"
mcopy -o -i "$T/disk@@1M" "$T/noise" ::/tcr.env
mcopy -o -i "$T/disk@@1M" "$T/noise" ::/tcr-done.env
is "$(boots 4)" "a a a b" "whatever is in both files"
with tcr.env 'bootcmd=false\nkernel_addr_r=0\ntcr_serial=7\ntcr_first=a\ntcr_a=good\ntcr_end=7\n'
is "$(boots 1)" a "other variables in tcr.env are not taken"
finish
