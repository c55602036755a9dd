#!/bin/sh
# Images are found, mounted read-only, share one loop device and leave nothing;
# a container's root over one is writable, limited and gone with it.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/images.sh"
enter "$@"
driver_build images-driver

store=$T/images
rootfs_squash "$T/fs"
mksquashfs "$T/tree/rootfs" "$store/plain.sqfs" -quiet -noappend \
	-no-progress >/dev/null
cp "$T/fs" "$store/a-web.sqfs"
printf 'Name=web\nTag=1.0\nArchitecture=%s\nUser=33:34\nCmd=a b\n' "$arch" |
	trailer "$store/a-web.sqfs"
cp "$T/fs" "$store/0-foreign.sqfs"
printf 'Name=web\nTag=1.0\nArchitecture=s390x\n' |
	trailer "$store/0-foreign.sqfs"
cp "$T/fs" "$store/other.sqfs"
printf 'Name=registry:5000/x/other\n' | trailer "$store/other.sqfs"

images open web:1.0 "$store"
is "$said" "$store/a-web.sqfs" "found by the name in its trailer, for this machine"
images open registry:5000/x/other /nowhere "$store"
is "$said" "$store/other.sqfs" "found by a name with a registry, latest"
images open plain "$store"
is "$said" "$store/plain.sqfs" "found by its file's name"
refuses 'image web:2: not found in /nowhere, ' "an unknown tag is refused" \
	open web:2 /nowhere "$store"
refuses 'not a NAME' "a path out of the store is no name" \
	open '../../etc/passwd*' "$store"
refuses 'not found' "dots lead nowhere" open ../images/plain "$store"
images info "$store/a-web.sqfs"
like "$said" '^uid=33$' "the trailer says who"
like "$said" '^cmd=a b$' "and what"

works "an image is mounted" up "$store/a-web.sqfs" "$T/m/1"
is "$said" "$T/m/1/rootfs" "and says where its root is"
like "$(grep " $T/m/1 " /proc/self/mountinfo)" ' ro,nosuid,nodev' \
	"read-only, nosuid, nodev"
for i in 2 3 4 5; do
	flock "$T/lock" "$T/images-driver" up "$store/a-web.sqfs" "$T/m/$i" \
		>"$T/up.$i" &
done
wait
is "$(cat "$T"/up.? | wc -l)" 4 "four more, as fast as the lock lets them"
is "$(loops)" 1 "share its loop device"
is "$(stat -c %d "$T"/m/* | sort -u | wc -l)" 1 "and its superblock"
ln "$store/a-web.sqfs" "$T/link.sqfs"
works "the file by another name" up "$T/link.sqfs" "$T/m/link"
is "$(loops)" 1 "shares it, too"
works "it goes down" down "$T/m/link"
works "mounted again" up "$store/a-web.sqfs" "$T/m/1"
is "$(grep -c " $T/m/1 " /proc/self/mountinfo)" 1 "is mounted once"
works "another image in its place" up "$store/plain.sqfs" "$T/m/1"
is "$(grep -c " $T/m/1 " /proc/self/mountinfo)" 1 "replaces it"
is "$(loops)" 2 "with a loop device of its own"

# Nothing of /dev is needed but a place for nodes.
mount -t tmpfs dev /dev
works "mounted without any device node" up "$store/other.sqfs" "$T/m/6"
umount /dev

low=$T/m/2/rootfs
works "a root over it" root-up "$low" "$T/rw" "$T/root" 1048576
is "$(stat -c %a "$T/root")" 711 "is as permitted as the image's"
like "$(grep " $T/root " /proc/self/mountinfo)" ' rw,nosuid,nodev' \
	"nosuid, nodev"
echo new >"$T/root/etc/new"
is "$(cat "$T/root/etc/new")" new "may be written to"
claim "which the image does not see" [ ! -e "$low/etc/new" ]
head -c 2097152 /dev/zero >"$T/root/big" 2>/dev/null && rc=1 || rc=0
ok "$rc" "up to its limit"
rm "$T/root/big"
i=0
while [ $i -lt 300 ] && touch "$T/root/tmp/$i" 2>/dev/null; do i=$((i + 1)); done
is "$((i < 300))" 1 "of files, too"
works "made anew" root-up "$low" "$T/rw" "$T/root" 1048576
claim "it is empty again" [ ! -e "$T/root/etc/new" ]
is "$(grep -cE " $T/(root|rw) " /proc/self/mountinfo)" 2 "and there once"
refuses 'No such file' "a lower that lacks" \
	root-up "$T/nothing" "$T/rw2" "$T/root2" 1048576
refuses 'limit too small' "no limit is no root" \
	root-up "$low" "$T/rw2" "$T/root2" 0
is "$(ls -d "$T"/rw2 "$T"/root2 2>/dev/null)" '' "what failed leaves nothing"
mkdir "$T/a,b:c"
mount --bind "$low" "$T/a,b:c"
works "a lower with a comma and a colon" \
	root-up "$T/a,b:c" "$T/rw2" "$T/root2" 1048576
is "$(cat "$T/root2/run/file")" there "is the lower one"
works "goes down" root-down "$T/rw2" "$T/root2"
umount "$T/a,b:c"

cd "$T/root"
works "a root in use goes down" root-down "$T/rw" "$T/root"
like "$said" 'still in use, detached' "and says so"
cd "$T"
works "it goes down again" root-down "$T/rw" "$T/root"
for i in 1 2 3 4 5 6; do
	images down "$T/m/$i"
	[ "$rc" -eq 0 ] || ok "$rc" "image $i goes down"
done
works "down twice is down" down "$T/m/1"
is "$(ls "$T/m")" '' "no folder is left"
is "$(mounts_left)" '' "no mount"
is "$(loops)" 0 "no loop device"
finish
