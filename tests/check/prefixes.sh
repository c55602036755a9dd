#!/bin/sh
# SPDX-License-Identifier: MIT
# Functions that a header of supervisor/ declares begin with the name of its file, so
# a call says where the function is.  NAME_parts.h is of the files that NAME is made of.
set -eu
cd "$(dirname "$0")/../.."
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
find supervisor -name '*.h' | while read -r header; do
	name=$(basename "$header" .h)
	# Without comments and bodies, one declaration a line.
	gcc -w -fpreprocessed -dD -E -P "$header" |
		sed '/^#define/{:a;/\\$/{N;ba};d};/^#/d' | tr '\n\t' '  ' |
		sed 's/{[^{}]*}/;/g;s/{[^{}]*}/;/g' | tr ';' '\n' |
		sed -n 's/__attribute__.*//
			s/^ *SET_FUNCTION(\([a-z0-9_]*\)).*/\1/p;t
			s/^[^(]*[ *]\([a-z0-9_]\{1,\}\)(.*/\1/p' |
		sed "s|^|$header ${name%_parts} |"
done >"$T/functions"
awk '$3 != $2 && index($3, $2 "_") != 1 { print $1 ": " $3 }' "$T/functions" >"$T/bad"
[ "$(wc -l <"$T/functions")" -gt 300 ] || echo 'they are not found' >>"$T/bad"
not=
[ ! -s "$T/bad" ] || not='not '
echo "${not}ok 1 - functions have the names of their files as prefixes"
sed 's/^/# /' "$T/bad"
echo "1..1"
[ ! "$not" ]
