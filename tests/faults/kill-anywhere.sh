#!/bin/sh
# SPDX-License-Identifier: MIT
# tests/24-kill-anywhere.sh at hundreds of points instead of some.
export POINTS="${POINTS:-400}"
exec "$(dirname "$0")/../24-kill-anywhere.sh"
