#!/bin/sh
# SPDX-License-Identifier: MIT
# The power goes while a volume is restored: at each write that the disk gets, and
# with any of those since the last flush missing.  The volume is the old one or the
# new one, the new one once that was said; the next command removes the other.
# CRASHES disks are tried; with 1200 that is tests/faults/74-volume-power-cut.sh.
. "$(dirname "$0")/lib.sh"
rounds=12
tree() { # tree N: what is in the volume after restore N
	d=$T/trees/$1
	mkdir -p "$d/all/sub"
	echo "$1" >"$d/version"
	head -c $((60000 + $1 * 1000)) /dev/urandom >"$d/large"
	for i in 1 2 3 4 5 6 7 8; do
		echo "$1 $i" >"$d/all/$1-$i"
	done
	: >"$d/all/nothing"
	ln -s "../version" "$d/all/link"
	mkdir "$d/of-$1"
	chmod "06$((1 + $1 % 7))0" "$d/large"
	chown "$((1000 + $1)):33" "$d/version" "$d/all/sub"
	chmod 750 "$d"
	chown 33:34 "$d"
}
mkdir -p "$T/overlay/archives"
for n in $(seq 0 $rounds); do
	tree "$n"
	[ "$n" -eq 0 ] || tar -cf "$T/overlay/archives/$n.tar" -C "$T/trees/$n" .
done
mkdir -p "$T/first/volumes"
cp -a "$T/trees/0" "$T/first/volumes/web"
truncate -s 16M "$T/data"
mke2fs -q -t ext4 -d "$T/first" "$T/data" 15M
cp "$T/data" "$T/before"
guest_run --data "$T/data" --data-log "$T/log" <<WHOLE_SCRIPT
until_ok 60 booted
for n in \$(seq 1 $rounds); do
	tcrctl volume restore web /archives/\$n.tar || break
	say restored \$n
	# What is done, told on the last sector of the disk.
	printf '%-512s' \$n | dd of=/dev/vdb bs=512 seek=32767 conv=notrunc,fsync 2>/dev/null
done
echo b >/proc/sysrq-trigger
WHOLE_SCRIPT
is "$status" 125 'the power goes'
is "$(said restored | tail -n 1)" $rounds "after $rounds restores"
found=$(python3 "$tests/driver/replay.py" "$T/before" "$T/log" "${CRASHES:-40}" \
	python3 "$tests/driver/volume-check.py" "$T/trees" \
	"$TCR_BUILD/bin/tcrctl" "$T/left")
like "$found" '^[0-9]+ of [0-9]+ disks, 0 bad$' \
	'each has the old volume or the new one, and prune removes the rest'
grep -q '^[.]new-' "$T/left" && rc=0 || rc=1
ok "$rc" "... of which there was some ($(grep -c . "$T/left") folders)"
[ "$failures" -eq 0 ] || printf '%s\n' "$found" "$output" "$console" | sed 's/^/# /'
finish
