#!/bin/sh
# SPDX-License-Identifier: MIT
# The commands of README.md ("Updates") make a disk and an update. The device refuses one
# that is older, and one by another key, with each byte of the other slot as before; it
# installs a good one by SWUpdate in its container, reboots into it, and confirms it.
. "$(dirname "$0")/lib.sh"
# shellcheck source=../lib/update.sh
. "$tests/lib/update.sh"
mkdir "$T/work"
ln -s "$top/host" "$top/apps" "$top/rootfs-overlay" "$top/VERSION" "$T/work/"
export TCR_CACHE="${TCR_CACHE:-$top/build/cache}"
mkdir -p "$T/work/build/$GUEST_ARCH/images" "$T/work/build/$arch"
ln -s "$TCR_BUILD/bin" "$TCR_BUILD"/seccomp* "$T/work/build/$GUEST_ARCH/"
# That of this machine checks the units.
[ "$GUEST_ARCH" = "$arch" ] || ln -s "$top/build/$arch/bin" "$T/work/build/$arch/"
update_image "$T/work/build/$GUEST_ARCH/images/update.sqfs"
# What is between the lines ``` of that section, but for make: the image is there. The
# console is for the script.
awk '/^## /{ inside = $2 == "Updates" } /^```/ { code = !code; next } inside && code' \
	"$top/README.md" | sed "s/^make .*//; s|build/amd64|build/$GUEST_ARCH|
		s|^host/tcr-mk[a-z]*|& --arch $GUEST_ARCH|
		s|^host/tcr-mk[du][^ ]*|& --append 'tcr.shell=hvc0 no_timer_check'|" >"$T/commands"
status=0
(cd "$T/work" && SOURCE_DATE_EPOCH=1796000000 sh -eu "$T/commands") >"$T/log" 2>&1 || status=$?
is "$status" 0 "the commands of README.md"
[ "$status" -eq 0 ] || sed 's/^/# /' "$T/log" >&2
cd "$T/work"
again() { # again TIME OUT KEY: the next firmware as an update
	SOURCE_DATE_EPOCH=$1 host/tcr-mkfirmware --arch "$GUEST_ARCH" --out fw --slots \
		--firmware-version 2.0 --conf units --overlay over \
		--image "build/$GUEST_ARCH/images/update.sqfs"
	host/tcr-mkupdate --arch "$GUEST_ARCH" --from-firmware fw \
		--append 'tcr.shell=hvc0 no_timer_check' --sign "$3" "$2"
}
update_key other.key
again 1790000000 old.swu update.key
again 1796000001 good.swu update.key
host/tcr-mkupdate --arch "$GUEST_ARCH" --from-firmware fw --sign other.key foreign.swu
# There is room for one on the disk, and those that are refused are not read to the end.
truncate -s 1M old.swu foreign.swu
# Where somebody has put them: the data partition.
data=$((1 + 64 + 2 * 128))
dd if=disk.img of=data bs=1M skip=$data count=64 status=none
debugfs -w -f - data >/dev/null 2>&1 <<-'E'
	mkdir update
	mkdir held
	cd held
	write old.swu old.swu
	write foreign.swu foreign.swu
	write good.swu good.swu
E
dd if=data of=disk.img bs=1M seek=$data conv=notrunc,sparse status=none

boots() # until the guest powers off, or wants to reboot; its script is on stdin
{
	cat "$qemu_tests/guest.sh" - >"$T/script"
	status=0
	"$top/host/tcr-qemu" --arch "$GUEST_ARCH" --disk disk.img --timeout 1200 --script "$T/script" \
		>"$T/output" 2>"$T/console" || status=$?
	output=$(cat "$T/output") console=$(tr -d '\r' <"$T/console")
	printf '%s\n' "$output" "$console" >>"$T/all"
}
boots <<'E'
until_ok 30 booted
say state "$(device state)"
sum() { sha256sum </dev/disk/by-slot/other; }
try() { # try NAME: as somebody would
	rm -f /var/lib/tcr/update/*
	mv "/var/lib/tcr/held/$1.swu" /var/lib/tcr/update/
	rc=0
	tcrctl start update-file >/dev/null 2>&1 || rc=$?
}
before=$(sum)
for name in old foreign; do
	try $name
	say "$name" "$rc $([ "$(sum)" = "$before" ] && echo same)" \
		"$(tcrctl logs -n 9 update-file | grep -o 'older than.*\|DigestVerify[A-Za-z]*' | head -n 1)"
done
try good
say good $rc $(tcrctl logs update-file)
until_ok 30 false
E
is "$status" 125 "the device reboots by itself when the update is written"
is "$(said state)" running "before, all runs"
is "$(said old)" "1 same older than what runs" "an older one is refused, no byte is written"
is "$(said foreign)" "1 same DigestVerifyFinal" "... and one by another key"

boots <<'E'
until_ok 30 booted
confirmed() { tcrctl slot status --json | grep -q '"current":"b".*"b_state":"good"'; }
until_ok 60 confirmed
say version "$(cat /etc/tcr/version)"
rc=0
tcrctl start update-file >/dev/null 2>&1 || rc=$?
say again "$rc $(tcrctl logs update-file | grep -o 'runs already')"
say slot "$(tcrctl slot status --json)"
E
is "$status" 0 "the device boots again"
is "$(said version)" 2.0 "the new firmware runs"
like "$(said slot)" '"current":"b"' "... from the other slot"
like "$(said slot)" '"a_state":"good".*"b_state":"good"' "... which is confirmed, and the one before is good"
is "$(said again)" "0 runs already" "the same update once more is nothing to do"
cpio --quiet -i --to-stdout slot.zst <good.swu | zstd -q -d >slot
is "$(dd if=disk.img bs=1M skip=$((1 + 64 + 128)) count=128 status=none |
	cmp -n "$(stat -c %s slot)" - slot 2>&1)" "" "the slot has what the update has"
[ "$failures" -eq 0 ] || sed 's/^/# /' "$T/log" "$T/all"
finish
