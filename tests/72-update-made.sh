#!/bin/sh
# SPDX-License-Identifier: MIT
# tcr-mkupdate: the same input gives the same bytes; what is in an update; how it is signed;
# wrong input is named, and leaves no update.
. "$(dirname "$0")/lib.sh"
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
. "$tests/lib/update.sh"
update_key "$T/key"
update_firmware "$T/fw" 1700000000

status=0
update_of "$T/fw" "$T/1" --sign "$T/key" || status=$?
is "$status" 0 'an update is made'
touch -d 2020-01-01 "$T"/fw/*
(umask 077 && TZ=Asia/Tokyo update_of "$T/fw" "$T/2" --sign "$T/key")
is "$(cmp "$T/1" "$T/2" 2>&1)" '' 'the same bytes again, in another zone and later'
part() { # part NAME: of the update
	cpio --quiet -i --to-stdout "$1" <"$T/1"
}
is "$(cpio --quiet -t <"$T/1" | xargs)" 'sw-description sw-description.sig slot.zst' \
	'what SWUpdate reads first comes first'
part slot.zst | zstd -q -d >"$T/slot"
"$top/host/slot" "$arch" "$T/fw" "$TCR_BUILD/bin" 1700000000 '' "$T/payload"
is "$(cmp "$T/slot" "$T/payload" 2>&1)" '' 'the slot is that of a disk'
is "$(update_says "$T/1" id)" "$(grep -a '^slot-id=' "$T/payload" | cut -d = -f 2)" \
	'the description says which firmware it is'
is "$(update_says "$T/1" time)" 2023-11-14T22:13:20Z '... when it was built'
is "$(update_says "$T/1" bytes)" "$(stat -c %s "$T/payload")" '... and how large the slot must be'
like "$(part sw-description)" "hardware-compatibility: . \"tcr/$arch\" " '... for which hardware'
like "$(part sw-description)" "sha256 = \"$(part slot.zst | sha256sum | cut -c 1-64)\"" '... and its sum'
part sw-description >"$T/text"
part sw-description.sig >"$T/sig"
like "$(openssl dgst -sha256 -verify "$T/key.pub" -signature "$T/sig" "$T/text")" OK \
	'openssl takes the signature'
update_of "$T/fw" "$T/3" --sign-command "openssl dgst -sha256 -sign '$T/key'"
is "$(cmp "$T/1" "$T/3" 2>&1)" '' 'a command that signs: the same bytes'
update_of "$T/fw" "$T/1" --append quiet=1 2>"$T/err"
like "$(cat "$T/err")" 'not signed' 'without a key it says so'
is "$(cpio --quiet -t <"$T/1" | xargs)" 'sw-description slot.zst' '... and there is no signature'
differs() { # differs WHAT [OPTION]...: what is in $T/next is another firmware
	what=$1
	shift
	update_of "$T/next" "$T/2" --sign "$T/key" "$@"
	claim "another $what is another firmware" \
		[ "$(update_says "$T/2" id)" != "$(update_says "$T/3" id)" ]
	cp "$T"/fw/* "$T/next/"
}
mkdir "$T/next"
cp "$T"/fw/* "$T/next/"
differs 'command line' --append quiet=1
echo more >>"$T/next/kernel"
differs kernel
echo more >>"$T/next/initramfs"
differs initramfs
update_firmware "$T/next" 1700000000
differs root

printf '1 "two" \\\n' >"$T/tree/etc/tcr/version"
update_firmware "$T/next" 1700000000
update_of "$T/next" "$T/1" --sign "$T/key"
is "$(part sw-description | sed -n 's/^ version = //p')" '"1 \"two\" \\";' \
	'quotes in a version are what libconfig reads'

# What the disk has no room for any more, say.
mkdir "$T/bin"
cat >"$T/bin/cp" <<'S'
#!/bin/sh
case $1 in
*/swu) head -c 100 "$1" >"$2"; exit 1 ;;
esac
exec /bin/cp "$@"
S
chmod 755 "$T/bin/cp"
cp "$T/1" "$T/before"
PATH=$T/bin:$PATH update_of "$T/fw" "$T/1" --sign "$T/key" 2>/dev/null && rc=0 || rc=$?
is "$rc $(cmp "$T/1" "$T/before" 2>&1) $(ls "$T"/*.part.* 2>/dev/null)" '1  ' \
	'half of an update takes no place of a whole one'

refused() { # refused STATUS PATTERN COMMAND...
	want=$1 pattern=$2 status=0
	shift 2
	"$@" >/dev/null 2>"$T/err" || status=$?
	is "$status" "$want" "refused: $pattern"
	like "$(cat "$T/err")" "$pattern" '... with words'
}
make=$top/host/tcr-mkupdate
refused 2 usage "$make"
refused 2 usage "$make" --from-firmware "$T/fw"
refused 2 'needs a value' "$make" --from-firmware
refused 2 'unknown option' update_of "$T/fw" "$T/no" --wrong
refused 2 'one OUT.swu only' update_of "$T/fw" "$T/no" more
refused 2 'no such architecture' update_of "$T/fw" "$T/no" --arch mips
refused 2 'one of them' update_of "$T/fw" "$T/no" --sign "$T/key" --sign-command true
for url in ftp://host/x host/x 'http://h/"' 'http://h/a b'; do
	refused 2 'no address https' update_of "$T/fw" "$T/no" --delta "$url"
done
refused 1 'no key /none' update_of "$T/fw" "$T/no" --sign /none
refused 1 'key.pub: ' update_of "$T/fw" "$T/no" --sign "$T/key.pub"
refused 1 'has failed' update_of "$T/fw" "$T/no" --sign-command false
refused 1 'written nothing' update_of "$T/fw" "$T/no" --sign-command true
refused 1 'no /none/kernel: tcr-mkfirmware' "$make" --from-firmware /none "$T/no"
echo none >"$T/fw/root.sqfs"
refused 1 'is no root of tcr-mkfirmware' update_of "$T/fw" "$T/no" --sign "$T/key"
claim 'nothing of that has made an update' [ ! -e "$T/no" ]
finish
