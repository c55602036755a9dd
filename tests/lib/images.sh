# shellcheck shell=sh
# Sourced by the tests of images/ and of config.json, after lib.sh: the drivers,
# and image files as host/tcr-create-image makes them.

export ASAN_OPTIONS=exitcode=99

# shellcheck disable=SC2154 # top and T are lib.sh's
driver_build() { # driver_build NAME SOURCE...
	name=$1
	shift
	(
		cd "$top" || exit
		gcc -std=gnu17 -D_GNU_SOURCE -I. -isystem build/inc -g -O1 \
			-fsanitize=address,undefined -fno-sanitize-recover=all \
			-o "$T/$name" "tests/driver/$name.c" "$@" \
			images/*.c init/fmt.c init/log.c init/io.c init/text.c
	)
}

images() { # images VERB...: status in $rc, output in $said
	said=$("$T/images-driver" "$@" 2>&1) && rc=0 || rc=$?
}

works() { # works TEXT VERB...
	claim=$1
	shift
	images "$@"
	ok "$rc" "$claim"
	[ "$rc" -eq 0 ] || echo "# $said"
}

refuses() { # refuses PATTERN TEXT VERB...
	pattern=$1 claim=$2
	shift 2
	images "$@"
	is "$((rc > 0 && rc != 99))" 1 "$claim"
	like "$said" "$pattern" "... $pattern"
}

# trailer FILE: puts the text of stdin and its footer behind the squashfs.
trailer() {
	cat >"$T/text"
	bytes=$(wc -c <"$1")
	cat "$T/text" >>"$1"
	printf '%-127s\n' "$(printf 'TCRIMG1 fs=%020d text=%010d cksum=%010d' \
		"$bytes" "$(wc -c <"$T/text")" \
		"$(cksum <"$T/text" | cut -d ' ' -f 1)")" >>"$1"
}

text() { # text FILE: the text of its trailer; its last line is in $footer
	footer=$(tail -c 128 "$1")
	size=$(echo "$footer" | sed -n 's/.*text=0*\([0-9]*\) .*/\1/p')
	tail -c "$((size + 128))" "$1" | head -c "$size"
}

# A folder with a small root file system in it, and a squashfs of it.
rootfs_squash() { # rootfs_squash FILE
	dir=$T/tree
	mkdir -p "$dir/rootfs/bin" "$dir/rootfs/etc" "$dir/rootfs/proc" \
		"$dir/rootfs/sys" "$dir/rootfs/dev" "$dir/rootfs/tmp" \
		"$dir/rootfs/run" "$dir/rootfs/var/tmp" "$dir/rootfs/home/web"
	cp /bin/busybox "$dir/rootfs/bin/"
	for a in sh cat id env pwd ls mount grep touch unshare ping test; do
		ln -sf busybox "$dir/rootfs/bin/$a"
	done
	printf 'root:x:0:0::/root:/bin/sh\nweb:x:33:34::/home/web:/bin/sh\n' \
		>"$dir/rootfs/etc/passwd"
	printf 'web:x:34:\naudio:x:63:web\n' >"$dir/rootfs/etc/group"
	echo there >"$dir/rootfs/run/file"
	chmod 0711 "$dir/rootfs"
	mksquashfs "$dir" "$1" -quiet -noappend -no-progress -all-root \
		-comp zstd -Xcompression-level 1 -b 65536 >/dev/null
}

# Loop devices that show files of this test.
loops() {
	grep -l "^$T/" /sys/block/loop*/loop/backing_file 2>/dev/null | wc -l
}
