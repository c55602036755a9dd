#!/bin/sh
# SPDX-License-Identifier: MIT
# An update by a USB stick that somebody puts into the running device, with the units of
# apps/update and Debian's full kernel: without an update on it, by another key, pulled
# while it is read, and then a good one, which boots and is confirmed.
# shellcheck source=../qemu/lib.sh
. "$(dirname "$0")/../qemu/lib.sh"
[ "$GUEST_ARCH" = amd64 ] || {
	echo "1..0 # SKIP the kernel is that of a PC"
	exit 0
}
# shellcheck source=../lib/kernel.sh
. "$tests/lib/kernel.sh"
# shellcheck source=../lib/update.sh
. "$tests/lib/update.sh"
# shellcheck source=../lib/stick.sh
. "$tests/lib/stick.sh"
append='tcr.shell=hvc0 no_timer_check'
# vfat, as one does who thinks of sticks, without the tables of characters that it needs:
# these tcr-slot loads.
printf 'load %s\n' xhci_pci usb-storage sd_mod vfat >>"$T/drivers"
update_image "$T/images/update.sqfs"
update_key "$T/update.key"
update_key "$T/other.key"
guest_file etc/tcr/update.pub <"$T/update.key.pub"
cp "$top"/apps/update/conf.d/*stick* "$T/conf/"
sed -i 's/=1min/=3s/' "$T/conf/update-stick.timer"

firmware() # firmware VERSION TIME
{
	rm -f "$T/firmware/.made"
	guest_options="$kernel_options --slots --firmware-version $1"
	export SOURCE_DATE_EPOCH="$2"
	guest_firmware
}
update() # update KEY: makes $T/KEY.swu
{
	"$top/host/tcr-mkupdate" --build "$TCR_BUILD" --from-firmware "$T/firmware" \
		--append "$append" --sign "$T/$1.key" "$T/$1.swu"
}
firmware 1.0 1796000000
"$top/host/tcr-mkdisk" --arch amd64 --out "$T/disk" --build "$TCR_BUILD" --data-size 16M \
	--append "$append" "$T/firmware"
firmware 2.0 1796000001
update update
update other
echo 'a letter' >"$T/letter.txt"
stick "$T/empty" "$T/letter.txt"
stick "$T/foreign" "$T/other.swu"
stick "$T/good" "$T/update.swu"

boots() # boots [OPTION]...: the script is on stdin
{
	cat "$qemu_tests/guest.sh" - >"$T/script"
	guest_boots --qemu "$sticks" "$@"
}

hands() # puts the sticks in and out, as the guest asks
{
	for name in empty foreign slow good; do
		asked "put $name" || return
		case $name in
		slow) put "$T/good" throttling.bps-read=2000000 ;;
		*) put "$T/$name" ;;
		esac
		[ "$name" = good ] || { asked "pull $name" && pull; } || return
	done
}

touch "$T/runs" "$T/output"
hands &
boots <<'E'
until_ok 30 booted
confirmed() { tcrctl slot status --json | grep -q '"current":"a".*"a_state":"good"'; }
until_ok 30 confirmed
there() { [ -b /dev/sda1 ]; }
gone() { ! ls /dev/sd* && ! grep /dev/sd /proc/mounts; }
over() { gone && [ "$(field stick.volume state)" = inactive ]; }
logged() { tcrctl logs update-stick | grep -q "$1"; }
sum() { sha256sum </dev/disk/by-slot/other; }
# told NAME: says how the device is when the stick is pulled.
told() {
	say pull $1
	until_ok 60 over && say over $1
	say "$1" "$(tcrctl slot status --json | sed 's/"/ /g')"
	[ "$(sum)" != "$before" ] || say same $1
}
before=$(sum)
say put empty
until_ok 60 there && until_ok 60 logged 'no [*].swu' && say logged empty
told empty
say put foreign
until_ok 60 there && until_ok 60 logged 'refused: not signed by' && say logged foreign
told foreign
say put slow
written() { [ "$(awk '{ print $7 }' /sys/class/block/vda3/stat)" -gt 4000 ]; }
failed() { logged 'Error reading .* from stream'; }
until_ok 60 written && ! failed && say half
told slow
failed && say logged slow
say put good
until_ok 200 false
E
rm "$T/runs"
wait
is "$status" 125 "the device reboots by itself when an update is written"
is "$(said logged | xargs)" "empty foreign slow" \
	"it says why, of a stick without one, with one by another key, and one that is pulled"
is "$(said over | xargs)" "empty foreign slow" "a stick that was pulled is not in use any more"
is "$(said same | xargs)" "empty foreign" "the other slot is as it was"
is "$(grep -c '^half' "$T/output")" 1 "... but half written when the third is pulled"
for name in empty foreign slow; do
	like "$(said $name)" 'current : a .* next : a .* a_state : good .* b_state : empty ' \
		"slot A stays: $name"
done

# It is still in.
boots --qemu "-drive if=none,id=stick,format=raw,file=$T/good -device usb-storage,drive=stick" <<'E'
until_ok 30 booted
confirmed() { tcrctl slot status --json | grep -q '"current":"b".*"b_state":"good"'; }
until_ok 60 confirmed
say version "$(cat /etc/tcr/version)"
logged() { tcrctl logs update-stick | grep -q 'runs already'; }
until_ok 60 logged && say logged yes
say state "$(device state)"
E
is "$status" 0 "the device boots again"
is "$(said version)" 2.0 "slot B runs, and is confirmed"
is "$(said logged) $(said state)" "yes running" "a stick that stays in does no harm"
[ "$failures" -eq 0 ] || sed 's/^/# /' "$T/all"
finish
