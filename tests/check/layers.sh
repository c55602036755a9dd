#!/bin/sh
# The layers of ARCHITECTURE.md: who may include whom.
set -eu
cd "$(dirname "$0")/../.."
n=0
bad=0

# nothing_in FILES PATTERN TEXT: no include in these files or folders matches.
nothing_in() {
	n=$((n + 1))
	# shellcheck disable=SC2086 # FILES may be a pattern
	if found=$(grep -rnE "^#include \"($2)" $1 --include='*.[ch]'); then
		echo "not ok $n - $3"
		echo "$found" | sed 's/^/# /'
		bad=1
	else
		echo "ok $n - $3"
	fi
}

nothing_in init 'supervisor|net|images' 'init/ stands on nothing'
nothing_in init/reap 'init|supervisor|net|images' 'init/reap/ stands on nothing'
nothing_in apps 'supervisor|net|images' 'apps/ stands on init/ alone'
nothing_in images 'supervisor|net' 'images/ stands on init/ alone'
nothing_in net 'supervisor|images' 'net/ stands on init/ alone'
nothing_in 'net/*.[ch]' 'net/dns' 'net/ does not know net/dns/'
nothing_in net/dns 'net/([^adnp]|a[^d]|n[^e]|net[^.]|p[^o])' \
	'net/dns/ stands on address.h, net.h and port53.h of net/'
nothing_in supervisor 'net/[^an]|net/a[^d]|net/n[^e]|images/([^di]|d[^a])' \
	'supervisor/ enters its neighbours by their doors'
n=$((n + 1))
if grep -rnE '^#include "[^/]*"' apps init images net supervisor; then
	echo "not ok $n - includes are written from the root"
	bad=1
else
	echo "ok $n - includes are written from the root"
fi
echo "1..$n"
exit $bad
