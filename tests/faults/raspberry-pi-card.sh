#!/bin/sh
# SPDX-License-Identifier: MIT
# A card for a Raspberry Pi 3, as host/README.md makes it, in QEMU, which starts U-Boot in
# place of the board's firmware: slot A boots, B is tried and does not run, A is back; B
# gets another kernel image, is tried and confirmed.
# shellcheck source=../lib/arm64.sh
. "$(dirname "$0")/../lib/arm64.sh"
# shellcheck source=../qemu/lib.sh
. "$(dirname "$0")/../qemu/lib.sh"
cache=${TCR_CACHE:-$top/build/cache}/arm64
"$top/host/debs" --arch arm64 --alone "$cache/u-boot-rpi" u-boot-rpi
"$top/host/debs" --arch arm64 --alone "$cache/kernel-all" linux-image-arm64
kernel=$(echo "$cache"/kernel-all/boot/vmlinuz-*)
modules=$(echo "$cache"/kernel-all/lib/modules/*)
[ -e "$modules/modules.dep" ] || depmod -b "$cache/kernel-all" "${modules##*/}"
uboot=$cache/u-boot-rpi/usr/lib/u-boot/rpi_arm64/u-boot.bin
trees=$(echo "$cache"/kernel-all/usr/lib/linux-image-*/broadcom)
{
	cat "$top/host/modules.list"
	printf 'load %s\n' mmc_block sdhci-iproc bcm2835
} >"$T/drivers"

# firmware VERSION: makes it, in place of the one before.
firmware()
{
	rm -f "$T/firmware/.made"
	guest_options="--kernel $kernel --modules $modules --drivers $T/drivers --slots
		--hardware rpi --firmware-version $1"
	guest_firmware
}
# Messages on the console would be in the middle of what is typed and said there.
append='console=ttyS1,115200 tcr.shell=ttyS1 tcr.log=err'
printf '[Manager]\nLogLevel=err\n' | guest_file etc/tcr/tcr.conf
mkdir -p "$T/board/overlays"
cp "$trees"/bcm2*.dtb "$uboot" "$T/board/"
printf '%s\n' arm_64bit=1 upstream_kernel=1 kernel=u-boot.bin enable_uart=1 \
	>"$T/board/config.txt"
echo 'an overlay' >"$T/board/overlays/a b.dtbo"
firmware 1.0
"$top/host/tcr-mkdisk" --arch arm64 --loader u-boot --boot-size 256M --grow \
	--boot-files "$T/board" --append "$append" --build "$TCR_BUILD" --out "$T/card" "$T/firmware"
firmware 2.0
slot() # slot ARGS: puts a firmware into slot B, with ARGS on its command line
{
	"$top/host/slot" arm64 "$T/firmware" "$TCR_BUILD/bin" 1800000000 "$append $1" "$T/slot"
	dd if="$T/slot" of="$T/card" bs=1M seek=$((1 + 256 + 128)) conv=notrunc,sparse status=none
}
slot 'rdinit=/none root=/dev/none'
# QEMU has only cards whose size is a power of two.
truncate -s 1G "$T/card"
mkfifo "$T/keys"

boots() # boots LINE: until it goes off; types LINE into the shell of its console
{
	: >"$T/console"
	timeout -k 5 600 qemu-system-aarch64 -M raspi3b -display none -nodefaults \
		-serial null -serial stdio -no-reboot -kernel "$uboot" -dtb "$trees/bcm2837-rpi-3-b.dtb" \
		-drive "if=sd,format=raw,file=$T/card" <"$T/keys" >"$T/console" 2>&1 &
	guest=$!
	exec 4<>"$T/keys"
	# What is typed earlier, U-Boot takes for its own.
	until grep -a -q "Enter 'help'" "$T/console" || ! kill -0 "$guest" 2>/dev/null; do
		sleep 0.1 # the pace of looking; no result depends on it
	done
	echo "PATH=/usr/sbin:/usr/bin; $1; kill -USR1 1" >&4
	status=0
	wait "$guest" || status=$?
	exec 4>&-
	tr -d '\r' <"$T/console" >"$T/output"
	cat "$T/output" >>"$T/all"
}
states="tcr-slot status | grep 'current\|state\|tries\|next' | xargs echo states"
parts="ls /sys/block/mmcblk0 | grep mmc | xargs echo parts"
room="df -mP /var/lib/tcr | awk 'NR == 2 { print \"room \" (\$2 > 100) }'"
boots "$states; tcr-slot try b 1; $parts; $room"
is "$status" 0 "the card boots, and goes off"
is "$(said 'tcr: slot')" a "... from slot A, by U-Boot's script"
is "$(said states)" "current=a a.state=good b.state=none next=a" "it is good"
is "$(said parts)" "mmcblk0p1 mmcblk0p2 mmcblk0p3 mmcblk0p4" "the kernel has read the GPT"
is "$(said room)" 1 "the data partition has taken the rest of the card"
boots :
is "$(said 'tcr: slot')" b "slot B is tried"
like "$(cat "$T/output")" 'Kernel panic' "... and does not run"
slot ''
boots "$states; tcr-slot try b 2"
is "$(said states)" "current=a a.state=good b.state=bad next=a" "slot A is back"
boots "until tcr-slot status | grep b.state=good; do sleep 1; done; $states"
is "$(said states)" "current=b a.state=good b.state=good next=b" \
	"slot B is tried again, runs, and is confirmed"
like "$(mtype -i "$T/card@@1M" ::/tcr-done.env | tr -d '\0' | xargs)" '^tcr_done=1 tcr_of=[0-9]*$' \
	"U-Boot has counted on the card"
is "$(mtype -i "$T/card@@1M" "::/overlays/a b.dtbo")" "an overlay" "the board's files are there"
is "$(sfdisk -l -Y dos -o Start,Sectors,Id "$T/card" | grep '^ *[0-9]' | xargs)" \
	"2048 524288 c 1 2047 ee" "a ROM that knows no GPT finds them"
[ "${failures:?}" -eq 0 ] || sed 's/^/# /' "$T/all"
finish
