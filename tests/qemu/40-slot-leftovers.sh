#!/bin/sh
# SPDX-License-Identifier: MIT
# What power cuts can leave in the boot partition of a disk with slots: half a new
# kernel image, an empty one, two names of one file.  The device boots, and tcr-slot
# clears it up: no name is deleted whose clusters another one has.  A full boot
# partition is told of before anything is changed.
. "$(dirname "$0")/lib.sh"
# shellcheck source=../lib/slot-disk.sh
. "$tests/lib/slot-disk.sh"
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
slot_version 1
"$top/host/tcr-mkdisk" --arch "$GUEST_ARCH" --out "$T/disk" --build "$TCR_BUILD" \
	--append "$append" "$T/firmware"
slot_version 2
slot_image "$T/slot" "$append"
dd if="$T/slot" of="$T/disk" bs=1M seek=$((1 + 64 + 128)) conv=notrunc,sparse status=none
boot=$T/disk@@1M
mcopy -i "$boot" ::/EFI/Linux/tcr-1-a.efi "$T/a.efi"
boots() # until the guest powers off; its script is on stdin
{
	{
		cat "$qemu_tests/guest.sh"
		cat <<-'SHELL'
			slot() { # slot WORD...: what tcr-slot says, and its exit status
				rc=0
				text=$(tcr-slot "$@" 2>&1) || rc=$?
				say slot "$*:" $text $rc
			}
			say slots "$(tcr-slot status | grep 'current\|state\|tries\|next' | xargs)"
		SHELL
		cat
	} >"$T/script"
	guest_boots
}
alias_of() # alias_of NAME NEW: NEW gets the clusters of NAME
{
	python3 "$tests/driver/fat-alias.py" "$T/disk" 1048576 EFI/Linux "$1" "$2"
}
images()
{
	mdir -b -i "$boot" ::/EFI/Linux | sed 's|.*/||' | sort | xargs
}
whole() # whole NAME FILE: whether that image has these bytes
{
	mtype -i "$boot" "::/EFI/Linux/$1" | cmp - "$2"
}
shared() # how many names fsck.vfat finds for clusters of others
{
	dd if="$T/disk" of="$T/fat" bs=1M skip=1 count=64 status=none
	fsck.vfat -n "$T/fat" >"$T/fsck" || :
	grep -c 'share clusters' "$T/fsck" || :
}

# The power went in `boot a`, in `try b`, and in the rename after that.
alias_of tcr-1-a.efi tcr-3-a.efi
head -c 5000000 /dev/urandom >"$T/half"
mcopy -i "$boot" "$T/half" ::/EFI/Linux/tcr-b.new
alias_of - tcr-7-b+3.efi
is "$(shared)" 1 "two names have the same clusters"
boots <<'E'
slot good
mkdir /tmp/boot
until_ok 20 mount -t vfat /dev/disk/by-partlabel/tcr-boot /tmp/boot
ls /tmp/boot/EFI/Linux >/tmp/list
say cleared "$(xargs </tmp/list)"
dd if=/dev/zero of=/tmp/boot/filler bs=1M 2>/dev/null
rm /tmp/boot/EFI/Linux/tcr-b.new
umount /tmp/boot
slot try b
until_ok 20 mount -t vfat /dev/disk/by-partlabel/tcr-boot /tmp/boot
rm /tmp/boot/filler
umount /tmp/boot
slot try b
E
is "$status" 0 "the device boots"
is "$(said slots)" "current=a a.state=good b.state=none next=a" \
	"it does not take the empty image for one"
is "$(said cleared)" "tcr-0.dup tcr-3-a.efi tcr-b.new" "the other name is set aside"
like "$(said slot | sed -n 2p)" '^try b: the boot partition has [0-9]* KiB free, and [0-9]* are needed: .* 1$' \
	"a full boot partition is told of"
is "$(said slot | sed 2d | xargs)" "good: 0 try b: 0" "... and nothing is in the way later"
is "$(images)" "tcr-0.dup tcr-3-a.efi tcr-4-b+3.efi" "slot B is on trial"
claim "its image is whole" whole tcr-4-b+3.efi "$T/slot.efi"
claim "... and slot A's" whole tcr-3-a.efi "$T/a.efi"

# The power went while systemd-boot counted.
alias_of tcr-4-b+3.efi tcr-4-b+2-1.efi
boots <<'E'
for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
	text=$(tcr-slot status 2>&1 >/dev/null) || say busy "$text"
done &
slot good
slot boot a
slot boot b
slot boot a
wait
E
is "$status" 0 "slot B boots"
like "$(said slots)" '^current=b a.state=good b.state=trial b.tries=[123] next=b$' "... on trial"
is "$(said slot | xargs)" "good: 0 boot a: 0 boot b: 0 boot a: 0" \
	"it is confirmed, and slot A is to boot"
is "$(said busy)" "" "... while others look"
is "$(images)" "tcr-0.dup tcr-1.dup tcr-6-b.efi tcr-7-a.efi" "one name of each counts"
claim "slot B's image is whole" whole tcr-6-b.efi "$T/slot.efi"

# A name of slot B with the clusters of slot A is no image to write over.
alias_of tcr-7-a.efi tcr-8-b+0.efi
boots <<'E'
slot try b
slot bad b
E
is "$status" 0 "slot A boots"
is "$(said slots)" "current=a a.state=good b.state=bad next=a" "... as B is given up"
is "$(said slot | xargs)" "try b: 0 bad b: 0" "slot B gets a new image"
like "$(images)" '^tcr-0.dup tcr-[0-9].dup tcr-7-a.efi tcr-9-b[+]0.efi$' \
	"what was set aside of slot B is gone, and of slot A is not"
claim "slot A's image is whole" whole tcr-7-a.efi "$T/a.efi"
claim "... and slot B's" whole tcr-9-b+0.efi "$T/slot.efi"
is "$(shared)" 2 "no clusters are shared but with what was set aside"
is "$(grep -c 'tcr-9-b' "$T/fsck")" 0 "... of slot A"
[ "$failures" -eq 0 ] || sed 's/^/# /' "$T/all" "$T/fsck"
finish
