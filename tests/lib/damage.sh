# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154
# Sourced by tests that damage an image of the guest, after qemu/lib.sh.

# damage_tree COMMAND...: $T/tree has these commands of busybox, and an empty /all.
damage_tree() {
	packages=${TCR_CACHE:-$top/build/cache}/busybox-static-$GUEST_ARCH
	"$top/host/debs" --arch "$GUEST_ARCH" --alone "$packages" busybox-static
	mkdir -p "$T/tree/bin" "$T/tree/proc" "$T/tree/all"
	cp "$packages/bin/busybox" "$T/tree/bin/"
	for name; do
		ln -s busybox "$T/tree/bin/$name"
	done
}

# damage_image COMMAND [OPTION]...: $T/tree is the image tools:1 of the guest,
# $T/tools.sqfs, made with these options.  The unit "other" runs on with it; "reader"
# runs COMMAND with a copy of it, which the guest damages.
damage_image() {
	damage_unit other tools:1 'sleep 1000000' Restart=always
	damage_unit reader /var/lib/tcr/copies/tools.sqfs "$1" Type=oneshot
	shift
	"$top/host/tcr-create-image" --quiet --compressor lz4 --name tools:1 "$@" \
		--arch "$GUEST_ARCH" "rootfs:$T/tree" "$T/tools.sqfs"
	guest_image "$T/tools.sqfs"
}

damage_unit() { # damage_unit NAME IMAGE COMMAND SERVICE-LINE
	guest_unit "$1.container" <<-E
		[Unit]
		StartLimitIntervalSec=0
		[Container]
		Image=$2
		Network=none
		RunInit=yes
		Exec=/bin/sh -c "$3"
		[Service]
		$4
	E
}
