#!/bin/sh
# SPDX-License-Identifier: MIT
# Three updates in a row, A to B to A to B, with a full data partition and both busy
# loops and a container beside; before that the power goes while slot B is written.
# shellcheck source=../qemu/lib.sh
. "$(dirname "$0")/../qemu/lib.sh"
append='tcr.shell=hvc0 no_timer_check'
guest_demo_image busybox
guest_unit web.container <<'E'
[Container]
Image=busybox
Exec=sh -c 'while :; do :; done'
Network=none
StopTimeout=1
[X-TCR]
Critical=yes
StableSec=3
[Install]
WantedBy=multi-user.target
E
for version in 1.0 2.0 3.0 4.0; do
	rm -f "$T/firmware/.made"
	guest_options="--verity --slots --firmware-version $version"
	guest_firmware
	if [ "$version" = 1.0 ]; then
		"$top/host/tcr-mkdisk" --arch "$GUEST_ARCH" --out "$T/disk" --build \
			"$TCR_BUILD" --data-size 16M --append "$append" "$T/firmware"
	else
		"$top/host/slot" "$GUEST_ARCH" "$T/firmware" "$TCR_BUILD/bin" 1800000000 \
			"$append" "$T/$version"
	fi
done

boots() # boots UPDATE: with that as a disk; the script is on stdin
{
	{
		cat "$qemu_tests/guest.sh"
		cat <<-'SHELL'
			there() { [ -n "$(device current)" ]; }
			confirmed() { [ "$(device "$(device current)_state")" = good ]; }
			shown() { say "$1" "$(device current) $(device "$(device current)_version")"; }
			update=$(ls /dev/vd? | tail -n 1)
		SHELL
		cat
	} >"$T/script"
	guest_boots --disk "$1"
}

# The guest ends in the middle of a write, as when the power goes.
for at in 1 9 17; do
	boots "$T/2.0" <<-E
		until_ok 30 there
		tcr-slot bad b
		dd if=\$update of=/dev/disk/by-slot/other bs=1M count=$at conv=fsync 2>/dev/null
		echo b >/proc/sysrq-trigger
		sleep 100
	E
	is "$status" 125 "the power goes after $at MiB of an update"
	boots "$T/2.0" <<-'E'
		until_ok 30 booted
		until_ok 30 confirmed
		shown now
		say try "$(tcrctl slot try 2>&1)"
	E
	is "$(said now)" 'a 1.0' '... the device runs what it ran'
	like "$(said try)" '^tcrctl: slot b ' '... and half an update is not tried'
done

slot=a version=1.0
for next in 2.0 3.0 4.0; do
	boots "$T/$next" <<-'E'
		for i in 1 2; do while :; do :; done & done
		until_ok 60 confirmed
		shown now
		dd if=/dev/zero bs=512 2>/dev/null >>/var/lib/tcr/full
		say full "$(echo more 2>&1 >>/var/lib/tcr/full)"
		dd if=$update of=/dev/disk/by-slot/other bs=1M conv=fsync 2>/dev/null
		until_ok 30 tcrctl slot try
		tcrctl reboot
		sleep 100
	E
	is "$status $(said now)" "125 $slot $version" "$slot runs $version, and reboots for $next"
	like "$(said full)" 'No space left' '... there is no room for data'
	slot=$(echo "$slot" | tr ab ba) version=$next
done
boots "$T/4.0" <<'E'
until_ok 60 confirmed
shown now
say boots "$(device next)"
say given "$(tcrctl status | grep -c 'given up')"
say web "$(field web state)"
E
is "$status $(said now)" '0 b 4.0' 'the third update runs, and is confirmed'
is "$(said boots)" b '... it is what boots next'
is "$(said given)" 0 '... nothing was given up'
is "$(said web)" running '... and the container runs'
[ "$failures" -eq 0 ] || sed 's/^/# /' "$T/all"
finish
