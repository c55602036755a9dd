#!/bin/sh
# SPDX-License-Identifier: MIT
# The crun of the firmware may be another than this machine's, which the other
# tests use: three of them that show much of it pass with it, too.  All others do it
# by `TCR_CRUN=firmware prove tests/NAME.sh`.
. "$(dirname "$0")/lib.sh"
[ "$(id -u)" -eq 0 ] || { echo '1..0 # SKIP needs root'; exit 0; }
root=${TCR_CACHE:-$top/build/cache}/$arch/root
[ -d "$root" ] || { echo "1..0 # SKIP no $root: make demo"; exit 0; }

for name in 20-supervision 52-spec-rights 52-spec-seccomp; do
	rc=0
	out=$(TCR_CRUN=firmware sh "$tests/$name.sh" 2>&1) || rc=$?
	ok "$rc" "$name with the firmware's crun"
	[ "$rc" -eq 0 ] || echo "$out" | grep -v '^ok' | sed 's/^/# /' >&2
done
finish
