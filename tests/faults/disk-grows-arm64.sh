#!/bin/sh
# SPDX-License-Identifier: MIT
# A disk whose data partition grows, for another architecture: just the same.
# shellcheck source=../lib/arm64.sh
. "$(dirname "$0")/../lib/arm64.sh"
exec "$qemu/42-disk-grows.sh"
