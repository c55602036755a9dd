#!/bin/sh
# SPDX-License-Identifier: MIT
# The file VERSION says which version this is; every program that somebody may
# call by hand repeats it.
set -eu
cd "$(dirname "$0")/../.."
native=$(uname -m | sed 's/x86_64/amd64/;s/aarch64/arm64/')
arch=${ARCH:-$native}
bin=${TCR_BIN:-build/$arch/bin}
version=$(cat VERSION)
n=0
bad=0

says() { # says PROGRAM
	name=${1##*/}
	n=$((n + 1))
	got=$("$1" --version 2>&1) || got="$got, exit status $?"
	if [ "$got" = "$name $version" ]; then
		echo "ok $n - $name --version says $version"
	else
		echo "not ok $n - $name --version says: $got"
		bad=1
	fi
}

# Programs of another architecture do not run here.
[ "$arch" != "$native" ] ||
	for program in tcr-init tcrd tcrctl tcr-dns tcr-nft; do
		says "$bin/$program"
	done
for tool in host/tcr-*; do
	says "$tool"
done
echo "1..$n"
exit $bad
