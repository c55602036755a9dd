#!/bin/sh
# SPDX-License-Identifier: MIT
# PID 1 of a machine: what only a machine has, faults, and ends that are clean.
. "$(dirname "$0")/lib.sh"

guest_firmware
cp --sparse=always "$T/firmware/data.img" "$T/data"

clean() { # clean TEXT: the data disk needs no repair
	rc=0
	e2fsck -fn "$T/data" >"$T/fsck" 2>&1 || rc=$?
	is "$rc" 0 "$1: the data disk is clean"
	is "$(dumpe2fs -h "$T/data" 2>/dev/null |
		sed -n 's/^Filesystem state: *//p')" clean "$1: and says so"
}

guest_run --data "$T/data" --append tcr.modules=watchdog,softdog <<'E'
say pid1 "$(cat /proc/1/comm)"
say root "$(grep -c '^/dev/vda / squashfs ro' /proc/mounts)"
say data "$(grep -c '^/dev/vdb /var/lib/tcr ext4 rw,nosuid,nodev,noatime' /proc/mounts)"
say panic "$(cat /proc/sys/kernel/panic /proc/sys/kernel/panic_on_oops | xargs)"
say pointers "$(cat /proc/sys/kernel/kptr_restrict)"
say memory "$(grep -c '+*memory' /sys/fs/cgroup/cgroup.subtree_control)"
sleep 1000 &
orphan=$!
first() { # the first of tcrd's processes, the others are tasks: its pid and start
	pid=$(pidof tcrd | tr ' ' '\n' | sort -n | head -n 1)
	echo "$pid $(cut -d ' ' -f 22 "/proc/$pid/stat")"
}
before=$(first)
kill -SEGV 1
until_ok 10 grep -q -- --state= /proc/1/cmdline && say again yes
kill -KILL 1
kill -STOP 1
[ "$before" = "$(first)" ] && say tcrd same
kill -0 $orphan && say orphan same
say fault "$(dmesg | grep -c 'tcr-init: fault: signal 11, sent by pid')"
echo 1 >/var/lib/tcr/written
alone() { [ "$(cat /proc/[0-9]*/comm | grep -c "^tcr-init$")" -eq 1 ]; }
until_ok 10 alone && say alone yes
say watchdog "$(cat /sys/class/watchdog/watchdog0/state /sys/class/watchdog/watchdog0/timeout | xargs)"
E
is "$(said pid1)" tcr-init 'PID 1 is tcr-init'
is "$(said root)" 1 'the root is a read-only squashfs'
is "$(said data)" 1 'the data are on ext4, without set-user-id and devices'
is "$(said panic)" '5 1' 'a panic or an oops ends in a reboot'
is "$(said pointers)" 2 'sysctls are set'
is "$(said memory)" 1 'controllers are enabled'
is "$(said watchdog)" 'active 15' 'the watchdog runs'
is "$(said alone)" yes 'fed by PID 1 alone after the boot'
is "$(said again)" yes 'SIGSEGV: PID 1 executed itself'
is "$(said tcrd)" same 'tcrd did not notice'
is "$(said orphan)" same 'nor did anybody else'
is "$(said fault)" 1 'one line in the log of the kernel'
is "$status" 0 'then the guest powers off'
is "$(printf '%s\n' "$console" | grep -c 'watchdog did not stop')" 0 \
	'having stopped the watchdog'
clean 'power off'

guest_run --data "$T/data" <<'E'
told() { [ "$(dmesg | grep -c 'tcr-init: fault')" -eq $n ]; }
for n in 1 2 3; do
	kill -BUS 1
	until_ok 10 told
done
sleep 1000
E
is "$status" 125 'three faults end the guest before its script does'
like "$console" 'three faults in a minute: reboot' 'with a reason'
like "$console" 'all units are down' 'in order'
like "$console" 'Restarting system' 'by a reboot'
clean 'after three faults'
is "$(debugfs -R 'cat written' "$T/data" 2>/dev/null)" 1 'what was written stays'

guest_run --append 'tcr.data=/dev/vdz' <<'E'
say data "$(grep -c '^data /var/lib/tcr tmpfs' /proc/mounts)"
E
is "$(said data)" 1 'a data disk that is not there: memory instead'
like "$console" 'data: /dev/vdz: in memory only' 'and a line that says so'
[ "$failures" -eq 0 ] || sed 's/^/# /' "$T/console"
finish
