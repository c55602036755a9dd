#!/bin/sh
# SPDX-License-Identifier: MIT
# An update for another architecture, by SWUpdate of that: just the same.
# shellcheck source=../lib/arm64.sh
. "$(dirname "$0")/../lib/arm64.sh"
exec "$qemu/41-update.sh"
