#!/bin/sh
# SPDX-License-Identifier: MIT
# The firmware's crun is the one of host/crun.debs, whole as its sum says; when it
# cannot be had, the root has this machine's release's and the build says so.
. "$(dirname "$0")/lib.sh"
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
export TCR_CACHE="${TCR_CACHE:-$top/build/cache}"
base=$TCR_CACHE/$arch/root

# What is in a root: run by its own loader.
version() {
	"$(echo "$1"/usr/lib/*/ld-linux-*)" --library-path \
		"$(echo "$1"/usr/lib/*-linux-gnu)" "$1/usr/bin/crun" --version |
		sed -n 's/crun version //p'
}
rc=0
"$top/host/root-base" "$arch" "$base" 2>"$T/said" || rc=$?
ok "$rc" 'a root is made'
listed=$(sed -n "s/.*crun_\([^-]*\)-.*_$arch.deb/\1/p" "$top/host/crun.debs")
if grep -q WARNING "$T/said"; then
	ok 0 'its crun is that of the list # SKIP it cannot be fetched here'
else
	is "$(version "$base")" "$listed" 'its crun is that of the list'
fi

# A list in which a sum is another.
cp -r "$top/host" "$T/host"
sed -i 's/^[0-9a-f]\{8\}/00000000/' "$T/host/crun.debs"
if [ "$(version "$base")" = "$listed" ]; then
	lists=$(find "$TCR_CACHE/$arch/debs" -mindepth 1 -maxdepth 1 | wc -l)
	"$T/host/root-base" "$arch" "$T/root" 2>"$T/said" && rc=0 || rc=1
	ok "$rc" 'without the packages of the list there is a root'
	like "$(cat "$T/said")" 'WARNING.*crun.debs could not be fetched' 'it is said'
	like "$(cat "$T/said")" "crun $(version "$T/root")-.*instead" \
		'and which crun it has'
	[ "$(version "$T/root")" != "$listed" ] && rc=0 || rc=1
	ok "$rc" 'which is another'
	is "$(find "$TCR_CACHE/$arch/debs" -mindepth 1 -maxdepth 1 | wc -l)" \
		"$lists" 'nothing is kept of a package that is not what it should be'
	"$T/host/root-base" "$arch" "$T/root" 2>"$T/said"
	like "$(cat "$T/said")" 'WARNING' 'it is said each time'
	is "$(sed -n 's/^\*\*\* *rm //p' "$T/said")" "$T/root.crun" \
		'with what to remove, to have it tried at once'
	cp "$top/host/crun.debs" "$T/host/"
	touch -d '2 hours ago' "$T/root.crun"
	"$T/host/root-base" "$arch" "$T/root" 2>"$T/said"
	is "$(version "$T/root")" "$listed" 'an hour later the list is tried again'
	is "$(grep -c WARNING "$T/said")" 0 'and nothing more is said'
fi
finish
