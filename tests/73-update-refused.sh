#!/bin/sh
# SPDX-License-Identifier: MIT
# An update from a file or a stick, by SWUpdate in a container: a good one is in the slot,
# byte for byte, and is tried; one that is refused leaves each byte of the slot as it was,
# and says why.
. "$(dirname "$0")/lib.sh"
enter "$@"
. "$tests/lib/update.sh"

update_device
update_key "$T/update.key"
cp "$T/update.key.pub" "$T/update.pub"
update_key "$T/other.key"
update_firmware "$T/new" 1710000000
update_of "$T/new" "$T/good.swu" --sign "$T/update.key"
example update-file.container
example update-stick.container 's|^ConditionPathExists=.*||' "s|=stick.volume:|=$T/update:|"
tcrd_start

# update FILE [UNIT]: puts it in and starts the unit; status in $rc, its log in $T/log.
update() {
	rm -f "$T"/update/*
	[ ! -f "$1" ] || cp "$1" "$T/update/"
	slot_mark
	rc=0
	tcrctl start "${2:-update-file}" >/dev/null 2>&1 || rc=$?
	tcrctl logs -n 12 "${2:-update-file}" >"$T/log"
}
refused() { # refused PATTERN TEXT: the last one was, and nothing was written
	is "$rc $(asked)" "1 " "refused: $2"
	like "$(cat "$T/log")" "$1" "... it says why"
	is "$(slot_sum)" "$before" "... the slot is as it was"
}

update "$T/good.swu"
is "$rc" 0 'an update from a file is installed'
is "$(asked | xargs)" 'bad b try b' \
	'the slot counts as bad while it is written, and is tried then'
cpio --quiet -i --to-stdout slot.zst <"$T/good.swu" | zstd -q -d >"$T/payload"
size=$(stat -c %s "$T/payload")
is "$(slot_sum >/dev/null; cmp -n "$size" "$T/b" "$T/payload" 2>&1)" '' \
	'the slot has what the update has'
is "$(stat -c %s "$T/payload")" "$(update_says "$T/good.swu" bytes)" 'as many bytes as it says'
are b.state=empty
update "$T/good.swu"
is "$rc $(asked)" '0 try b' 'an empty slot needs no mark'

are
update /none
is "$rc $(asked)" '0 ' 'no file: nothing to do'
like "$(cat "$T/log")" 'no [*].swu in /update' '... it says so'
is "$(slot_sum)" "$before" '... the slot is as it was'

update_of "$T/new" "$T/bad.swu" 2>/dev/null
update "$T/bad.swu"
refused 'refused: not signed by the device.s key' 'one without a signature'
update_of "$T/new" "$T/bad.swu" --sign "$T/other.key"
update "$T/bad.swu"
refused 'EVP_DigestVerifyFinal failed' 'one by another key'
sed 's|tcr-time = "2|tcr-time = "3|' "$T/good.swu" >"$T/bad.swu"
update "$T/bad.swu"
refused 'EVP_DigestVerifyFinal failed|[Cc]hecksum' 'one whose description was changed'
head -c 300 "$T/good.swu" >"$T/bad.swu"
update "$T/bad.swu"
refused 'Error reading .* from stream' 'one that was cut off'
# The description of one, the firmware of another: it is written before that is known.
mkdir "$T/swapped"
(
	cd "$T/swapped"
	cpio --quiet -i <"$T/good.swu"
	tr a b <"$T/payload" | zstd -q -f -o slot.zst
	printf '%s\n' sw-description sw-description.sig slot.zst |
		cpio --quiet -o -H crc >"$T/bad.swu"
)
update "$T/bad.swu"
is "$rc $(asked | xargs)" "1 bad b" "refused: one with another firmware; its slot is not tried"
are
echo other >"$T/hardware"
update "$T/good.swu"
refused 'not compatible with hardware' 'one for other hardware'
echo tcr >"$T/hardware"
sed "s|^Volume=.*hardware.*|&\nVolume=$T/arch:/etc/arch:ro|" \
	"$T/conf.d/update-file.container" >"$T/file" && echo riscv64 >"$T/arch"
cp "$T/file" "$T/conf.d/update-file.container"
tcrctl reload-config >/dev/null
update "$T/good.swu"
refused 'not compatible with hardware' 'one for another architecture'
echo "$arch" >"$T/arch"
are a.time=1710000001
update "$T/good.swu"
refused 'older than what runs' 'an older one'
are a.state=trial a.tries=2
update "$T/good.swu"
refused 'slot a, which runs, is not confirmed yet' 'any, as long as the running slot is on trial'
are
truncate -s 1M "$T/small"
small=$(losetup -f --show "$T/small")
ln -sfn "$small" "$T/by-slot/other"
update "$T/good.swu"
losetup -d "$small"
refused "it needs $size bytes, the slot has 1048576" 'one larger than the slot, to which the link leads now'
is "$(tr -d '\0' <"$T/small" | wc -c)" 0 '... which is as it was, too'
ln -sfn "$loop" "$T/by-slot/other"
cp "$T/good.swu" "$T/update/two.swu"
slot_mark
rc=0
tcrctl start update-file >/dev/null 2>&1 || rc=$?
tcrctl logs -n 12 update-file >"$T/log"
refused 'several files' 'two files'

# What SWUpdate only sees while it writes: the slot is not tried.
size=$(stat -c %s "$T/good.swu")
{
	head -c $((size - 2000)) "$T/good.swu"
	head -c 1000 /dev/zero
	tail -c 1000 "$T/good.swu"
} >"$T/bad.swu"
update "$T/bad.swu"
is "$rc $(asked)" '1 bad b' 'bytes that were changed: the slot is bad and is not tried'

are "a.id=$(update_says "$T/good.swu" id)"
update "$T/good.swu"
is "$rc $(asked)" '0 ' 'the one that runs: nothing to do'
like "$(cat "$T/log")" 'this firmware runs already' '... it says so'
is "$(slot_sum)" "$before" '... the slot is as it was'

# Tried, and the old slot is back.
are b.state=bad
update "$T/good.swu" update-stick
is "$rc $(asked)" '1 ' 'a stick that stays in: the same is not tried twice'
like "$(cat "$T/log")" 'was tried and given up' '... it says so'
update "$T/good.swu"
is "$rc $(asked)" '0 try b' 'by hand it is'
sed -i 's/REBOOT=no/& UPDATE_OLDER=yes/' "$T/conf.d/update-file.container"
tcrctl reload-config >/dev/null
are a.time=1710000001
update "$T/good.swu"
is "$rc $(asked | xargs)" '0 bad b try b' 'UPDATE_OLDER=yes: an older one'
finish
