#!/bin/sh
# SPDX-License-Identifier: MIT
# Unsigned images without a hash tree that are damaged anywhere: up to 64 bits changed,
# cut off, or with more behind them.  The container that reads all of one ends, or is
# refused, in 10 s; other units run on.  DAMAGED images are tried, all in one boot, and
# SEED repeats a run; with 2000 that is tests/faults/image-damaged.sh.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/../lib/damage.sh"
images=${DAMAGED:-20} seed=${SEED:-$(od -An -N 4 -t u4 /dev/urandom | tr -d ' ')}
echo "# SEED=$seed DAMAGED=$images" >&2

damage_tree sh find cat sleep
head -c 100000 /dev/urandom >"$T/tree/all/random"
seq 20000 >"$T/tree/all/numbers"
for n in $(seq 40); do
	echo "$n" >"$T/tree/all/small-$n"
done
damage_image 'find /all /bin -type f -exec cat {} + >/dev/null'

# A line for each image: its new length, and OFFSET:BYTE, in octal, of what is changed.
# Half of the bits are in the superblock, the tables and the trailer.
python3 - "$T/tools.sqfs" "$images" "$seed" <<'E' | guest_file usr/share/damage
import random, re, struct, sys
data = open(sys.argv[1], 'rb').read()
size = len(data)
fs = int(re.search(rb' fs=(\d+)', data[-128:]).group(1))
tables = struct.unpack_from('<Q', data, 64)[0]
parts = [(0, fs), (tables, fs), (0, fs), (0, 96), (0, fs), (fs, size)]
random.seed(int(sys.argv[3]))
for n in range(int(sys.argv[2])):
    if n % 10 == 8:
        print(random.randrange(size))
    elif n % 10 == 9:
        print(size + random.randint(1, 100000))
    else:
        part = parts[n % len(parts)]
        places = {random.randrange(*part) for _ in range(2 ** random.randint(0, 6))}
        print(size, *('%d:%o' % (at, data[at] ^ 1 << random.randrange(8)) for at in places))
E
{
	cat <<'E'
copy=/var/lib/tcr/copies/tools.sqfs
mkdir -p ${copy%/*}
now() { cut -d ' ' -f 1 /proc/uptime; }
damage() # damage LENGTH [OFFSET:OCTAL]...
{
	cat /usr/lib/tcr/images/tools.sqfs >$copy
	truncate -s "$1" $copy
	shift
	for place; do
		printf "\\${place#*:}" |
			dd of=$copy bs=1 seek="${place%:*}" conv=notrunc 2>/dev/null
	done
}
tcrctl start other
until_ok 60 in_state other running && say up yes
damage "$(stat -c %s /usr/lib/tcr/images/tools.sqfs)"
tcrctl start reader && say good yes
before="$(field other pid) $(pidof tcrd)"
while read -r line; do
	damage $line
	from=$(now)
	tcrctl start reader >/tmp/why 2>&1 && how='reads it' || how=$(head -n 1 /tmp/why)
	say took "$from $(now) $how"
done </usr/share/damage
[ "$before" = "$(field other pid) $(pidof tcrd)" ] && say others same
say restarts "$(field other restarts)"
damage "$(stat -c %s /usr/lib/tcr/images/tools.sqfs)"
tcrctl start reader && say again yes
say oops "$(dmesg | grep -c -e 'BUG:' -e 'Oops')"
E
} >"$T/guest"
guest_run --timeout 7200 --icount <"$T/guest"

said took >"$T/outcomes"
is "$(said up)" yes 'a container of an image runs'
is "$(said good)" yes 'another one reads all of the image'
is "$(wc -l <"$T/outcomes")" "$images" "$images damaged images are tried"
is "$(awk '$2 - $1 > 10' "$T/outcomes")" '' 'each container ends, or is refused, in 10 s'
is "$(awk 'NR % 10 == 9 || NR % 10 == 0' "$T/outcomes" | grep -c 'reads it')" 0 \
	'what is too short or too long is refused'
is "$(said others)" same 'neither tcrd nor the other container has ended'
is "$(said restarts)" 0 '... nor was it started again'
is "$(said again)" yes 'and the image as it was is read again'
echo "# faults of the kernel: $(said oops)" >&2
cut -d ' ' -f 3- "$T/outcomes" | sed 's/ after .* s$//; s/[0-9]\{3,\}/N/g' | sort | uniq -c |
	sort -rn | sed 's/^/# /' >&2
[ "$failures" -eq 0 ] || printf '%s\n' "$output" "$console" | sed 's/^/# /'
finish
