#!/bin/sh
# SPDX-License-Identifier: MIT
# prove runs a test by its first line, so each must be executable; one that is not
# ends the whole run.
set -eu
cd "$(dirname "$0")/../.."
found=$(find tests/[0-9]*.sh tests/qemu/[0-9]*.sh tests/check/*.sh \
	tests/faults/*.sh ! -perm -u+x)
if [ -z "$found" ]; then
	echo 'ok 1 - every test can be executed'
else
	echo 'not ok 1 - every test can be executed'
	echo "$found" | sed 's/^/# chmod +x /'
fi
echo 1..1
[ -z "$found" ]
