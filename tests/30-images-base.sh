#!/bin/sh
# SPDX-License-Identifier: MIT
# The base of an image is found by the root of its hash tree, lies below the image,
# and when it is missing everybody is told.  (tests/qemu/31-image-base.sh mounts real
# ones: this kernel may lack dm-verity.)
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/images.sh"
enter "$@"
driver_build images-driver
create=$top/host/tcr-create-image
export TMPDIR="$T" TCR_CACHE="$T/cache"
cd "$T"
mkdir -p base/bin base/data/was app/data
cp /bin/busybox base/bin/
cp -a base/bin app/
echo below >base/data/below
echo gone >base/data/gone
echo 1 >base/data/was/file
echo above >app/data/above
echo below >app/data/below
echo 2 >app/data/was
touch -d @1000000000 base/data/* app/data/*
chmod 750 app/data
"$create" --quiet --verity --name debian:12 rootfs:base base.sqfs
"$create" --quiet --base base.sqfs --name app:1 --cmd /bin/busybox rootfs:app app.sqfs
root=$(text base.sqfs | sed -n 's/^VerityRoot=//p')

# A store has more than images, and no name says which is the base.
store=$T/images
ln -s nowhere "$store/0.sqfs"
mkfifo "$store/1.sqfs"
echo text >"$store/2.sqfs"
cp app.sqfs "$store/3.sqfs"
cp base.sqfs "$store/.hidden.sqfs"
cp base.sqfs "$store/base"
mkdir other
refuses "image app:1 needs the base sha256:$root \(debian:12\), which is not in $store, $T/other" \
	"a base that is missing is named" base "$T/app.sqfs" "$store" "$T/other"
cp base.sqfs other/some-name.sqfs
works "a base is found" base "$T/app.sqfs" "$store" "$T/other"
is "$said" "$T/other/some-name.sqfs" "under any name"
images base "$T/base.sqfs" "$T/other"
is "$((rc > 0)) $said" '1 ' "an image without one has none"

# resealed FILE LINE: the image with one more line in its trailer.
resealed() {
	text "$1" >resealed.text
	bytes=$(stat -c %s resealed.text)
	head -c $(($(stat -c %s "$1") - 128 - bytes)) "$1"
	echo "$2" >>resealed.text
	cat resealed.text
	tail -c 128 "$1" | sed "s/text=[0-9]*/text=$(
		printf %010d "$(stat -c %s resealed.text)")/;s/cksum=[0-9]*/cksum=$(
		printf %010d "$(cksum <resealed.text | cut -d ' ' -f 1)")/"
}
other=$(printf %064d 0)
resealed base.sqfs "Base=$other" >other/some-name.sqfs
refuses 'some-name.sqfs: is a base and needs one itself' \
	"a base with a base is refused" base "$T/app.sqfs" "$T/other"
refuses 'which is not in' "... and does not count" base "$T/app.sqfs" "$T/other"
"$create" --quiet --name flat:1 rootfs:base flat.sqfs
resealed flat.sqfs "Base=$root" >bad.sqfs
refuses 'trailer of a hash tree that is not there' \
	"an image without hash tree has no base" info "$T/bad.sqfs"

names() {
	(cd "$1" && echo *)
}

# The file systems without their hash trees.
mkdir below above
head -c "$(text base.sqfs | sed -n 's/^FsBytes=//p')" base.sqfs >base.fs
head -c "$(text app.sqfs | sed -n 's/^FsBytes=//p')" app.sqfs >app.fs
mount -o loop,nodev base.fs below
mount -o loop,nodev app.fs above
works "a root over both" root-up above/rootfs "$T/rw" "$T/root" 1048576 below/rootfs
is "$(names root/data) $(cat root/data/was)" 'above below was 2' \
	"shows what the image says"
