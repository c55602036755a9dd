#!/bin/sh
# SPDX-License-Identifier: MIT
# The power goes while images are loaded, tagged and removed: at each write that the
# disk gets, and with any of those since the last flush missing.  The store is as
# before the command or as after it, and after it once it was said to be done.
# CRASHES disks are tried; with 1200 that is tests/faults/74-store-power-cut.sh.
. "$(dirname "$0")/lib.sh"
# shellcheck source=../lib/images.sh
. "$tests/lib/images.sh"
mkdir -p "$T/tree" "$T/overlay/versions"
head -c 100000 /dev/urandom >"$T/tree/file"
mksquashfs "$T/tree" "$T/base" -quiet -noappend -no-progress >/dev/null
version() { # version VERSION NAME:TAG
	cp "$T/base" "$T/overlay/versions/$1.sqfs"
	printf '%s\n' "Name=${2%:*}" "Tag=${2#*:}" "Architecture=$GUEST_ARCH" \
		"Label=org.opencontainers.image.version=$1" |
		trailer "$T/overlay/versions/$1.sqfs"
}
for v in 1 2 3 4 5 6; do
	version $v web:1
done
version 7 r.example/api:2
version 8 r.example/api:2
guest_firmware
truncate -s 16M "$T/data"
mke2fs -q -t ext4 "$T/data" 15M
cp "$T/data" "$T/before"
guest_run --data "$T/data" --data-log "$T/log" <<'E'
set -e
n=0
ack() { # ack CHANGE: what is done, told on the last sector of the disk
	n=$((n + 1))
	say change "$1"
	printf '%-512s' $n | dd of=/dev/vdb bs=512 seek=32767 conv=notrunc,fsync 2>/dev/null
}
until_ok 60 booted
load() { tcrctl image load "/versions/$1.sqfs" >/dev/null && ack "$2=$1"; }
round() {
	load 1 web:1
	load 2 web:1
	load 7 r.example/api:2
	tcrctl image tag web:1 web:stable >/dev/null
	ack web:stable=2
	load 3 web:1
	tcrctl image load - </versions/4.sqfs >/dev/null
	ack web:1=4
	tcrctl image tag web:1 web:stable >/dev/null
	ack web:stable=4
	load 8 r.example/api:2
	tcrctl image rm -f web:stable >/dev/null
	ack web:stable=-
	tcrctl image load --restart /versions/5.sqfs >/dev/null
	ack web:1=5
	tcrctl image rm -f r.example/api:2 >/dev/null
	ack r.example/api:2=-
	load 6 web:1
}
for r in 1 2 3 4; do
	round
done
say done
echo b >/proc/sysrq-trigger
E
is "$status" 125 'the power goes'
said change >"$T/changes"
is "$(wc -l <"$T/changes")" 48 'after 48 commands'
found=$(python3 "$tests/driver/replay.py" "$T/before" "$T/log" "${CRASHES:-40}" \
	python3 "$tests/driver/store-check.py" "$T/changes" "$T/overlay/versions" \
	"$TCR_BUILD/bin/tcrctl")
like "$found" '^[0-9]+ of [0-9]+ disks, 0 bad$' 'each has the old images or the new ones'
ok $(($(echo "$found" | tail -n 1 | cut -d ' ' -f 1) < ${CRASHES:-40})) \
	"... of $(echo "$found" | tail -n 1)"
[ "$failures" -eq 0 ] || printf '%s\n' "$output" "$console" | sed 's/^/# /'
finish
