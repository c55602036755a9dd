#!/bin/sh
# SPDX-License-Identifier: MIT
# tests/qemu/31-image-damaged.sh with two thousand images.
export DAMAGED="${DAMAGED:-2000}"
exec "$(dirname "$0")/../qemu/31-image-damaged.sh"
