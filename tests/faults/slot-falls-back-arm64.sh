#!/bin/sh
# SPDX-License-Identifier: MIT
# The same on another architecture, by its UEFI.
# shellcheck source=../lib/arm64.sh
. "$(dirname "$0")/../lib/arm64.sh"
export FAULTS=all
exec "$qemu/43-slot-falls-back.sh"
