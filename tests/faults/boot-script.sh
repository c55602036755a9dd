#!/bin/sh
# SPDX-License-Identifier: MIT
# The script by which U-Boot chooses a slot, run by U-Boot.
. "$(dirname "$0")/../lib.sh"
uboot=${TCR_CACHE:-$top/build/cache}/arm64/u-boot
"$top/host/debs" --arch arm64 --alone "$uboot" u-boot-qemu
: "${TCR_UBOOT:=$uboot/usr/lib/u-boot/qemu_arm64/u-boot.bin}"
# U-Boot resets when neither slot runs, and QEMU then ends.
boots()
{
	for _ in $(seq "$1"); do
		timeout 300 qemu-system-aarch64 -machine virt -cpu cortex-a53 -m 256 \
			-nodefaults -display none -no-reboot -serial stdio -bios "$TCR_UBOOT" \
			-drive "if=virtio,format=raw,file=$T/disk${2:+,readonly=on}" \
			</dev/null >"$T/said"
		tr -d '\r' <"$T/said" | sed -n 's/^tcr: slot //p' | head -n 1
	done | xargs
}
# shellcheck source=../lib/boot-script.sh
. "$tests/lib/boot-script.sh"
