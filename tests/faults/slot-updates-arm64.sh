#!/bin/sh
# SPDX-License-Identifier: MIT
# Three updates in a row on another architecture: just the same.
# shellcheck source=../lib/arm64.sh
. "$(dirname "$0")/../lib/arm64.sh"
exec "$qemu/../faults/slot-updates.sh"
