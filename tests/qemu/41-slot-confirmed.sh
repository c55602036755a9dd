#!/bin/sh
# SPDX-License-Identifier: MIT
# Firmware on trial judges itself.  A unit with Critical=yes that is not healthy in time
# brings the slot before back, which says why; one that is well confirms the slot.  Both
# firmwares have the same root: only a word of the command line is another one.
. "$(dirname "$0")/lib.sh"
append='tcr.shell=hvc0 no_timer_check'
guest_demo_image busybox
guest_unit web.container <<'E'
[Container]
Image=busybox
Exec=sleep 1000000
Network=none
StopTimeout=1
Volume=web:/web:ro
HealthCmd=test -e /web/fine
HealthInterval=1s
[X-TCR]
Critical=yes
StableSec=1
[Service]
Restart=always
[Install]
WantedBy=multi-user.target
E
guest_file etc/tcr/tcr.conf <<'E'
[Manager]
SlotConfirmSec=30
E
guest_options='--slots'
guest_firmware
"$top/host/tcr-mkdisk" --arch "$GUEST_ARCH" --out "$T/disk" --build "$TCR_BUILD" \
	--append "$append version.word=1.0" "$T/firmware"
"$top/host/slot" "$GUEST_ARCH" "$T/firmware" "$TCR_BUILD/bin" 1800000000 \
	"$append version.word=2.0" "$T/slot"
dd if="$T/slot" of="$T/disk" bs=1M seek=$((1 + 64 + 128)) conv=notrunc,sparse status=none

boots() # until the guest powers off (0) or reboots (125); its script is on stdin
{
	{
		cat "$qemu_tests/guest.sh"
		cat <<-'SHELL'
			states() { # what is known, and the word of the firmware that runs
				echo "$(device current) $(device a_state) $(device b_state)" \
					"$(sed -n 's/.*version[.]word=\([^ ]*\).*/\1/p' /proc/cmdline)"
			}
			text() { tcrctl status --json | sed -n '1s/.*"text":"\([^"]*\)".*/\1/p'; }
			known() { [ -n "$(device current)" ]; }
			until_ok 30 known
		SHELL
		cat
	} >"$T/script"
	guest_boots
}

boots <<'E'
say states "$(states)"
say limit "$(tcrctl show web | grep -c StableSec)"
tcrctl slot try --tries 1 --reboot
sleep 1000
E
is "$status $(said states)" "125 a good none 1.0" "a slot that is good is left alone; it reboots for the other one"

boots <<'E'
say states "$(states)"
say text "$(text)"
sleep 1000
E
is "$status $(said states)" "125 b good trial 2.0" "the new firmware boots, on trial"
is "$(said text)" "slot B on trial, 0 tries left: waits for web.container" "... waits for its unit"
like "$console" 'slot B is given up: web.container not healthy after 30 s' \
	"... gives up, and reboots by itself"

boots <<'E'
say states "$(states)"
say text "$(text)"
say why "$(tcrctl status --json | sed -n '1s/.*"last_boot":{\([^}]*\)}.*/\1/p')"
say web "$(field web state)"
touch /var/lib/tcr/volumes/web/fine
tcrctl slot try --tries 1 --reboot
sleep 1000
E
is "$status $(said states)" "125 a good bad 1.0" "the firmware before is back"
is "$(said text)" "slot B was given up: web.container not healthy after 30 s" "... says why"
like "$(said why)" '"end":"reboot".*"why":"slot B was not confirmed: web.container not healthy after' \
	"... so does the end of the last boot"
is "$(said web)" running "a unit that is not healthy there reboots nothing"

boots <<'E'
good() { [ "$(device b_state)" = good ]; }
until_ok 40 good
say states "$(states)"
say log "$(tcrctl logs tcrd | grep -c 'slot B is good')"
say ids "$(device a_id) $(device b_id)"
tcrctl slot status | sed 's/^/table /'
tcrctl status | grep -q '^slot' || say quiet
E
is "$status $(said states)" "0 b good good 2.0" "with a unit that is well the slot is confirmed"
is "$(said log)" 1 "... which is in the log"
like "$output" '^quiet$' "... and there is nothing more to say"
ids=$(said ids)
claim "the two firmwares have ids of their own" [ "${ids% *}" != "${ids#* }" ]
like "$output" "^table [*] b .*$(echo "${ids#* }" | cut -c 1-8)" "... which are shown"
is "$(mdir -b -i "$T/disk@@1M" ::/EFI/Linux | sed 's|.*/||' | sort | xargs)" \
	'tcr-1-a.efi tcr-3-b.efi' "the boot loader knows it"
[ "$failures" -eq 0 ] || sed 's/^/# /' "$T/all"
finish
