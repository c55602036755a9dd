#!/bin/sh
# SPDX-License-Identifier: MIT
# tcr-create-image --base: an image has only what differs from its base, with the
# base below it is exactly what it would be without, and the same bytes each time.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/images.sh"
enter "$@"
create=$top/host/tcr-create-image
export TMPDIR="$T" TCR_CACHE="$T/cache"
cd "$T"

# What can happen to a path, from the base to the image.
mkdir -p base/bin base/gone/deep base/was-dir/sub base/was-link/in/x base/some \
	base/kept new/bin new/was-file new/some new/kept new/aim/in/x
for root in base new; do
	cp /bin/busybox $root/bin/
	cp /bin/busybox $root/bin/able
	ln $root/bin/busybox $root/bin/sh
	echo same >$root/kept/same
	echo "of $root" >$root/kept/other # other bytes, same size, same time
	echo x >$root/some/stays
	ln -s "$root" $root/kept/link
	echo 1 >$root/kept/one
	ln $root/kept/one $root/kept/two
done
setcap cap_net_raw+ep new/bin/able
chmod 1777 new/kept
chown 12:34 new/kept/one
echo 1 >base/gone/deep/file
echo 1 >base/was-dir/sub/file
echo now >new/was-dir
echo 1 >base/was-link/in/x/y
ln -s aim new/was-link
echo 1 >base/was-file
echo 2 >new/was-file/file
mkdir new/was-file/empty
mkfifo new/fifo
odd=$(printf 'some/two\nlines')
for name in "$odd" 'some/\#012' some/-dash; do
	echo 1 >"base/$name"
	echo 1 >"new/${name}2"
done
find base new -exec touch -hd @1000000000 {} +
tree() { # tree DIR: all that is in it
	(cd "$1" && find . -printf '%P|%y|%m|%U:%G|%l|%T@\n' | LC_ALL=C sort &&
		find . -type f -exec cksum {} + | LC_ALL=C sort && getcap -r .)
}
$create --quiet --verity --name debian:12 rootfs:base base.sqfs
$create --base base.sqfs --name app:1 --cmd /bin/sh rootfs:new app.sqfs 2>err
like "$(cat err)" 'app.sqfs: app:1 for .* above debian:12, ' "it is told what is below"
root=$(text base.sqfs | sed -n 's/^VerityRoot=//p')
text app.sqfs >app.text
is "$(grep '^Base' app.text | tr '\n' ' ')" \
	"Base=$root BaseName=debian:12 " "the trailer says which base"
like "$footer" '^TCRIMG2 ' "... in a file that has a hash tree itself"
unsquashfs -q -n -d out app.sqfs >/dev/null
is "$(cd out/rootfs && find . ! -type c ! -type d -printf '%P\n' | LC_ALL=C sort |
	tr '\n' ' ')" "bin/able fifo kept/link kept/one kept/other kept/two $(
	)lines2 some/-dash2 some/\\#0122 some/two was-dir was-file/file was-link " \
	"it has what is new or changed"
is "$(cd out/rootfs && find . -type c -printf '%P\n' | LC_ALL=C sort | tr '\n' ' ')" \
	'gone lines some/-dash some/\#012 some/two ' "and a whiteout of what is gone"
is "$(cd out/rootfs && find . -type c -exec stat -c '%t:%T %Y' {} + | sort -u)" \
	'0:0 0' "as overlayfs knows it"
is "$(getfattr -Rhm - --absolute-names out | grep -v '^#' | xargs)" \
	security.capability "and no attributes for overlayfs"
mkdir -p below above merged
mount -o loop,nodev base.sqfs below
mount -o loop,nodev app.sqfs above
mount -t overlay -o lowerdir=above/rootfs:below/rootfs overlay merged
is "$(tree merged)" "$(tree new)" "both together are the whole image"
is "$(stat -c %h merged/kept/one)" 2 "with its hard links"
umount merged above below

began=$(date +%s)
later() {
	[ "$(date +%s)" -gt "$began" ]
}
until_ok 5 later
$create --quiet --base=base.sqfs --name app:1 --cmd /bin/sh rootfs:new again.sqfs
claim "the same input gives the same bytes, later" cmp -s app.sqfs again.sqfs
$create --quiet --base base.sqfs --name same:1 --json rootfs:base same.sqfs >json
is "$(unsquashfs -l same.sqfs | tr '\n' ' ')" 'squashfs-root squashfs-root/rootfs ' \
	"an image that is its base has nothing of its own"
is "$(jq -r .base json)" "$root" "--json says which base"
mkdir -m 1777 open
chmod 711 "$T"
claim "everybody may make whiteouts" \
	runuser -u games -- unshare -r mknod "$T/open/w" c 0 0

refused() { # refused PATTERN TEXT ARGS...
	pattern=$1 what=$2 status=0
	shift 2
	$create --quiet "$@" rootfs:new no.sqfs 2>err >/dev/null || status=$?
	is "$status" 1 "$what: exit status"
	like "$(cat err)" "$pattern" "$what: says why"
	is "$(find . -name 'no.sqfs*' -o -name 'tcr-create*' -o -name 'image-diff*')" '' \
		"$what: leaves nothing"
}
refused 'no image nowhere' "no base" --base nowhere
$create --quiet rootfs:base plain.sqfs
refused 'no hash tree.*tcr-sign-image --verity plain.sqfs' "a base without hash tree" \
	--base plain.sqfs
refused 'above a base itself, debian:12' "a base with a base" --base app.sqfs
foreign=arm64
[ "$arch" != arm64 ] || foreign=amd64
refused "base.sqfs is for $arch, not $foreign" "a base for another machine" \
	--base base.sqfs --arch $foreign
cp base.sqfs bad.sqfs
printf x | dd of=bad.sqfs bs=1 seek=5000 conv=notrunc 2>/dev/null
refused 'bad.sqfs is damaged' "a damaged base" --base bad.sqfs
head -c 9000 base.sqfs >bad.sqfs
refused 'no whole image' "half a base" --base bad.sqfs
finish
