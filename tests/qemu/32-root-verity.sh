#!/bin/sh
# SPDX-License-Identifier: MIT
# A root with a hash tree: the device runs from it, but not from one in which a byte
# was changed where the boot reads it, nor from any other; a byte that is changed
# elsewhere is an I/O error.  With FAULTS=all, as tests/faults/root-verity.sh runs it,
# more is changed, each in a boot of its own.
. "$(dirname "$0")/lib.sh"
guest_options=--verity
marker=$(head -c 24 /dev/urandom | base64 | tr -d '/+=')
{
	head -c 300000 /dev/urandom
	printf %s "$marker"
	head -c 100000 /dev/urandom
} | guest_file usr/share/big
echo other | guest_file usr/share/small
guest_firmware
root=$T/firmware/root.sqfs
cp "$root" "$T/good"
fs=$(sed -n 's/FsBytes=//p' "$T/firmware/root.verity")

guest_run <<'E'
say root "$(awk '$2 == "/" && $3 == "squashfs" { print $1, $4 }' /proc/mounts)"
say sum "$(sha256sum </usr/share/big)"
say below "$(cat /sys/block/dm-0/slaves/*/dev) $(cat /sys/class/block/vda/dev)"
say direct "$(mount -t squashfs -o ro /dev/vda /tmp 2>&1)"
say modules "$(ls /lib/modules 2>/dev/null | wc -l)"
say init "$(cat /proc/1/comm)"
E
is "$status" 0 "a device with a verified root boots"
like "$(said root)" '^/dev/dm-0 ro' "its root is the verified device"
is "$(said sum)" "$(sha256sum <"$T/overlay/usr/share/big")" "a file is as it was"
is "$(said below | tr ' ' '\n' | sort -u | wc -l)" 1 "it is over the root's disk"
like "$(said direct)" 'busy' "which nobody can mount beside it"
is "$(said init)" tcr-init "PID 1 is tcr-init"

flip() # flip OFFSET: inverts the bits of one byte of the good root
{
	cp "$T/good" "$root"
	byte=$((255 - $(od -An -t u1 -j "$1" -N 1 "$root")))
	printf '%b' "\\0$(printf %o "$byte")" |
		dd of="$root" bs=1 seek="$1" conv=notrunc 2>/dev/null
}

# Without a script, as tcr-init then has no shell that it would run instead.
stops() # stops PATTERN TEXT [TCR-QEMU OPTION]...: the device says that, and reboots
{
	pattern=$1 text=$2
	shift 2
	"$top/host/tcr-qemu" --firmware "$T/firmware" --arch "$GUEST_ARCH" \
		--timeout 600 "$@" </dev/null >"$T/console" 2>&1 &
	guest=$!
	until_ok 60 grep -q 'Restarting system' "$T/console" || :
	# shellcheck disable=SC2046 # timeout(1), which ends QEMU
	kill $(cat "/proc/$guest/task/$guest/children")
	wait "$guest" || :
	console=$(tr -d '\r' <"$T/console")
	is "$(printf '%s\n' "$console" | grep -c '] tcrd: ')" 0 \
		"$text: the device does not run"
	like "$console" "$pattern" "... says why"
	like "$console" 'Restarting system' "... and reboots"
}

number() # number OFFSET: that of eight bytes there
{
	od -An -t u8 -j "$1" -N 8 "$T/good" | tr -d ' '
}
bad='tcr-init: mount /dev/dm-0 as squashfs'
flip 8
stops "$bad" "a byte of the superblock"
like "$console" 'verity: .*data block 0 is corrupted' "... and the kernel, which block it is"

more_faults()
{
	flip $(($(number 40) - 2))
	stops "$bad" "a byte of the tables"
	flip $((fs + 5))
	stops "$bad" "a byte of the tree's top"

	# Of another firmware, whole, with the tree that belongs to it.
	mkdir -p "$T/other/sbin"
	cp "$T/good" "$T/tree"
	mksquashfs "$T/other" "$root" -quiet -noappend -no-progress >/dev/null
	veritysetup format "$root" "$root" --no-superblock --hash-offset="$(stat -c %s "$root")" \
		--data-blocks=$(($(stat -c %s "$root") / 4096)) --salt=00 >/dev/null
	truncate -s "$(stat -c %s "$T/good")" "$root"
	stops "$bad" "another root"

	head -c $((fs + 4096)) "$T/good" >"$root"
	stops 'tcr-verity: dm-verity: device .*' "a root that was cut"
}
[ "${FAULTS:-}" != all ] || more_faults

cp "$T/good" "$root"
stops 'tcr-verity: .*command line must say root=/dev/dm-0' \
	"root= of the disk itself" --append root=/dev/vda

flip "$(LC_ALL=C grep -obUa "$marker" "$T/good" | cut -d : -f 1)"
guest_run <<'E'
say big "$(cat /usr/share/big 2>&1 >/dev/null)"
say small "$(cat /usr/share/small)"
say status "$(device state)"
E
is "$status" 0 "a byte of a file: the device boots"
like "$(said big)" 'I/O error|Input/output error' "who reads it gets an I/O error"
is "$(said small)" other "other files are read as before"
is "$(said status)" running "and all runs"
[ "$failures" -eq 0 ] || printf '%s\n' "$output" "$console" | sed 's/^/# /'
finish
