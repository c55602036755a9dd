#!/bin/sh
# SPDX-License-Identifier: MIT
# tests/qemu/37-factory-reset.sh with more than a thousand disks.
export CRASHES="${CRASHES:-1200}"
exec "$(dirname "$0")/../qemu/37-factory-reset.sh"
