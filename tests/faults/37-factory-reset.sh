#!/bin/sh
# SPDX-License-Identifier: MIT
# tests/qemu/37-factory-reset.sh with each disk that its writes can leave.
export CRASHES="${CRASHES:-1200}"
exec "$(dirname "$0")/../qemu/37-factory-reset.sh"
