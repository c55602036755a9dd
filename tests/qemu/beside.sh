# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154,SC2034
# Sourced after lib.sh by the test of tcr beside another system: a machine of Debian's
# packages, with tcr as `make install` puts it there.
#
#	beside_machine         makes it, in $T/machine
#	beside_file PATH       a file of its root, from stdin
#	beside_boot INIT [APPEND] <<E
#	                       boots it with that PID 1 and runs the script; what the
#	                       script says is in $T/output

beside_file()
{
	mkdir -p "$tree/$(dirname "$1")"
	cat >"$tree/$1"
}

beside_machine()
{
	packages=${TCR_CACHE:-$top/build/cache}/systemd-$GUEST_ARCH
	tree=$T/tree
	"$top/host/debs" --arch "$GUEST_ARCH" "$packages" \
		systemd crun libnftables1 busybox-static
	cp -a "$packages" "$tree"
	rm -rf "$tree/usr/share/doc" "$tree/usr/share/locale" "$tree/usr/share/man"
	mkdir -p "$tree/proc" "$tree/sys" "$tree/dev" "$tree/run" "$tree/tmp" \
		"$tree/root" "$tree/etc/busybox" "$tree/var/lib"
	echo root:x:0:0:root:/root:/bin/sh >"$tree/etc/passwd"
	printf 'root:x:0:\ntty:x:5:\n' >"$tree/etc/group"
	: >"$tree/etc/machine-id"
	for name in $(busybox --list); do
		[ -e "$tree/bin/$name" ] || [ -e "$tree/sbin/$name" ] ||
			[ -e "$tree/usr/bin/$name" ] || [ -e "$tree/usr/sbin/$name" ] ||
			ln -s /bin/busybox "$tree/usr/bin/$name"
	done
	ln -sf busybox "$tree/bin/sh"
	ln -s /bin/busybox "$tree/etc/busybox/init"
	make -C "$top" -s install "DESTDIR=$tree" "ARCH=$GUEST_ARCH"

	# A first stage that loads what the firmware's would, and makes the root writable.
	mkdir -p "$T/stage/bin" "$T/machine"
	cp "$tree/bin/busybox" "$T/stage/bin/"
	cat >"$T/stage/init" <<-'E'
		#!/bin/busybox sh
		/bin/busybox mount -t proc proc /proc
		/bin/busybox mount -t devtmpfs dev /dev
		while read -r module; do
			/bin/busybox insmod "$module"
		done </etc/tcr/modules
		/bin/busybox mkdir -p /low /top /root
		/bin/busybox mount -t squashfs -o ro /dev/vda /low
		/bin/busybox mount -t tmpfs top /top
		/bin/busybox mkdir /top/up /top/work
		/bin/busybox mount -t overlay -o lowerdir=/low,upperdir=/top/up,workdir=/top/work root /root
		/bin/busybox mount --move /dev /root/dev
		read -r line </proc/cmdline
		/bin/busybox umount /proc
		init=${line##*test.init=}
		exec /bin/busybox switch_root /root "${init%% *}"
	E
	chmod +x "$T/stage/init"
	cp "$TCR_BUILD/firmware/kernel" "$TCR_BUILD/firmware/data.img" "$T/machine/"
	cp "$TCR_BUILD/firmware/initramfs" "$T/machine/initramfs"
	truncate -s %4 "$T/machine/initramfs"
	(cd "$T/stage" && find . | cpio --quiet -o -H newc -R 0:0) >>"$T/machine/initramfs"
}

beside_boot()
{
	init=$1
	shift
	[ -e "$T/machine/root.sqfs" ] ||
		mksquashfs "$tree" "$T/machine/root.sqfs" -quiet -noappend -no-progress \
			-all-root -comp lz4
	cat "$qemu_tests/guest.sh" - >"$T/script"
	# The script powers the machine off itself: what tcr-qemu types is for tcr-init.
	echo 'sync; busybox poweroff -f' >>"$T/script"
	"$top/host/tcr-qemu" --firmware "$T/machine" --arch "$GUEST_ARCH" \
		--timeout 1200 --script "$T/script" --append "test.init=$init ${1:-}" \
		>"$T/output" 2>"$T/console" || :
	output=$(cat "$T/output")
	grep '^# ' "$T/output" >&2 || :
	console=$(tr -d '\r' <"$T/console")
}
