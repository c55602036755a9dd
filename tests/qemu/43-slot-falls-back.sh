#!/bin/sh
# SPDX-License-Identifier: MIT
# New firmware that does not work gives way to the old one by itself, with the reason
# shown.  FAULTS=all (tests/faults): whatever may be wrong with it; else two of that.
. "$(dirname "$0")/lib.sh"
old='tcr.shell=hvc0 no_timer_check' new=no_timer_check
guest_options='--verity --slots --firmware-version 1.0'
guest_firmware
"$top/host/tcr-mkdisk" --arch "$GUEST_ARCH" --out "$T/first" --build "$TCR_BUILD" \
	--data-size 16M --append "$old" "$T/firmware"
guest_options='--verity --slots --firmware-version 2.0'
slot_b=$((1 + 64 + 128))
guest_demo_image busybox

# payload ARGS: makes $T/slot of the firmware of now, with ARGS on its command line.
payload()
{
	rm -f "$T/firmware/.made"
	guest_firmware
	"$top/host/slot" "$GUEST_ARCH" "$T/firmware" "$TCR_BUILD/bin" 1800000000 \
		"$new $1" "$T/slot"
}

# tried: puts it into slot B, as an update does, and slot A has it tried once.
tried()
{
	cp --sparse=always "$T/first" "$T/disk"
	dd if="$T/slot" of="$T/disk" bs=1M seek=$slot_b conv=notrunc,sparse status=none
	boots <<-'E'
		until_ok 30 tcrctl slot try b --tries 1
	E
	is "$status" 0 "slot B is on trial"
}

# damage OFFSET COUNT: of the partition of slot B.
damage()
{
	tr '\0' '\377' </dev/zero | dd of="$T/disk" bs=1 count="$2" conv=notrunc status=none \
		seek=$((slot_b * 1048576 + $1))
}

boots() # until the guest powers off, or wants to reboot; its script is on stdin
{
	cat "$qemu_tests/guest.sh" - >"$T/script"
	guest_boots
}

# falls_back WHAT CONSOLE REASON: boots slot B, where the console says CONSOLE, then A.
falls_back()
{
	boots </dev/null
	is "$status" 125 "$1: slot B gives up by itself"
	like "$console" "$2" "... it says why"
	boots <<-'E'
		until_ok 30 booted
		say slot "$(tcr-slot status | sed -n s/^current=//p)"
		given() { tcrctl status | grep 'was given up'; }
		until_ok 30 given
		say given "$(tcrctl status | sed -n '/was given up/,/^ *$/p' | head -n 3)"
		say state "$(device state)"
	E
	is "$status" 0 "... the device boots again"
	is "$(said slot)" a "... from slot A"
	like "$(said given | tr '\n' ' ' | tr -s ' ')" "^$3 " "... which shows the reason"
	is "$(said state)" running "... and all runs"
	[ "$failures" -eq 0 ] || sed 's/^/# /' "$T/all"
	: >"$T/all"
}
payload 'rdinit=/none root=/dev/none'
tried
never='slot B was given up: it never came as far as tcrd: kernel, root or init'
falls_back 'the kernel panics' 'Kernel panic' "$never"
guest_unit web.container <<'E'
[Container]
Image=busybox
Network=none
Exec=sh -c 'exit 3'
[Service]
Restart=no
[X-TCR]
Critical=yes
[Install]
WantedBy=multi-user.target
E
payload ''
tried
falls_back 'a unit with Critical=yes fails' 'slot B is given up: web' \
	'slot B was given up: web.container failed: exited with status 3 after [0-9.]* s'
[ "${FAULTS-}" = all ] || finish

rm "$T/conf/web.container"
payload ''
tried
damage 0 1
falls_back 'no root' 'tcr-disk: .* no such partition' "$never"
tried
# The last table of a squashfs is read when it is mounted.
used=$(od -An -t u8 -j 40 -N 8 "$T/slot" | tr -d ' ')
damage $((used - 4)) 1
falls_back 'a byte of the root' 'data block [0-9]* is corrupted' "$never"
guest_file usr/sbin/tcr-init <<'E'
#!/bin/sh
[ -e /dev/null ] || mount -t devtmpfs dev /dev
exec 3>/dev/watchdog0
echo hangs >/dev/console
while :; do sleep 1000; done
E
chmod +x "$T/overlay/usr/sbin/tcr-init"
payload tcr.modules=watchdog,softdog
tried
falls_back 'init hangs' hangs "$never"
rm "$T/overlay/usr/sbin/tcr-init"
guest_file usr/sbin/tcrd <<'E'
#!/bin/sh
exit 1
E
chmod +x "$T/overlay/usr/sbin/tcrd"
payload ''
tried
falls_back 'tcrd does not stay up' 'tcrd does not stay up: reboot' "$never"
rm "$T/overlay/usr/sbin/tcrd"
guest_unit web.container <<'E'
[Container]
Image=busybox
Network=none
Exec=sleep 100000
HealthCmd=false
HealthInterval=2s
[X-TCR]
Critical=yes
[Install]
WantedBy=multi-user.target
[Install]
WantedBy=multi-user.target
E
guest_file etc/tcr/tcr.conf <<'E'
[Manager]
SlotConfirmSec=30
E
payload ''
tried
falls_back 'a unit with Critical=yes is never healthy' 'slot B is given up: web' \
	'slot B was given up: web.container not healthy after 30 s'
finish
