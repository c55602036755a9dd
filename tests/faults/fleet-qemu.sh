#!/bin/sh
# SPDX-License-Identifier: MIT
# Two devices that really boot get an update from a hawkBit server, by HTTPS over a cable,
# and reboot by themselves.  One is confirmed, and the server gets success.  On the other
# one a unit of the new firmware fails: after three tries the old firmware is back, shows
# why, and the server gets failure.
[ -n "${PRIVATE_NET-}" ] || PRIVATE_NET=1 exec unshare -n "$0"
. "$(dirname "$0")/../qemu/lib.sh"
# shellcheck source=../lib/update.sh
. "$tests/lib/update.sh"
[ "$GUEST_ARCH" = amd64 ] || {
	echo "1..0 # SKIP the update is for amd64"
	exit 0
}
append='tcr.shell=hvc0 no_timer_check'

# The cable, the server, and at port 80 what the server was told, for the guest's script.
ip link set lo up
ip tuntap add tap0 mode tap
ip link set tap0 up
ip addr add 192.0.2.1/24 dev tap0
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=web \
	-addext subjectAltName=IP:192.0.2.1 -keyout "$T/web.pem" -out "$T/web.crt" 2>/dev/null
update_server 192.0.2.1 "$T/web.crt" "$T/web.pem"
server=$!
busybox httpd -f -p 192.0.2.1:80 -h "$T/server/devices" &
servers="$server $!"
trap 'kill $servers 2>/dev/null || :; rm -rf "$T"' EXIT

update_key "$T/update.key"
guest_file etc/tcr/update.pub <"$T/update.key.pub"
guest_file etc/tcr/update-ca.pem <"$T/web.crt"
guest_file etc/tcr/update.cfg <<'E'
globals: {};
suricatta: { targettoken = "abc"; };
E
update_image "$T/images/update.sqfs"
guest_demo_image busybox
guest_unit update-hawkbit.container <"$top/apps/update/conf.d/update-hawkbit.container"
guest_unit eth0.uplink <<'E'
[Uplink]
Address=192.0.2.77/24
Gateway=192.0.2.1
E
lamp() { # lamp COMMAND: the unit that tells good firmware from bad
	guest_unit lamp.container <<-E
		[Container]
		Image=busybox
		Exec=/bin/sh -c "$1"
		Network=none
		StopTimeout=1
		Volume=/var/lib/tcr/lamp:/lamp:ro
		[Service]
		Restart=no
		[Install]
		WantedBy=multi-user.target
		[X-TCR]
		Critical=yes
		StableSec=5
	E
}
lamp 'exec sleep 1000000'
export SOURCE_DATE_EPOCH=1700000000
guest_options='--slots --firmware-version 1.0'
guest_firmware
"$top/host/tcr-mkdisk" --out "$T/first" --build "$TCR_BUILD" --append "$append" "$T/firmware"
lamp '[ ! -e /lamp/broken ] || exit 3; exec sleep 1000000'
SOURCE_DATE_EPOCH=1700000001
guest_options='--slots --firmware-version 2.0'
guest_firmware
update_of "$T/firmware" "$T/server/files/2.swu" --append "$append" --sign "$T/update.key"
sha1sum <"$T/server/files/2.swu" >"$T/server/files/2.swu.sha1"
cpio --quiet -i --to-stdout slot.zst <"$T/server/files/2.swu" | zstd -q -d >"$T/slot"
slot_b=$((1 + 64 + 128))