is "$(stat -c %a root/data)" 750 "and as it says"
echo new >root/data/below
rm root/data/above
echo back >root/data/gone
is "$(names root/data) $(cat root/data/below)" 'below gone was new' \
	"may be written to"
works "a view of both" merged-up above/rootfs below/rootfs "$T/view"
is "$(names view/data) $(cat view/data/below)" 'above below was below' \
	"shows what the image says, too"
touch view/new 2>/dev/null && rc=1 || rc=0
ok "$rc" "may not be written to"
like "$(grep " $T/view " /proc/self/mountinfo)" ' ro,nosuid,nodev' "nosuid, nodev"
works "made anew" merged-up above/rootfs below/rootfs "$T/view"
is "$(grep -c " $T/view " /proc/self/mountinfo)" 1 "it is mounted once"
works "the view goes down" down "$T/view"
works "the root goes down" root-down "$T/rw" "$T/root"
# Both with the ids of a user namespace (squashfs since Linux 6.2).
if images mapped-up "$T/above/rootfs" "$T/mapped" && [ "$rc" -eq 0 ]; then
	works "a base has other ids, too" mapped-up "$T/below/rootfs" "$T/mapped-base"
	works "a root over both" root-up "$T/mapped" "$T/rw" "$T/root" 1048576 \
		"$T/mapped-base"
	is "$(stat -c %u root/data/above root/data/below root/bin | xargs)" \
		'100000 100000 100000' "shows them"
	works "the root goes down" root-down "$T/rw" "$T/root"
	images down "$T/mapped"
	images down "$T/mapped-base"
fi
umount below above
is "$(mounts_left)" '' "no mount is left"

# What people are told.
unit web.container <<-E
	[Container]
	Image=app:1
	Network=none
	[Install]
	WantedBy=multi-user.target
E
lack="image app:1 needs the base sha256:$root \(debian:12\), which is not in $store"
like "$(tcrctl verify 2>&1)" "web.container:.*$lack" "verify tells of a missing base"
export TCR_RUN="$T/run" TCR_DATA="$T/var"
mkdir -p "$T/run" "$T/var"
tcrd_start
until_ok 10 in_state web failed
like "$(cause_of web)" "$lack" "so does the status, once the unit was started"
like "$(tcrctl status web | xargs)" "Base: debian:12, sha256:$(
	printf %.16s "$root") " \
	"status has the base"
is "$(grep -c "$T/run/units" /proc/self/mountinfo)" 0 "nothing is mounted"
is "$(loops)" 0 "no loop device is left"

# Loading.
export TCR_IMAGES="$store:$T/var/images"
load() {
	said=$(tcrctl image load "$1" 2>&1) && rc=0 || rc=$?
}
"$create" --quiet --name app:1 --cmd /bin/busybox rootfs:base whole.sqfs
load whole.sqfs
is "$rc" 0 "image load of an image without base"
load app.sqfs
is "$rc" 1 "one of its name whose base is missing is refused"
like "$said" "^tcrctl: app.sqfs: $lack" "... and the base is named"
claim "... and the image before is still there" cmp whole.sqfs var/images/app:1.sqfs
is "$(cd var/images && find . ! -type d)" ./app:1.sqfs "... and nothing else"
load base.sqfs
is "$rc" 0 "the base is loaded"
load app.sqfs
is "$rc" 0 "... and then the image"
claim "... which is there" cmp app.sqfs var/images/app:1.sqfs
cp -a base newer
echo newer >newer/newer
"$create" --quiet --verity --name debian:12 --cmd /bin/busybox rootfs:newer \
	newer.sqfs
load newer.sqfs
is "$rc" 1 "another base of that name is refused while an image needs the first"
like "$said" "debian:12: is the base of app:1, which would not start" "... and says so"
claim "... and the base is still there" cmp base.sqfs var/images/debian:12.sqfs
rm -f "$store"/*.sqfs var/images/app:1.sqfs
load newer.sqfs
is "$rc" 0 "without that image it is loaded"
finish
