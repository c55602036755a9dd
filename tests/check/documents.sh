#!/bin/sh
# SPDX-License-Identifier: MIT
# What documents name is there: source files, scripts and pages in backquotes by
# their path or its end; files and folders by their path from the root, with patterns
# of the shell, wherever they stand; what a README lists; pages of the manual.  Paths
# and names of tests in comments and man pages are there, too.
set -eu
cd "$(dirname "$0")/../.."
n=0
bad=0
files=$(git ls-files 2>/dev/null || find . -type f -not -path './build/*' | sed 's|^\./||')

named() { # named WHAT MISSING: one claim
	n=$((n + 1))
	if [ -z "$2" ]; then
		echo "ok $n - $1 is there"
	else
		echo "not ok $n - $1 is there, but not:$2"
		bad=1
	fi
}

# ends PATTERN: a file's path is that, or ends with it; * is of one folder.  A page
# that is made is there when its source is.
ends() {
	printf '%s\n' "$files" | grep -Eq "(^|/)$(
		echo "${1#build/man/}" | sed 's/[.]/[.]/g; s/[*]/[^\/]*/g')([.]in)?\$"
}

# there PATTERN: a file or folder of the tree.
there() {
	# shellcheck disable=SC2086 # a pattern
	set -- $1
	[ -e "$1" ]
}

# words REGEX FILE...: what matches, each once, without what a sentence adds, and
# without those in which a word of capitals stands for any name.
words() {
	regex=$1
	shift
	grep -ohE "$regex" "$@" | sed 's/^[^a-z0-9]*//; s/[.,:;]*$//' |
		grep -E 'README[.]md$|^[^A-Z]*$' | sort -u
}
root='(apps|conf\.d|host|images|init|net|rootfs-overlay|supervisor|tests)'
paths="(^|[^A-Za-z0-9_./*-])$root/[A-Za-z0-9_.*?/@-]*"
tests='(^|[^A-Za-z0-9_*-])[0-9][0-9]-[a-z0-9-]+\.sh'

# listed FILE: the words in backquotes that begin the lines of its lists, and of its
# tables of files, folders and rooms.
listed() {
	# shellcheck disable=SC2016 # backquotes on purpose
	awk '/^[|]/ && !table { table = 1; counts = /^[|] (file|folder|room) / }
		!/^[|]/ { table = 0 }
		/^- `/ || (/^[|] `/ && counts)' "$1" |
		sed -nE 's/^(- |\| )((`[^`]*`[, ]*)+).*/\2/p' |
		grep -oE '`[^`]*`' | tr -d '`'
}

for document in $(printf '%s\n' "$files" | grep -E '^[A-Z]+\.md$|/README\.md$'); do
	missing=
	dir=$(dirname "$document")
	# shellcheck disable=SC2016 # backquotes on purpose
	for file in $(grep -oE '`[a-z][A-Za-z0-9_/.*-]*\.([ch0-9]|sh|py)`' "$document" |
		tr -d '`'); do
		ends "$file" || missing="$missing $file"
	done
	for path in $(set -f; words "$paths" "$document"); do
		there "$path" || missing="$missing $path"
	done
	for page in $(words 'tcr[a-z.-]*\([1-8]\)' "$document" | tr -d ')' | tr '(' .); do
		ends "$page" || missing="$missing $page"
	done
	# Above folders, lists are of the device's files, too, but for README.md's folders.
	case $document in
	README.md) names=$(listed "$document" | grep '^[a-z-]*/$') ;;
	*/README.md) names=$(listed "$document") ;;
	*) names= ;;
	esac
	for name in $names; do
		there "$dir/$name" || there "$dir/$name.c" || ends "$name" ||
			missing="$missing $name"
	done
	named "what $document names" "$missing"
done

# shellcheck disable=SC2046 # a list
set -- $(printf '%s\n' "$files" | grep -E '\.([ch]|sh|py|[1-8])$|^Makefile|\.mk$|^host/|^tests/')
missing=
set -f
for path in $(words '(^|[^A-Za-z0-9_.$/-])tests/[A-Za-z0-9_.*?/-]*\.(sh|[ch]|py)' "$@"); do
	set +f
	there "$path" || missing="$missing $path"
done
set +f
named "what comments and man pages name by its path" "$missing"
missing=
for name in $(words "$tests" "$@"); do
	ends "$name" || missing="$missing $name"
done
named "each test that they name" "$missing"
echo "1..$n"
exit $bad
