#!/bin/sh
# SPDX-License-Identifier: MIT
# A verified root on another architecture: just the same.
# shellcheck source=../lib/arm64.sh
. "$(dirname "$0")/../lib/arm64.sh"
export FAULTS=all
exec "$qemu/32-root-verity.sh"
