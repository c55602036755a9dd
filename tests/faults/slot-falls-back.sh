#!/bin/sh
# SPDX-License-Identifier: MIT
# All that may be wrong with new firmware.
export FAULTS=all
exec "$(dirname "$0")/../qemu/43-slot-falls-back.sh"
