#!/bin/sh
# SPDX-License-Identifier: MIT
# tests/59-attacks-pulled.sh a hundred times each instead of some.
export PULLS="${PULLS:-100}"
exec "$(dirname "$0")/../59-attacks-pulled.sh"
