#!/bin/sh
# SPDX-License-Identifier: MIT
# A disk with sectors of 4096 bytes, to which an image for 512 was copied: the kernel finds
# no partition there, tcr-data says why, and changes nothing.  One whose table is for its
# own sectors is not complained of.
. "$(dirname "$0")/lib.sh"
T=$(mktemp -d)
loop=
trap '[ -z "$loop" ] || losetup -d "$loop"; rm -rf "$T"' EXIT
truncate -s 16M "$T/disk"
loop=$(losetup -f --show --sector-size 4096 "$T/disk" 2>/dev/null) || {
	echo "1..0 # SKIP no loop device with such sectors"
	exit 0
}
says() { # what tcr-data says of this disk, when the partition that it is to use is missing
	"$TCR_BIN/tcr-data" "$T/none" 2>&1 | grep "/dev/${loop##*/}: " || :
}
is "$(says)" '' 'of an empty disk there is nothing to say'
printf 'label: gpt\nname=tcr-data\n' | sfdisk -q "$T/disk"
losetup -d "$loop"
loop=$(losetup -f --show --sector-size 4096 "$T/disk")
before=$(sha256sum <"$T/disk")
is "$(blockdev --getss "$loop")" 4096 'a disk with sectors of 4096 bytes'
like "$(says)" 'the image that was copied to this disk is for sectors of 512 bytes' \
	'an image for 512: that is said'
is "$(sha256sum <"$T/disk")" "$before" '... and nothing is changed'
printf 'label: gpt\nname=tcr-data\n' | sfdisk -q --no-reread --no-tell-kernel "$loop" 2>/dev/null
is "$(says)" '' 'a table for its own sectors: nothing'
finish
