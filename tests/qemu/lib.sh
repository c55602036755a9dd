# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2034,SC2120,SC2119
# Sourced by tests that boot the firmware.
#
#	guest_unit web.container <<E    a unit file of this guest
#	guest_file etc/tcr/tcr.conf <<E any other file of its root
#	guest_image FILE                an image in its store
#	guest_demo_image NAME           busybox, page or sntp
#	guest_options='--verity'        options of tcr-mkfirmware
#	guest_run [TCR-QEMU OPTION]... <<E
#
# guest_run boots, runs the script from stdin in the guest and sets output,
# console and status.  What it finds there: tests/qemu/guest.sh.
. "$(dirname "$0")/../lib.sh"
qemu_tests=$tests/qemu
TCR_BUILD=${TCR_BUILD:-$top/build/$arch}
GUEST_ARCH=${GUEST_ARCH:-$arch}

T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$T/conf" "$T/overlay" "$T/images"
output='' console='' status=0 guest_options=''

guest_unit()
{
	cat >"$T/conf/$1"
	rm -f "$T/firmware/.made"
}

guest_file()
{
	mkdir -p "$T/overlay/$(dirname "$1")"
	cat >"$T/overlay/$1"
	rm -f "$T/firmware/.made"
}

guest_image()
{
	cp "$1" "$T/images/"
	rm -f "$T/firmware/.made"
}

# guest_demo_image NAME: busybox, page or sntp, from the build when it is there.
guest_demo_image()
{
	from=$TCR_BUILD/images
	[ -f "$from/$1.sqfs" ] || from=$T/demo
	[ -f "$from/$1.sqfs" ] || case $1 in
	busybox) "$top/host/demo-images" "$GUEST_ARCH" "$from" ;;
	*) "$top/host/own-image" "$1" "$GUEST_ARCH" "$TCR_BUILD/bin/tcr-$1" \
		"$from/$1.sqfs" ;;
	esac
	guest_image "$from/$1.sqfs"
}

# Assembles what changed since the last boot, or all.
guest_firmware()
{
	[ ! -e "$T/firmware/.made" ] || return 0
	# shellcheck disable=SC2086 # words on purpose
	set -- $guest_options
	for file in "$T"/images/*.sqfs; do
		[ ! -e "$file" ] || set -- "$@" --image "$file"
	done
	"$top/host/tcr-mkfirmware" --out "$T/firmware" --arch "$GUEST_ARCH" \
		--build "$TCR_BUILD" --conf "$T/conf" --overlay "$T/overlay" "$@"
	touch "$T/firmware/.made"
}

# guest_boots [TCR-QEMU OPTION]...: boots $T/disk, of tcr-mkdisk, with $T/script, until the
# guest powers off or wants to reboot (125); sets what guest_run sets, and keeps it in $T/all.
guest_boots()
{
	status=0
	"$top/host/tcr-qemu" --arch "$GUEST_ARCH" --disk "$T/disk" --timeout 1200 \
		--script "$T/script" "$@" >"$T/output" 2>"$T/console" || status=$?
	output=$(cat "$T/output") console=$(tr -d '\r' <"$T/console")
	printf '%s\n' "$output" "$console" >>"$T/all"
}

guest_run()
{
	cat "$qemu_tests/guest.sh" - >"$T/script"
	guest_firmware
	status=0
	"$top/host/tcr-qemu" --firmware "$T/firmware" --arch "$GUEST_ARCH" \
		--timeout 1200 --script "$T/script" "$@" \
		>"$T/output" 2>"$T/console" || status=$?
	output=$(cat "$T/output")
	grep '^# ' "$T/output" >&2 || :
	console=$(tr -d '\r' <"$T/console")
}

# said KEY: what the guest's script said of it (`say KEY VALUE`).
said()
{
	sed -n "s/^$1 //p" "$T/output"
}
