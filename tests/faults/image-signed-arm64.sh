#!/bin/sh
# SPDX-License-Identifier: MIT
# Only signed images on another architecture: just the same.
# shellcheck source=../lib/arm64.sh
. "$(dirname "$0")/../lib/arm64.sh"
exec "$qemu/32-image-signed.sh"
