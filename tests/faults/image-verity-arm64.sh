#!/bin/sh
# SPDX-License-Identifier: MIT
# Verified images on another architecture, with its own modules: just the same.
# shellcheck source=../lib/arm64.sh
. "$(dirname "$0")/../lib/arm64.sh"
exec "$qemu/31-image-verity.sh"
