#!/bin/sh
# SPDX-License-Identifier: MIT
# Every source file that a document names in backquotes is there: by its path, by its
# path below supervisor/, or, in the README of a folder, below that folder.
set -eu
cd "$(dirname "$0")/../.."
n=0
bad=0
for document in *.md $(git ls-files '*/README.md' 2>/dev/null ||
	find . -name README.md -not -path './build/*'); do
	n=$((n + 1))
	missing=
	# shellcheck disable=SC2016 # backquotes on purpose
	for file in $(grep -oE '`[a-z][A-Za-z0-9_/.-]*\.[ch]`' "$document" | tr -d '`'); do
		found=$(find . -path "*/$file" -not -path './build/*' | head -n 1)
		[ -n "$found" ] || missing="$missing $file"
	done
	if [ -z "$missing" ]; then
		echo "ok $n - the files that $document names are there"
	else
		echo "not ok $n - the files that $document names are there, but not:$missing"
		bad=1
	fi
done
echo "1..$n"
exit $bad
