#!/bin/sh
# SPDX-License-Identifier: MIT
# One bit of a signed image is changed, anywhere in its file: the container that reads
# all of the image is refused or gets an I/O error, and never reads a wrong byte; other
# units run on.  FLIPS bits are tried, all in one boot; SEED repeats a run.
. "$(dirname "$0")/../qemu/lib.sh"
. "$(dirname "$0")/../lib/damage.sh"
flips=${FLIPS:-500} seed=${SEED:-$(od -An -N 4 -t u4 /dev/urandom | tr -d ' ')}
echo "# SEED=$seed FLIPS=$flips" >&2

damage_tree sh find sha256sum sleep
head -c 300000 /dev/urandom >"$T/tree/all/random"
seq 50000 >"$T/tree/all/numbers"
echo small >"$T/tree/all/small"
(cd "$T/tree" && find all bin -type f -exec sha256sum {} + | sed 's/  /  \//' | sort) \
	>"$T/sums"
"$top/host/tcr-keygen" --no-passphrase "$T/release" >/dev/null
guest_file usr/lib/tcr/keys/release.pub <"$T/release.pub"
guest_file etc/tcr/tcr.conf <<'E'
[Manager]
RequireSigned=yes
E
damage_image 'find /all /bin -type f -exec sha256sum {} +' --sign "$T/release.sec"

# A line for each flip: where, the byte after it and the byte before it, in octal.  Some
# are in the tree and what follows, which would otherwise get few of them.
python3 - "$T/tools.sqfs" "$flips" "$seed" <<'E' >"$T/flips"
import random, re, sys
data = open(sys.argv[1], 'rb').read()
fs = int(re.search(rb' fs=(\d+)', data[-128:]).group(1))
tree = int(re.search(rb' tree=(\d+)', data[-128:]).group(1))
parts = [(0, fs), (0, 96), (fs, fs + tree), (fs + tree, len(data))]
random.seed(int(sys.argv[3]))
for n in range(int(sys.argv[2])):
    at = random.randrange(*parts[n % len(parts)])
    print('%d %o %o' % (at, data[at] ^ 1 << random.randrange(8), data[at]))
E
{
	cat <<'E'
copy=/var/lib/tcr/copies/tools.sqfs
mkdir -p ${copy%/*}
cp /usr/lib/tcr/images/tools.sqfs $copy
put() # put OFFSET OCTAL
{
	printf "\\$2" | dd of=$copy bs=1 seek="$1" conv=notrunc 2>/dev/null
}
read_all() # what it has read is in /tmp/read, why it failed in /tmp/why
{
	tcrctl start reader >/tmp/why 2>&1 && rc=0 || rc=$?
	tcrctl logs -n 8 reader | sed -n 's/.* \([^ ]*  \/\)/\1/p' >>/tmp/read
	return $rc
}
tcrctl start other
until_ok 60 in_state other running && say up yes
before="$(field other pid) $(pidof tcrd)"
read_all
sort -u /tmp/read | sed 's/^/good /'
while read -r at new old; do
	put "$at" "$new"
	read_all && say flip "$at is as before" || say flip "$at $(head -n 1 /tmp/why)"
	put "$at" "$old"
done <<'FLIPS'
E
	cat "$T/flips"
	cat <<'E'
FLIPS
sort -u /tmp/read | sed 's/^/read /'
: >/tmp/read
read_all
sort -u /tmp/read | sed 's/^/again /'
[ "$before" = "$(field other pid) $(pidof tcrd)" ] && say others same
say restarts "$(field other restarts)"
say oops "$(dmesg | grep -c -e 'BUG:' -e 'Oops')"
E
} >"$T/guest"
guest_run --timeout 3600 <"$T/guest"

said flip >"$T/outcomes"
is "$(said up)" yes 'a container of a signed image runs'
is "$(said good | sort)" "$(cat "$T/sums")" 'another reads all of it'
is "$(wc -l <"$T/outcomes")" "$flips" "$flips bits are changed, one after the other"
is "$(grep -vc ' reader: failed: ' "$T/outcomes")" 0 'each time the container fails'
is "$(said read | sort | comm -23 - "$T/sums")" '' 'and has read no wrong byte'
is "$(said again | sort)" "$(cat "$T/sums")" 'the image as it was is read again'
is "$(said others)" same 'neither tcrd nor the other container has ended'
is "$(said restarts)" 0 '... nor was it started again'
is "$(said oops)" 0 'and the kernel has had no fault'
sed 's/^[0-9]* //; s/ after .* s$//; s/key [0-9a-f]*/key/' "$T/outcomes" | sort |
	uniq -c | sort -rn | sed 's/^/# /' >&2
[ "$failures" -eq 0 ] || printf '%s\n' "$output" "$console" | sed 's/^/# /'
finish
