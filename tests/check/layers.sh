#!/bin/sh
# The layers of ARCHITECTURE.md: who may include whom.
set -eu
cd "$(dirname "$0")/../.."
n=0
bad=0

# nothing_in FOLDER PATTERN TEXT: no include in FOLDER matches.
nothing_in() {
	n=$((n + 1))
	if found=$(grep -rnE "^#include \"($2)" "$1" --include='*.[ch]'); then
		echo "not ok $n - $3"
		echo "$found" | sed 's/^/# /'
		bad=1
	else
		echo "ok $n - $3"
	fi
}

nothing_in init 'supervisor|net|images' 'init/ stands on nothing'
nothing_in init/reap 'init|supervisor|net|images' 'init/reap/ stands on nothing'
nothing_in images 'supervisor|net' 'images/ stands on init/ alone'
nothing_in net 'supervisor|images' 'net/ stands on init/ alone'
nothing_in supervisor 'net/[^an]|net/a[^d]|net/n[^e]|images/[^i]' \
	'supervisor/ enters its neighbours by their doors'
n=$((n + 1))
if grep -rnE '^#include "[^/]*"' init images net supervisor; then
	echo "not ok $n - includes are written from the root"
	bad=1
else
	echo "ok $n - includes are written from the root"
fi
echo "1..$n"
exit $bad
