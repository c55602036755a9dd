#!/bin/sh
# SPDX-License-Identifier: MIT
# A delta from a web server, or as a hawkBit server says, of verified roots: of what the
# running slot has no byte is fetched, and the other slot has all of the update; if the
# server has other bytes than the signed update, or none, the slot is not tried.
. "$(dirname "$0")/lib.sh"
enter "$@"
. "$tests/lib/update.sh"

update_device
update_key "$T/update.key"
cp "$T/update.key.pub" "$T/update.pub"
update_server 127.0.0.1
verified() { # verified DIR TIME: a firmware whose root has a hash tree behind it
	update_firmware "$1" "$2"
	(
		tmp=$T
		need() { :; }
		# shellcheck source=../host/trailer.sh
		. "$top/host/trailer.sh"
		plant_tree "$1/root.sqfs"
	) >"$1/root.verity"
}
verified "$T/old" 1700000000
"$top/host/slot" "$arch" "$T/old" "$TCR_BUILD/bin" 1700000000 '' "$T/a"
verified "$T/new" 1710000000
"$top/host/slot" "$arch" "$T/new" "$TCR_BUILD/bin" 1710000000 '' "$T/payload"
for name in 1 x; do
	update_of "$T/new" "$T/server/files/$name.swu" --sign "$T/update.key" \
		--delta "http://127.0.0.1:$port/files/x.zck"
done
is "$(cd "$T/server/files" && cmp 1.swu x.swu && cmp 1.zck x.zck)" '' 'the same bytes again'
size=$(stat -c %s "$T/payload") index=$(stat -c %s "$T/server/files/x.swu")
truncate -s 4M "$T/a"
running=$(losetup -rf --show "$T/a")
trap 'losetup -d "$running" "$loop"; ended' EXIT
ln -sfn "$running" "$T/by-slot/current"
echo >"$T/update-ca.pem"
example update-url.container "s|https://.*|http://127.0.0.1:$port/files/x.swu|" \
	's|^Wants=.*||; s|^After=.*||; s|^Image=.*|&\nNetwork=host|'
example update-file.container
: >"$T/update.cfg"
example update-hawkbit.container "s|https://.*|http://127.0.0.1:$port DEFAULT dev1 -p 1|" \
	's|^Wants=.*||; s|^After=.*||; s|^Image=.*|&\nNetwork=host|' 's|^WantedBy=.*||'
tcrd_start
update() { # update [UNIT]: starts it; status in $rc, its log in $T/log, requests in $T/did
	rm -f "$T/keep/seen" "$T/keep/tried"
	are
	rc=0
	served_anew
	tcrctl start "${1:-update-url}" >/dev/null 2>&1 || rc=$?
	tcrctl logs -n 14 "${1:-update-url}" >"$T/log"
	until_ok 10 served
	cp "$T/server/requests" "$T/did"
}

update
# A shorter one SWUpdate now and then takes for failed (tcr-mkupdate).
claim 'the index does not fit into the buffer of a socket' [ "$index" -gt 212992 ]
is "$rc" 0 'a delta is installed'
is "$(asked | xargs)" 'bad b try b' '... and tried'
slot_sum >/dev/null
is "$(cmp -n "$size" "$T/b" "$T/payload" 2>&1)" '' '... the slot has all of the update'
# The root is 300,000 bytes that do not compress; kernel and initramfs are the same.
moved=$(awk '/zck/ { n += $4 } END { print n + 0 }' "$T/did")
echo "# of $size bytes $moved were moved, and $index of the description and index"
claim 'the root was fetched' [ "$moved" -gt 300000 ]
claim '... and not what the running slot has' [ "$moved" -lt 600000 ]
[ "$rc" -eq 0 ] || sed 's/^/# /' "$T/log" "$T/did"

# The same for hawkBit, whose artifact is the index.
are
head -c 4M /dev/zero >"$T/b"
: >"$T/server/requests"
sha1sum <"$T/server/files/x.swu" >"$T/server/files/x.swu.sha1"
echo '1 x.swu' >"$T/server/deploy/dev1"
tcrctl start update-hawkbit
is_tried() { asked | grep -q try; }
claim 'hawkBit deploys a delta: it is tried' until_ok 30 is_tried
slot_sum >/dev/null
is "$(cmp -n "$size" "$T/b" "$T/payload" 2>&1)" '' '... the slot has all of the update'
again=$(awk '/zck/ { n += $4 } END { print n + 0 }' "$T/server/requests")
is "$again" "$moved" '... for the same bytes'
tcrctl stop update-hawkbit

# Bytes of the root, where the file has them.
python3 - "$T/server/files/x.zck" <<'P'
import sys
with open(sys.argv[1], "r+b") as f:
    f.seek(100000)
    f.write(bytes(1000))
P
update
is "$rc $(asked | xargs)" '1 bad b' 'bytes that the signed update does not have: not tried'
rm "$T/server/files/x.zck"
update
is "$rc $(asked | xargs)" '1 bad b' 'no file with the bytes: not tried'
slot_mark
cp "$T/server/files/x.swu" "$T/update/"
update update-file
is "$rc $(asked) $(slot_sum)" "1  $before" 'a delta as a file: refused, and nothing is written'
like "$(cat "$T/log")" 'a delta is for update-url' '... it says so'
finish
