#!/bin/sh
# SPDX-License-Identifier: MIT
# A delta is small, and tcrctl image load makes the same bytes of it and the old
# image as were built; a delta that is damaged, or for another image, changes nothing.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/images.sh"
enter "$@"
create=$top/host/tcr-create-image
export TMPDIR="$T" TCR_CACHE="$T/cache" TCR_RUN="$T/run" TCR_DATA="$T/var"
export TCR_IMAGES="$T/firmware:$T/var/images"
PATH=$PATH:$top/rootfs-overlay/usr/bin
mkdir -p "$T/firmware" "$T/var/images" "$T/run"
cd "$T"

# Files of all sizes that do not compress, the same each time; then one is another.
mkdir -p root/bin root/lib
cp /bin/busybox root/bin/
noise() { # noise BYTES SEED
	openssl enc -aes-128-ctr -nosalt -pass "pass:$2" -in /dev/zero 2>/dev/null |
		head -c "$1"
}
for i in 1 2 3 4 5 6 7 8 9; do
	noise 300000 "$i" >"root/lib/$i.so"
	noise 3000 "$i" >"root/lib/$i.conf"
done
find root -exec touch -hd @1000000000 {} +
$create --quiet --verity --name app:1 --label version=1 rootfs:root old.sqfs
noise 310000 new >root/lib/4.so
noise 2000 new >root/lib/4.conf
find root -exec touch -hd @1100000000 {} +
$create --quiet --verity --name app:1 --label version=2 rootfs:root new.sqfs
status=0
"$top/host/tcr-create-delta" old.sqfs new.sqfs up.delta 2>err || status=$?
is "$status" 0 "a delta is made"
like "$(cat err)" '^tcr-create-delta: up.delta: .* make .* of old.sqfs' "and told"
full=$(stat -c %s new.sqfs)
small=$(stat -c %s up.delta)
is "$((small * 5 < full))" 1 "it has less than a fifth of the image ($small of $full)"
"$top/host/tcr-create-delta" --quiet old.sqfs new.sqfs again.delta
claim "the same images give the same delta" cmp -s up.delta again.delta

load() {
	said=$(tcrctl image load "$@" 2>&1) && rc=0 || rc=$?
}
unloaded() { # unloaded PATTERN TEXT FILE: it is refused
	load "$3"
	is "$rc" 1 "$2 is refused"
	like "$said" "$1" "... $1"
	is "$(find var/images -name '*sqfs*')" '' "$2 leaves nothing"
}
unloaded 'old image, with the root hash [0-9a-f]{64}, is not in' \
	"a delta whose old image is not there" up.delta
# The old image is one of the firmware, under any name.
cp old.sqfs firmware/other-name.sqfs
# Bytes of the payload; a byte that nothing depends on gives the image after all.
for at in 250 1000 $((small / 2)) $((small - 100)); do
	cp up.delta bad.delta
	printf '\125\252' | dd of=bad.delta bs=1 seek="$at" conv=notrunc 2>/dev/null
	load bad.delta
	if [ "$rc" -eq 0 ]; then
		claim "bytes at $at that do not matter" cmp -s var/images/app:1.sqfs new.sqfs
		rm var/images/app:1.sqfs
	else
		like "$said" 'no image could be made of this delta' \
			"changed bytes at $at are refused"
	fi
done
for size in 100 192 300 $((small / 2)) $((small - 1)); do
	head -c "$size" up.delta >cut.delta
	load cut.delta
	is "$rc $(find var/images -name '*sqfs*')" '1 ' "a delta cut to $size bytes is refused"
done
sed 's/^TCRDELTA1/TCRDELTA2/' up.delta >later.delta
unloaded 'no delta of a version that is known' "a later kind of delta" later.delta
mkdir without
ln -s "$(command -v dd)" "$(command -v sed)" "$(command -v sh)" without/
said=$(PATH=$T/without:$top/rootfs-overlay/usr/bin "$(command -v tcrctl)" \
	image load up.delta 2>&1) && rc=0 || rc=$?
like "$rc $said" '^1 .*tcr-mkfirmware --deltas' "without xdelta3 it says what to do"

load up.delta
is "$rc" 0 "with its old image it is loaded"
claim "as the bytes that were built" cmp var/images/app:1.sqfs new.sqfs
"$top/host/tcr-create-delta" --quiet new.sqfs old.sqfs down.delta
dd if=down.delta 2>/dev/null | tcrctl image load - >/dev/null
claim "a delta from a loaded image, through a pipe" cmp var/images/app:1.sqfs old.sqfs

refused() { # refused PATTERN TEXT ARGS...
	pattern=$1 what=$2 status=0
	shift 2
	"$top/host/tcr-create-delta" --quiet "$@" 2>err || status=$?
	like "$status $(cat err)" "^[12] .*$pattern" "$what is refused"
}
$create --quiet --name app:1 rootfs:root plain.sqfs
refused 'plain.sqfs has no hash tree' "an image without hash tree" \
	old.sqfs plain.sqfs no.delta
refused 'no image nowhere' "no image" nowhere new.sqfs no.delta
refused 'is a folder' "a folder" old.sqfs new.sqfs "$T"
is "$(find . -name 'no.delta*' -o -name 'tcr-create*')" '' "nothing is left"
finish
