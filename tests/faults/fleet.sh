#!/bin/sh
# SPDX-License-Identifier: MIT
# tests/73-update-fleet.sh with fifty devices instead of six.
export DEVICES="${DEVICES:-50}"
exec "$(dirname "$0")/../73-update-fleet.sh"
