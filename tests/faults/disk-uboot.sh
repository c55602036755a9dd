#!/bin/sh
# SPDX-License-Identifier: MIT
# tests/qemu/40-disk-uboot.sh with a slot on trial that does not run.
export FAULTS=all
exec "$(dirname "$0")/../qemu/40-disk-uboot.sh"
