#!/bin/sh
# SPDX-License-Identifier: MIT
# The build says one short line for each file, makes again what a changed header or
# flag asks for and nothing else, and makes an archive of the source whose bytes
# depend on the commit alone.
set -eu
cd "$(dirname "$0")/../.."
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
native=$(uname -m | sed 's/x86_64/amd64/;s/aarch64/arm64/')
. tests/lib/claims.sh

# An outer make may have been told V=1 or another ARCH.
unset MAKEFLAGS MFLAGS MAKELEVEL ARCH CFLAGS O V
tree() { # tree ARGUMENT...: make, of programs that are small
	make "O=$T/o" "$@" "$T/o/$native/bin/tcr-init" \
		"$T/o/$native/bin/tcr-reap" 2>&1
}
compiles() { # compiles ARGUMENT...: the sources that make would compile
	tree -n "$@" | sed -n "s/^printf .* CC //p" | LC_ALL=C sort
}

TCR_CACHE=${TCR_CACHE:-$PWD/build/cache}
export TCR_CACHE
tree -j2 >"$T/said" && rc=0 || rc=$?
is "$rc" 0 "a build from nothing, two files at a time"
is "$(grep -vE '^  [A-Z]+ +[^ ]+$' "$T/said")" '' "says a short line for each file"
is "$(grep -c '^  LD ' "$T/said")" 2 "one for each program"
is "$(compiles)" '' "after that there is nothing to compile"
is "$(compiles -W init/state.h)" \
	"$(grep -l '"init/state.h"' init/*.c | LC_ALL=C sort)" \
	"a header is new: who includes it is compiled"
all=$(find init -name '*.c' ! -name text.c | LC_ALL=C sort)
is "$(compiles CFLAGS=-O1)" "$all" "another flag: everything is"
is "$(compiles V=1; tree -n V=1 CFLAGS=-O1 | grep -c -- ' -c -o ')" \
	"$(echo "$all" | wc -l)" "V=1 prints the commands instead"

if [ -e .git ]; then
	host/dist "$T/1" 2>/dev/null
	git clone -q --no-local . "$T/clone"
	(cd "$T/clone" && git config tar.umask 0077 && host/dist "$T/2")
	name=$(cd "$T/1" && echo *)
	is "$name" "tcr-$(git show HEAD:VERSION).tar.gz" "the archive has the version's name"
	is "$(cmp "$T/1/$name" "$T/2/$name" 2>&1)" '' "in another clone it has the same bytes"
	tar -C "$T" -xf "$T/1/$name"
	is "$(cd "$T/${name%.tar.gz}" && find . -type f | sed 's#^./##' | LC_ALL=C sort | cksum)" \
		"$(cd "$T/clone" && git ls-files | LC_ALL=C sort | cksum)" \
		"it has all files"
	cd "$T/${name%.tar.gz}"
	make -s "O=$T/p" "$T/p/$native/bin/tcr-reap" >"$T/said" 2>&1 && rc=0 || rc=$?
	is "$rc" 0 "unpacked it can be built"
	make -C "$T/clone" -s "O=$T/q" "$T/q/$native/bin/tcr-reap" >/dev/null
	is "$(cmp "$T/p/$native/bin/tcr-reap" "$T/q/$native/bin/tcr-reap" 2>&1)" '' \
		"to the same program as a clone"
	host/dist "$T/3" 2>"$T/said" && rc=0 || rc=$?
	is "$rc $(grep -c 'this is no clone' "$T/said")" "1 1" \
		"an archive of it is refused in words"
fi
echo "1..$n"
exit $bad
