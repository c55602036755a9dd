#!/bin/sh
# SPDX-License-Identifier: MIT
# A volume on a disk of its own: filled from the image, there again after a
# clean power-off and after a power cut, and unmounted when the device goes down.
. "$(dirname "$0")/lib.sh"
# shellcheck source=../lib/images.sh
. "$tests/lib/images.sh"

rootfs_squash "$T/plain"
mkdir -p "$T/tree/rootfs/data"
echo 'from the image' >"$T/tree/rootfs/data/first"
mksquashfs "$T/tree" "$T/app.sqfs" -quiet -noappend -no-progress -all-root \
	-b 65536 >/dev/null
bytes=$(wc -c <"$T/app.sqfs")
printf '%s\n' Name=app "Architecture=$GUEST_ARCH" Cmd=/bin/sh |
	trailer "$T/app.sqfs"
guest_image "$T/app.sqfs"
guest_unit app.image <<-E
	[Image]
	Image=app
	Arch=$GUEST_ARCH
E
guest_unit disk.volume <<-E
	[Volume]
	Device=/dev/vdc
	Type=ext4
	Options=noatime,errors=remount-ro
E
guest_unit writer.container <<-E
	[Container]
	Image=app.image
	Network=none
	Volume=disk.volume:/data
	Exec=/bin/sh -c "echo started >>/data/starts; busybox wc -l /data/starts; exec busybox sleep 1000"
	StopSignal=SIGKILL
	[Service]
	Restart=always
	[X-TCR]
	LogPersist=yes
	[Install]
	WantedBy=multi-user.target
E

truncate -s 64M "$T/disk"
mke2fs -q -t ext4 "$T/disk"
# shellcheck disable=SC2016 # variables of the guest's shell
script='
until_ok 60 in_state writer running
mounted() { grep " /run/tcr/units/disk.volume/mount ext4 " /proc/mounts; }
# /run/tcr/units is for root alone, and so are we.
data=/run/tcr/units/disk.volume/mount
# What it says in this boot comes after what it wrote: of the boot before there is
# a file, too.
counted() { tcrctl logs writer | grep -q " $boot /data/starts"; }
until_ok 30 counted
say starts "$(wc -l <$data/starts)"
say first "$(cat $data/first)"
say mount "$(mounted)"
say log "$(tcrctl logs -b -1 writer 2>&1 | grep -o "[0-9]* /data/starts" | tail -n 1)"
'
guest_firmware
cp --sparse=always "$T/firmware/data.img" "$T/data"
guest_run --data "$T/data" --disk "$T/disk" <<E
boot=1
$script
tcrctl top -d 1 --json >/tmp/top &
top=\$!
count() { grep -c ']\$' /tmp/top; }
measured() { [ "\$(count)" -gt "\$1" ]; }
until_ok 30 measured 0
truncate -s 8M \$data/below
loop=\$(losetup -f)
losetup \$loop \$data/below
dd if=/dev/zero of=\$loop bs=1M count=8 conv=fsync 2>/dev/null
losetup -d \$loop
rm \$data/below
until_ok 30 measured \$((\$(count) + 1)) # the next one may have begun before the end
kill \$top
wait
say top "\$(tr -d '\\n' </tmp/top)"
E
is "$(said starts)" 1 'a container starts with a volume on a disk'
is "$(said first)" 'from the image' 'which is filled from the image'
like "$(said mount)" 'nosuid,nodev,noatime' 'and mounted as it was asked for'
# What is written through a loop device is also written to the disk that has its file.
# The numbers are of a second or more each, so that their sum is no more than the bytes.
written=$(said top | jq -s 'map(.[0] | select(.unit == null).write_bytes_per_second) | add')
ok $((written < 1000000 || written > 10000000)) "top counts 8 MiB once ($written)"
e2fsck -fn "$T/disk" >"$T/fsck" 2>&1 && rc=0 || rc=1
ok "$rc" 'power-off unmounts it: the file system is clean'
like "$(dumpe2fs -h "$T/disk" 2>/dev/null)" 'state: +clean' \
	'with nothing to recover'
guest_run --data "$T/data" --disk "$T/disk" <<E
boot=2
$script
sync
echo b >/proc/sysrq-trigger
E
is "$(said starts)" 2 'the data is there after a boot'
is "$(said log)" '1 /data/starts' 'and so is the log, with LogPersist='
guest_run --data "$T/data" --disk "$T/disk" <<E
boot=3
$script
E
is "$(said starts)" 3 'and after a power cut'
is "$(said first)" 'from the image' 'whole'
e2fsck -fn "$T/disk" >"$T/fsck" 2>&1 && rc=0 || rc=1
ok "$rc" 'on a clean file system'

# Not ext4: volumes are in memory, and that is told.
guest_run --append tcr.data=/dev/vda --disk "$T/disk" <<'E'
until_ok 60 in_state writer running
say head "$(tcrctl status | head -n 2 | xargs)"
say data "$(device data)"
E
like "$(said head)" 'state: degraded data: in memory only.* tcr.data=/dev/vda ' \
	'a data partition that cannot be used is in the header of the status'
is "$(said data)" failed 'and in the document'
[ "$failures" -eq 0 ] || printf '%s\n' "$output" "$console" | sed 's/^/# /'
finish
