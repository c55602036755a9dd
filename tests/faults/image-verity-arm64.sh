#!/bin/sh
# SPDX-License-Identifier: MIT
# Verified images on another architecture, with its own modules: just the same.
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
export GUEST_ARCH=arm64
TCR_BUILD=${TCR_BUILD_ARM64:-$here/../../build/arm64}
export TCR_BUILD
[ -e "$TCR_BUILD/bin/tcrd" ] || {
	echo "1..0 # SKIP no $TCR_BUILD/bin: make ARCH=arm64"
	exit 0
}
exec "$here/../qemu/31-image-verity.sh"
