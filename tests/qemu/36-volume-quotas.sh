#!/bin/sh
# SPDX-License-Identifier: MIT
# SizeMax= of a directory: a limit where the data partition has project quotas, a
# reason to fail where it has not; it counts old files, and a restore obeys it.
. "$(dirname "$0")/lib.sh"
guest_demo_image busybox
guest_unit small.volume <<-E
	[Volume]
	SizeMax=4m
E
# filler NAME VOLUME FILE: writes all that its volume takes, and says what it has.
filler() {
	cat <<-E
		[Container]
		Image=busybox
		Network=none
		Volume=$1:/data
		Exec=/bin/sh -c "dd if=/dev/zero of=/data/$2 bs=65536 count=512 2>&1 | grep -v records; echo has \$\$(du -k /data | tail -n 1), \$\$(df -k /data | tail -n 1); exec sleep 1000"
		StopSignal=SIGKILL
		[Install]
		WantedBy=multi-user.target
	E
}
filler small.volume fill | guest_unit limited.container
filler free fill | guest_unit free.container
mkdir -p "$T/overlay"
gcc -static -O1 -o "$T/overlay/leave" "$tests/qemu/leave.c"
truncate -s 96M "$T/data"
mke2fs -q -t ext4 -O quota,project "$T/data"
guest_run --data "$T/data" --append tcr.modules=quota_tree,quota_v2 <<WHOLE_SCRIPT
until_ok 60 booted
# had NAME COUNT: whether it has said so often what it has.
had() { [ "\$(tcrctl logs "\$1" | grep -c ' has ')" -ge "\$2" ]; }
has() { tcrctl logs "\$1" | grep -o 'has [0-9]*' | tail -n 1; }
v=/var/lib/tcr/volumes
until_ok 20 had limited 1
until_ok 30 had free 1
say why "\$(tcrctl logs limited | grep -o 'No space.*\|uota exceeded.*' | head -n 1)"
say limited "\$(has limited)"
say df "\$(tcrctl logs limited | grep ' has ' | awk '{print \$(NF - 4)}')"
say free "\$(has free)"
say ls "\$(tcrctl volume ls | grep '^small')"
say status "\$(tcrctl status limited free small.volume | grep Volume: | xargs)"
# A larger limit.
mkdir -p /run/tcr/conf.d/small.volume.d
printf '[Volume]\nSizeMax=8m\n' >/run/tcr/conf.d/small.volume.d/more.conf
tcrctl reload-config >/dev/null
until_ok 20 had limited 2
say larger "\$(has limited)"
# The owner of the files, root in the container, tries to leave.
tcrctl stop limited
rm \$v/small/fill
cp /leave \$v/small/
tcrctl start limited
until_ok 20 had limited 3
say leave "\$(tcrctl exec limited /data/leave /data /data/fill 2>&1 | xargs)"
rm \$v/small/leave
# A limit for a volume that has files already: they count.
printf '[Volume]\nVolumeName=free\nSizeMax=40m\n' >/run/tcr/conf.d/late.volume
cat >/run/tcr/conf.d/free.container <<'E'
$(filler late.volume more)
E
tcrctl reload-config >/dev/null
tcrctl start free
until_ok 30 had free 2
say late "\$(has free)"
say counted "\$(tcrctl volume ls | grep '^free')"
# A restore.
tcrctl stop limited free
rm -f \$v/small/fill
echo kept >\$v/small/file
busybox tar c -C \$v/free fill >/tmp/large.tar
tcrctl volume restore small /tmp/large.tar 2>&1 | sed 's/^/restore /'
say after "\$(ls \$v/small | xargs) \$(cat \$v/small/file)"
rm /tmp/large.tar
echo new >/tmp/file
busybox tar c -C /tmp file >/tmp/small.tar
tcrctl volume restore small /tmp/small.tar && say restored "\$(cat \$v/small/file)"
tcrctl start limited
until_ok 20 had limited 4
say again "\$(has limited)"
say rest "\$(ls -A \$v | xargs)"
WHOLE_SCRIPT
size() { # size NAME FROM TO TEXT: what a container could write
	n=$(said "$1" | sed 's/has //')
	[ "${n:-0}" -ge "$2" ] && [ "$n" -le "$3" ] && rc=0 || rc=1
	ok "$rc" "$4 ($n KiB)"
}
size limited 3900 4096 'a volume holds no more than its limit'
like "$(said why)" 'uota exceeded|No space left' 'the program gets an error'
is "$(said df)" 4096 'and sees the limit as the size of the file system'
size free 32768 32800 'another volume has what it takes'
like "$(said ls)" '^small +directory +(3.9|4.0)M +4.0M ' 'tcrctl volume ls shows both'
like "$(said status)" '^Volume: small, (3.9|4.0)M of 4.0M Volume: small, (3.9|4.0)M of 4.0M$' \
	'so does tcrctl status, of the volume and of who mounts it'
size larger 8000 8192 'a new limit counts'
is "$(said leave)" 'file: Operation not permitted folder: Operation not permitted' \
	'who owns the files cannot take them out of the quota'
size late 40000 40960 'files that were there before a limit count'
like "$(said counted)" '^free +directory +(39|40)M +40M ' 'and are shown'
is "$(said restore)" 'fill: Quota exceeded' 'a restore that is too large is refused'
is "$(said after)" 'file kept' 'and leaves the volume'
is "$(said restored)" new 'a smaller one is not'
size again 8000 8192 'what was restored has the limit, too'
is "$(said rest)" 'free small' 'nothing is left'
e2fsck -fn "$T/data" >"$T/fsck" 2>&1 && rc=0 || rc=1
ok "$rc" 'the quotas are consistent when the device is off'

guest_run <<'E'
until_ok 60 booted
say state "$(field small.volume state) $(field limited state)"
say cause "$(field small.volume cause)"
say restore "$(busybox tar c -C /etc hostname | tcrctl volume restore small 2>&1)"
say left "$(ls -A /var/lib/tcr/volumes | grep -c '^[.]')"
E
like "$(said state)" '^(backoff|failed|starting) (waiting|inactive|failed)' \
	'without project quotas the volume fails, and who needs it does not run'
like "$(said cause)" 'has no project quotas' 'and says why'
like "$(said restore)" 'small: SizeMax= cannot be enforced: the file system of [^ ]* has no project quotas' \
	'so does a restore'
is "$(said left)" 0 'which leaves nothing'
[ "$failures" -eq 0 ] || printf '%s\n' "$output" "$console" | sed 's/^/# /'
finish
