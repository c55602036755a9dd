# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2034,SC2154
# Sourced after qemu/lib.sh: guests get Debian's full kernel, which has drivers of
# hardware.  They load the modules of $T/drivers, to which a test may append.
kernel=${TCR_CACHE:-$top/build/cache}/$GUEST_ARCH/kernel-all
"$top/host/debs" --arch "$GUEST_ARCH" --alone "$kernel" "linux-image-$GUEST_ARCH"
modules=$(echo "$kernel"/lib/modules/*)
[ -e "$modules/modules.dep" ] || depmod -b "$kernel" "${modules##*/}"
cp "$top/host/modules.list" "$T/drivers"
kernel_options="--kernel $(echo "$kernel"/boot/vmlinuz-*) --modules $modules
	--drivers $T/drivers"
guest_options=$kernel_options
