#!/bin/sh
# SPDX-License-Identifier: MIT
# The kernel panics: the next boot says so, with the kernel's words, if the board
# keeps them; the one after that does not say it again.
. "$(dirname "$0")/lib.sh"
[ "$GUEST_ARCH" = amd64 ] || {
	echo "1..0 # SKIP QEMU keeps panics for amd64 alone"
	exit 0
}
guest_firmware
cp --sparse=always "$T/firmware/data.img" "$T/data"
boot() {
	guest_run --data "$T/data" --panics "$T/panics"
	[ "$failures" -eq 0 ] || printf '%s\n' "$output" "$console" | sed 's/^/# /'
}
boot <<'E'
until_ok 60 test -e /var/lib/tcr/boot-record
echo c >/proc/sysrq-trigger
E
is "$status" 125 'the kernel panics'
boot <<'E'
ended() { tcrctl status | grep '^last boot'; }
until_ok 60 ended
say ended "$(ended)"
say mount "$(grep -c '^pstore /sys/fs/pstore pstore ro,' /proc/mounts)"
say kept "$(ls /sys/fs/pstore | grep -c dmesg)"
# The record says "running" again: what follows is a reset.
marked() { grep -q '^tcr-boot 1 running' /var/lib/tcr/boot-record; }
until_ok 60 marked
echo b >/proc/sysrq-trigger
E
like "$(said ended)" '^last boot: panic 20[0-9:TZ-]+: sysrq triggered crash$' \
	'the next boot tells why'
is "$(said mount)" 1 'what the kernel kept can be read'
ok $(($(said kept) < 1)) 'and is still there'
boot <<'E'
ended() { tcrctl status | grep '^last boot'; }
until_ok 60 ended
say ended "$(ended)"
E
like "$(said ended)" '^last boot: reset after 20[0-9:TZ-]+: a power cut' \
	'it is told once, though the kernel keeps it'
finish
