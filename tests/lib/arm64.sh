# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Sourced by a test that is one of tests/qemu, in a guest of arm64: it executes that.
qemu=$(CDPATH='' cd -- "$(dirname -- "$0")/../qemu" && pwd)
export GUEST_ARCH=arm64
TCR_BUILD=${TCR_BUILD_ARM64:-$qemu/../../build/arm64}
export TCR_BUILD
[ -e "$TCR_BUILD/bin/tcrd" ] || {
	echo "1..0 # SKIP no $TCR_BUILD/bin: make ARCH=arm64"
	exit 0
}
