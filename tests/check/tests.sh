#!/bin/sh
# SPDX-License-Identifier: MIT
# prove runs a test by its first line, so each must be executable; one that is not
# ends the whole run.  tests/order.yml, by which it pairs them, names tests that there are.
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
lost=$(sed -n 's/^ *- \(tests\/.*\)/\1/p' tests/order.yml | while read -r pattern; do
	# shellcheck disable=SC2086 # a pattern
	ls $pattern >/dev/null 2>&1 || echo "$pattern"
done)
if [ -z "$lost" ]; then
	echo 'ok 2 - every test that tests/order.yml names is there'
else
	echo 'not ok 2 - every test that tests/order.yml names is there'
	echo "$lost" | sed 's/^/# none: /'
fi
echo 1..2
[ -z "$found$lost" ]
