#!/bin/sh
# SPDX-License-Identifier: MIT
# What images cost: fifty are mounted, by tcr and by what the kernel must do for that
# and no more; all of a file is read for the first time, from an image with a hash tree
# and from one without.  In a guest, in time that counts instructions; the ratio of the
# mounts on this machine, too, interleaved, as the kernel mostly waits in them.
. "$(dirname "$0")/lib.sh"

case $arch in
amd64) cc="musl-gcc -idirafter /usr/include -idirafter /usr/include/x86_64-linux-gnu" ;;
arm64) cc="aarch64-linux-gnu-gcc -specs $build/sys/musl.specs" ;;
esac
over=$W/images-over/usr
mkdir -p "$over/bin" "$over/share/bench" "$W/images-root/bin"
# shellcheck disable=SC2086 # words on purpose
(cd "$top" && $cc -std=gnu17 -D_GNU_SOURCE -I. -isystem build/inc -isystem "$build/inc" \
	-Oz -static -s -o "$over/bin/mounts" tests/bench/mounts.c images/*.c \
	init/fmt.c init/log.c init/io.c init/text.c)
head -c 8000000 /dev/urandom >"$W/images-root/big"

# image NAME [OPTION]
image()
{
	file=$over/share/bench/$1.sqfs
	shift
	"$top/host/tcr-create-image" --quiet --name bench --arch "$arch" --cmd /x "$@" \
		"rootfs:$W/images-root" "$file"
}
image plain
image tree --verity
rm "$W/images-root/big"
image 1
for n in $(seq 2 50); do
	cp "$over/share/bench/1.sqfs" "$over/share/bench/$n.sqfs"
done
bench_firmware images 1 none --overlay "$W/images-over"
bench_guest images --icount <<'E'
cd /usr/share/bench
files=
for n in $(seq 50); do files="$files $PWD/$n.sqfs"; done
mkdir /tmp/image /tmp/kernel /tmp/read
# The first round makes what a kernel keeps: loop devices, caches.
for round in 1 2 3; do
	for how in kernel image; do
		ms=$(mounts $how /tmp/$how $files)
		[ $round -eq 1 ] || echo "$how $ms"
		umount /tmp/$how/*
		rmdir /tmp/$how/*
		sync
	done
done
for kind in plain tree; do
	mounts image /tmp/read $PWD/$kind.sqfs
	from=$(probe now)
	cat /tmp/read/1/rootfs/big >/dev/null
	echo "read-$kind $(($(probe now) - from))"
	from=$(probe now)
	cat /tmp/read/1/rootfs/big >/dev/null
	echo "again-$kind $(($(probe now) - from))"
	umount /tmp/read/1
	echo 3 >/proc/sys/vm/drop_caches
done
E
of()
{
	said images "$1" | median
}
row "images: fifty mounted" "$(of image)" ms
row "images: the kernel's part of that" "$(of kernel)" ms
row "images: fifty against the kernel's part" "$(calc "$(of image) / $(of kernel)" %.2f)" x
row "images: first read of a MiB" "$(calc "$(of read-plain) / 1e6 / 8e6 * 1048576")" ms
row "images: first read of a MiB, with a hash tree" \
	"$(calc "$(of read-tree) / 1e6 / 8e6 * 1048576")" ms
row "images: with a hash tree against without, first read" \
	"$(calc "$(of read-tree) / $(of read-plain)" %.2f)" x
row "images: with a hash tree against without, second read" \
	"$(calc "$(of again-tree) / $(of again-plain)" %.2f)" x

[ "$arch" = "$(uname -m | sed 's/x86_64/amd64/;s/aarch64/arm64/')" ] || exit 0
mkdir "$W/images-here"
# shellcheck disable=SC2016 # variables of the shell inside
unshare -m --propagation private sh -euc '
	mount -t tmpfs here "$1"
	dir=$1 files=
	for n in $(seq 50); do files="$files $2/share/bench/$n.sqfs"; done
	for round in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
		for how in kernel image; do
			mkdir "$dir/$how"
			ms=$("$2/bin/mounts" $how "$dir/$how" $files)
			[ "$round" -eq 0 ] || echo "$how $ms"
			umount "$dir/$how/"*
			rm -r "$dir/$how"
		done
	done' mounts "$W/images-here" "$over" >"$W/images-times"
# The lowest is what a machine does that is not disturbed.
here()
{
	sed -n "s/^$1 //p" "$W/images-times" | sort -n | head -n 1
}
row "images: fifty mounted, this machine" "$(here image)" ms
row "images: fifty against the kernel's part, this machine" \
	"$(calc "$(here image) / $(here kernel)" %.2f)" x 1.10
