#!/bin/sh
# SPDX-License-Identifier: MIT
# A verified root with faults of all kinds: in its tables, in its tree, of another
# firmware, cut off.
export FAULTS=all
exec "$(dirname "$0")/../qemu/32-root-verity.sh"
