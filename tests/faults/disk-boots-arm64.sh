#!/bin/sh
# SPDX-License-Identifier: MIT
# A disk of tcr-mkdisk for another architecture: just the same.
# shellcheck source=../lib/arm64.sh
. "$(dirname "$0")/../lib/arm64.sh"
exec "$qemu/40-disk-boots.sh"