disk_of() { # disk_of DEVICE [NAME]: makes its disk, with NAME in the folder of the unit
	cp --sparse=always "$T/first" "$T/disk"
	cat >"$T/name.conf" <<-E
		[Container]
		Exec=hawkbit https://192.0.2.1:$port DEFAULT $1 -p 1
		Environment=UPDATE_WAIT=1
	E
	dd if="$T/disk" of="$T/data" bs=1M skip=$((slot_b + 128)) count=64 status=none
	debugfs -w -f - "$T/data" >/dev/null 2>&1 <<-E
		mkdir lamp
		mkdir conf.d
		mkdir conf.d/update-hawkbit.container.d
		cd conf.d/update-hawkbit.container.d
		write $T/name.conf name.conf
		cd /lamp
		${2:+mkdir $2}
	E
	dd if="$T/data" of="$T/disk" bs=1M seek=$((slot_b + 128)) conv=notrunc,sparse status=none
}
told() { # told DEVICE: what the server was told, each once
	sed -n 's/^1 \([a-z]* [a-z]*\).*/\1/p' "$T/server/devices/$1/feedback" | uniq | xargs
}
boots() { # boots DEVICE: until it reboots, or the server knows the end and all has settled
	cat "$qemu_tests/guest.sh" - >"$T/script" <<-E
		ended() { wget -q -O - http://192.0.2.1/$1/feedback | grep -q '^1 closed'; }
		until_ok 100 ended
		until_ok 60 booted
		known() { [ -n "\$(device current)" ]; }
		until_ok 30 known
		say slots "\$(device current) \$(device a_state) \$(device b_state)"
		say version "\$(cat /etc/tcr/version)"
		say given "\$(tcrctl status | grep -A 2 'was given up' | tr -s ' \n' ' ')"
		say state "\$(device state)"
	E
	status=0
	"$top/host/tcr-qemu" --disk "$T/disk" --timeout 1200 --script "$T/script" \
		--netdev tap,ifname=tap0,script=no,downscript=no \
		>"$T/output" 2>"$T/console" || status=$?
	console=$(tr -d '\r' <"$T/console")
	cat "$T/output" "$T/console" >>"$T/all"
}
updates() { # updates DEVICE: it boots the old firmware, and gets the update
	: >"$T/all"
	echo '1 2.swu' >"$T/server/deploy/$1"
	boots "$1"
	is "$status" 125 "$1: the update is written, and the device reboots by itself"
	is "$(told "$1")" 'proceeding none' '... the server knows no end yet'
	is "$(dd if="$T/disk" bs=1M skip=$slot_b count=128 status=none |
		cmp -n "$(stat -c %s "$T/slot")" - "$T/slot" 2>&1)" '' \
		'... the slot has what the update has'
}

disk_of d1
updates d1
boots d1
is "$status" 0 'the new firmware boots, and stays'
is "$(said version) $(said slots)" '2.0 b good good' '... it is confirmed'
is "$(told d1)" 'proceeding none closed success' '... the server gets success'
[ "$failures" -eq 0 ] || sed 's/^/# /' "$T/all" "$T"/server/devices/*/feedback

disk_of d2 broken
updates d2
failed=0
boots d2
while [ "$status" -eq 125 ] && [ "$failed" -lt 4 ]; do
	like "$console" 'slot B is given up: lamp.container failed' \
		'the new firmware fails, and the device reboots by itself'
	is "$(told d2)" 'proceeding none' '... the server knows no end yet'
	failed=$((failed + 1))
	boots d2
done
is "$status $failed" '0 3' 'after three tries the device stays up'
is "$(said version) $(said slots)" '1.0 a good bad' '... with the old firmware'
like "$(said given)" 'slot B was given up: lamp.container failed: exited with status 3' \
	'... which shows why'
is "$(said state)" running '... and in which all runs'
is "$(told d2)" 'proceeding none closed failure' '... the server gets failure'
like "$(cat "$T/server/devices/d2/feedback")" \
	'^1 closed failure slot B was given up: lamp.container failed: exited with status 3 after [0-9.]* s$' \
	'... and why'
is "$(cut -d ' ' -f 1-3 "$T/server/reports" | grep closed | xargs)" 'd1 1 closed d2 1 closed' \
	'no end is told twice'
[ "$failures" -eq 0 ] || sed 's/^/# /' "$T/all" "$T"/server/devices/*/feedback
finish
