#!/bin/sh
# The manual pages that make man has made: clean, and every key is in one.
set -eu
cd "$(dirname "$0")/../.."
man=${TCR_MAN:-build/man}
. tests/lib/claims.sh

mandoc -T lint -W warning "$man"/* && rc=0 || rc=1
ok "$rc" 'mandoc has nothing to say'
for table in supervisor/units/keys/keys_*.c; do
	missing=
	keys=$(sed -n 's/.*{"\([A-Za-z0-9]*\)", *KEY_.*/\1/p
		s/.*ROWS("\([A-Za-z]*\)".*/Condition\1 Assert\1/p' "$table")
	for key in $keys; do
		grep -q "^\.It Ic $key= " "$man"/*.5 || missing="$missing $key"
	done
	[ -n "$keys" ] && [ -z "$missing" ] && rc=0 || rc=1
	ok "$rc" "the keys of $table are in the manual$missing"
done
echo "1..$n"
exit $bad
