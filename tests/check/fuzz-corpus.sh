#!/bin/sh
# SPDX-License-Identifier: MIT
# What fuzzing has found or started from, once through every harness.
set -eu
cd "$(dirname "$0")/../.."
exec tests/fuzz/run "${TCR_FUZZ:-build}" 0
