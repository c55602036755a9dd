#!/bin/sh
# SPDX-License-Identifier: MIT
# What it takes to make an image, by profile, and to read all its files; against
# mksquashfs alone with the same compressor and blocks, and against mksquashfs without
# options.  Times are of the processor, so they hardly depend on what else runs.  The
# image is Debian's Python with all that it needs.
. "$(dirname "$0")/lib.sh"

root=$W/python
"$top/host/debs" --arch "$arch" "$root" python3-minimal
export TMPDIR="$W" TCR_CACHE="$W/cache"
PATH=$top/host:$PATH
row "image: files" "$(calc "$(du -s --apparent-size -B 1 "$root" | cut -f 1) / 1048576" %.1f)" MiB

# cpu COMMAND...: prints the seconds of processor time that it and its children took.
cpu()
{
	(
		"$@" >"$W/log" 2>&1 || {
			tail -n 5 "$W/log" >&2
			exit 1
		}
		times
	) | tail -n 1 | awk -F '[ms ]+' '{ printf "%.2f\n", $1 * 60 + $2 + $3 * 60 + $4 }'
}
mib()
{
	calc "$(stat -c %s "$1") / 1048576" %.2f
}
# read_all FILE: mounts it, so that nothing is unpacked yet, and reads all.
read_all()
{
	mkdir -p "$W/mount"
	# shellcheck disable=SC2016 # the inner shell's
	cpu unshare -m sh -eu -c 'mount -o loop,ro "$1" "$2"
		find "$2" -type f -exec cat {} + >/dev/null' sh "$1" "$W/mount"
}
# plain NAME MKSQUASHFS OPTION...
plain()
{
	name=$1
	shift
	rm -f "$W/plain.sqfs"
	row "image: mksquashfs $name" "$(cpu mksquashfs "$root" "$W/plain.sqfs" \
		-noappend -no-progress "$@")" s
	row "image: mksquashfs $name, file" "$(mib "$W/plain.sqfs")" MiB
}

plain "without options"
for profile in default small fast; do
	case $profile in
	default) set -- -comp zstd -Xcompression-level 15 -b 64K ;;
	small) set -- -comp xz -b 1M ;;
	fast) set -- -comp lz4 -Xhc -b 64K ;;
	esac
	plain "as $profile" "$@"
	row "image: $profile" "$(cpu tcr-create-image --arch "$arch" --profile $profile \
		--name python "rootfs:$root" "$W/$profile.sqfs")" s
	row "image: $profile, file" "$(mib "$W/$profile.sqfs")" MiB
	row "image: $profile, all of it read" "$(read_all "$W/$profile.sqfs")" s
done
tcr-keygen --no-passphrase "$W/key" >/dev/null
cp "$W/default.sqfs" "$W/signed.sqfs"
row "image: hash tree and signature" \
	"$(cpu tcr-sign-image --sign "$W/key.sec" "$W/signed.sqfs")" s
more=$(($(stat -c %s "$W/signed.sqfs") - $(stat -c %s "$W/default.sqfs")))
row "image: hash tree and signature, file" "$(calc "$more / 1024" %.0f)" KiB
row "image: check of both" "$(cpu tcr-check-image --key "$W/key.pub" "$W/signed.sqfs")" s

# The same files as a layer.
umoci init --layout "$W/oci"
umoci new --image "$W/oci:python"
umoci config --image "$W/oci:python" --architecture "$arch"
umoci insert --image "$W/oci:python" "$root" / >/dev/null
row "image: default, of a layer" "$(cpu tcr-create-image --arch "$arch" \
	--name python "oci:$W/oci:python" "$W/oci.sqfs")" s
