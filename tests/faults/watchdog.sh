#!/bin/sh
# SPDX-License-Identifier: MIT
# PID 1 hangs, and the board's watchdog resets the device, here a PC's with Debian's full
# kernel: the next boot says that it was the watchdog.  A reset after that is one again.
# shellcheck source=../qemu/lib.sh
. "$(dirname "$0")/../qemu/lib.sh"
[ "$GUEST_ARCH" = amd64 ] || {
	echo "1..0 # SKIP QEMU has this watchdog for PCs"
	exit 0
}
# shellcheck source=../lib/kernel.sh
. "$tests/lib/kernel.sh"
# The shell on the console runs it in each boot.
{
	cat "$qemu_tests/guest.sh"
	cat <<-'E'
		exec </dev/null >/dev/ttyS1 2>&1
		stty raw <&1
		state=/var/lib/tcr/test
		n=$(($(cat $state 2>/dev/null) + 1))
		until_ok 30 booted
		ended() { tcrctl status | grep -A 1 '^last boot' | xargs; }
		known() { [ -n "$(ended)" ]; }
		[ $n = 1 ] || until_ok 30 known
		say $n "$(ended)"
		say driver "$(cat /sys/class/watchdog/watchdog0/identity)"
		marked() { grep -q '^tcr-boot 1 running' /var/lib/tcr/boot-record; }
		until_ok 30 marked
		echo $n >$state
		sync
		case $n in
		1) mkdir /sys/fs/cgroup/hang
			echo 1 >/sys/fs/cgroup/hang/cgroup.procs
			echo 1 >/sys/fs/cgroup/hang/cgroup.freeze ;;
		2) echo b >/proc/sysrq-trigger ;;
		*) kill -USR1 1 ;;
		esac
	E
} | guest_file etc/profile
guest_firmware
cp --sparse=always "$T/firmware/data.img" "$T/data"
status=0
"$top/host/tcr-qemu" --firmware "$T/firmware" --data "$T/data" --serial "$T/output" \
	--append 'tcr.shell tcr.modules=watchdog,i6300esb' --netdev user,restrict=on \
	--qemu '-device i6300esb -action watchdog=reset' --timeout 900 \
	</dev/null >"$T/console" 2>&1 || status=$?
is "$status" 0 "the device boots three times"
is "$(said driver | sort -u)" "i6300ESB timer" "it has a watchdog"
is "$(said 1)" "" "the first boot knows of none before"
like "$(said 2)" '^last boot: watchdog after 20[0-9:TZ-]+: the watchdog has reset the device *$' \
	"PID 1 hangs: it was the watchdog"
like "$(said 3)" '^last boot: reset after 20[0-9:TZ-]+: a power cut or a reset, nobody asked' \
	"a reset after that is not told as the watchdog"
[ "$failures" -eq 0 ] || cat "$T/output" "$T/console" | sed 's/^/# /'
finish
