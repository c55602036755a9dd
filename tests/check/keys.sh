#!/bin/sh
# Every key that unit files may have has a row in tests/keys that tries it.
set -eu
cd "$(dirname "$0")/../.."
n=0
bad=0
for table in supervisor/units/keys/keys_*.c; do
	# Keys of no unit: tests/unit/test_settings.c has them.
	[ "${table##*/}" != keys_manager.c ] || continue
	n=$((n + 1))
	missing=
	keys=0
	for key in $(tr '\n' ' ' <"$table" |
		grep -oE '\{"[A-Za-z0-9]+",[[:space:]]*KEY_' | sed 's/{"\(.*\)".*/\1/'); do
		keys=$((keys + 1))
		grep -Eq "(^|]|\\\\n)$key=" tests/keys/*.tsv ||
			missing="$missing $key"
	done
	if [ -z "$missing" ] && { [ $keys -gt 0 ] || grep -q 'ROWS("' "$table"; }; then
		echo "ok $n - the keys of $table have a row in tests/keys"
	else
		echo "not ok $n - the keys of $table have a row: not$missing"
		bad=1
	fi
done
echo "1..$n"
exit $bad
