#!/bin/sh
# SPDX-License-Identifier: MIT
# PID 1 hangs, and the board's watchdog resets the device, here a PC's with Debian's full
# kernel: the next boot says that it was the watchdog.  A reset after that is one again.
# New firmware that hangs before it is confirmed gives way to the old one, which says so.
# shellcheck source=../qemu/lib.sh
. "$(dirname "$0")/../qemu/lib.sh"
[ "$GUEST_ARCH" = amd64 ] || {
	echo "1..0 # SKIP QEMU has this watchdog for PCs"
	exit 0
}
# shellcheck source=../lib/kernel.sh
. "$tests/lib/kernel.sh"

# in_each_boot: its script, from stdin, is run by the shell on the console.
in_each_boot()
{
	{
		cat "$qemu_tests/guest.sh"
		cat <<-'E'
			exec </dev/null >/dev/ttyS1 2>&1
			stty raw <&1
			until_ok 30 booted
			ended() { tcrctl status | grep -A 1 '^last boot' | xargs; }
			marked() { grep -q '^tcr-boot 1 running' /var/lib/tcr/boot-record; }
			until_ok 30 marked
			# hang: PID 1 runs no more.
			hang()
			{
				mkdir /sys/fs/cgroup/hang
				echo 1 >/sys/fs/cgroup/hang/cgroup.procs
				echo 1 >/sys/fs/cgroup/hang/cgroup.freeze
			}
		E
		cat
	} | guest_file etc/profile
}

boots() # boots OPTION...: until the guest powers off
{
	status=0
	"$top/host/tcr-qemu" --serial "$T/output" --netdev user,restrict=on --timeout 900 \
		--qemu '-device i6300esb -action watchdog=reset' "$@" \
		</dev/null >"$T/console" 2>&1 || status=$?
	[ "$failures" -eq 0 ] || cat "$T/output" "$T/console" | sed 's/^/# /'
}
append='tcr.shell tcr.modules=watchdog,i6300esb'
watchdog='watchdog after 20[0-9:TZ-]+: the watchdog has reset the device'

in_each_boot <<'E'
n=$(($(cat /var/lib/tcr/test 2>/dev/null) + 1))
known() { [ -n "$(ended)" ]; }
[ $n = 1 ] || until_ok 30 known
say $n "$(ended)"
say driver "$(cat /sys/class/watchdog/watchdog0/identity)"
echo $n >/var/lib/tcr/test
sync
case $n in
1) hang ;;
2) echo b >/proc/sysrq-trigger ;;
*) kill -USR1 1 ;;
esac
E
guest_firmware
cp --sparse=always "$T/firmware/data.img" "$T/data"
boots --firmware "$T/firmware" --data "$T/data" --append "$append"
is "$status" 0 "the device boots three times"
is "$(said driver | sort -u)" "i6300ESB timer" "it has a watchdog"
is "$(said 1)" "" "the first boot knows of none before"
like "$(said 2)" "^last boot: $watchdog *\$" "PID 1 hangs: it was the watchdog"
like "$(said 3)" '^last boot: reset after 20[0-9:TZ-]+: a power cut or a reset, nobody asked' \
	"a reset after that is not told as the watchdog"

# New firmware in slot B hangs when tcrd of it runs, before it is confirmed.
guest_demo_image busybox
guest_unit web.container <<'E'
[Container]
Image=busybox
Exec=sleep 100000
Network=none
StopTimeout=1
[Service]
Restart=always
[X-TCR]
Critical=yes
StableSec=10min
[Install]
WantedBy=multi-user.target
E
in_each_boot <<'E'
if [ "$(cat /etc/tcr/version)" = 2.0 ]; then
	say hangs b
	hang
elif ! tcr-slot status | grep -q b.state=bad; then
	until_ok 60 tcrctl slot try b --tries 1
	tcrctl reboot
else
	given() { tcrctl status | grep 'was given up'; }
	until_ok 30 given
	say given "$(tcrctl status | sed -n '/was given up/,/^ *$/p' | xargs)"
	kill -USR1 1
fi
E
guest_options="$kernel_options --slots --firmware-version 1.0"
guest_firmware
"$top/host/tcr-mkdisk" --arch amd64 --out "$T/disk" --build "$TCR_BUILD" \
	--data-size 16M --append "$append no_timer_check" "$T/firmware"
guest_options="$kernel_options --slots --firmware-version 2.0"
rm "$T/firmware/.made"
guest_firmware
"$top/host/slot" amd64 "$T/firmware" "$TCR_BUILD/bin" 1800000000 "$append no_timer_check" \
	"$T/slot"
dd if="$T/slot" of="$T/disk" bs=1M seek=$((1 + 64 + 128)) conv=notrunc,sparse status=none
boots --disk "$T/disk"
is "$status $(said hangs)" "0 b" "new firmware hangs, and the device boots again"
like "$(said given)" '^slot B was given up: watchdog: the watchdog has reset the device' \
	"the old firmware is back, and says that it was the watchdog"
[ "$failures" -eq 0 ] || cat "$T/output" "$T/console" | sed 's/^/# /'
finish
