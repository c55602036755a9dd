#!/bin/sh
# SPDX-License-Identifier: MIT
# Signed images: what is not what somebody has signed is refused before the kernel
# reads it, with the reason; keys are known and revoked by files alone.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/images.sh"
. "$(dirname "$0")/lib/signed.sh"
enter "$@"
driver_build images-driver
host_tools
signed_images release second stranger
cp "$T/made/release.pub" "$T/made/second.pub" "$T/keys/"
create good --sign "$T/made/release.sec"
create other --sign "$T/made/second.sec"
create stranger --sign "$T/made/stranger.sec"
good=$T/images/good.sqfs bad=$T/images/bad.sqfs
export KEYS="$T/keys"

# Whose signature it is.
facts() { # facts NAME: its key and who has it
	images info "$T/images/$1.sqfs"
	echo "$rc $(echo "$said" | grep -E '^(key|signed-by)=' | xargs)"
}
is "$(facts good)" "0 key=$(key_id "$T/made/release.pub") signed-by=release" \
	"an image that is signed"
is "$(facts other)" "0 key=$(key_id "$T/made/second.pub") signed-by=second" "... by another key"
is "$(facts stranger)" "0 key=$(key_id "$T/made/stranger.pub")" "... by a key that is not known"
for name in verity plain bare; do
	is "$(facts $name)" '0 ' "an image that is not: $name"
done
openssl genpkey -algorithm ed25519 -out "$T/made/card.pem"
openssl pkey -in "$T/made/card.pem" -pubout -out "$T/made/card.pub.pem"
tcr-keygen --from-pem "$T/made/card.pub.pem" "$T/keys/card.pub" >/dev/null
cat >"$T/made/sign" <<-E
	cat >"$T/message"
	openssl pkeyutl -sign -rawin -inkey "$T/made/card.pem" -in "$T/message"
E
create card --sign-command "sh $T/made/sign" --sign-key "$T/keys/card.pub"
like "$(facts card)" '^0 .*signed-by=card$' "a signature that OpenSSL has made"

# What tcr.conf wants.
export REQUIRE=verity
works "RequireVerity: an image with a hash tree" info "$T/images/verity.sqfs"
refuses 'no hash tree \(RequireVerity= of tcr.conf\)' "one without" \
	info "$T/images/plain.sqfs"
refuses 'no hash tree' "a plain squashfs" info "$T/images/bare.sqfs"
export REQUIRE=signed
works "RequireSigned: an image that is signed" info "$good"
for name in verity plain bare; do
	refuses 'not signed \(RequireSigned= of tcr.conf\)' "one that is not: $name" \
		info "$T/images/$name.sqfs"
done
refuses "signed by unknown key $(key_id "$T/made/stranger.pub") .*RequireSigned" \
	"one by a stranger" info "$T/images/stranger.sqfs"
unset REQUIRE

# Revoked keys.
echo "$(key_id "$T/made/second.pub") # its card was lost" >"$T/keys/revoked"
refuses "signed by revoked key $(key_id "$T/made/second.pub") \($T/keys/revoked\)" \
	"an image by a revoked key, though nothing is required" \
	info "$T/images/other.sqfs"
works "one by another key" info "$good"
echo 'second' >"$T/keys/revoked"
refuses 'revoked line 1: not a key.s id' "a list with a mistake" info "$good"
works "... is nothing to an image without a signature" info "$T/images/verity.sqfs"
rm "$T/keys/revoked"

# Bytes.  All of the text, the signature and the footer are tried in
# tests/unit/test_info.c; here it is some of each part of a whole file.
part() { # part KEY: of the footer
	tail -c 128 "$good" | sed -n "s/.* $1=0*\([0-9]*\).*/\1/p"
}
fs=$(part fs) tree=$(part tree) text=$(part text) size=$(stat -c %s "$good")
end=$((fs + tree))
export REQUIRE=signed
accepted=
at=$end
while [ $at -lt "$size" ]; do
	cp "$good" "$bad"
	flip "$bad" $at
	images info "$bad"
	[ "$rc" -gt 0 ] && [ "$rc" -ne 99 ] || accepted="$accepted $at"
	at=$((at + 7))
done
is "$accepted" '' "a byte changed in text, signature or footer is refused"
mend() { # the footer's cksum of what the text is now
	sum=$(tail -c +$((end + 1)) "$bad" | head -c "$text" | cksum | cut -d ' ' -f 1)
	printf 'cksum=%010d' "$sum" |
		dd of="$bad" bs=1 seek=$((size - 44)) conv=notrunc 2>/dev/null
}
is "$(tail -c 44 "$good" | head -c 6)" cksum= "the footer is as it is thought to be"
cp "$good" "$bad"
flip "$bad" $((end + 5)) && mend
refuses 'line 1: ' "a byte that no text has" info "$bad"
cp "$good" "$bad"
printf X | dd of="$bad" bs=1 seek=$((end + 5)) conv=notrunc 2>/dev/null
mend
refuses "not signed by key $(key_id "$T/made/release.pub"): its signature is bad" \
	"another name, with its cksum" info "$bad"
unset REQUIRE
refuses "its signature is bad" "... though nothing is required" info "$bad"
cp "$good" "$bad"
root=$(tail -c +$((end + 1)) "$bad" | grep -abo VerityRoot= | cut -d : -f 1)
printf 0000 | dd of="$bad" bs=1 seek=$((end + root + 11)) conv=notrunc 2>/dev/null
mend
refuses "its signature is bad" "another root hash, with its cksum" info "$bad"

# A file that is cut.
export REQUIRE=signed
n=0 accepted=
while [ $n -lt 200 ]; do
	at=$((size * n / 200))
	head -c $at "$good" >"$bad"
	images info "$bad"
	[ "$rc" -gt 0 ] && [ "$rc" -ne 99 ] || accepted="$accepted $at"
	n=$((n + 1))
done
is "$accepted" '' "a file cut at 200 lengths is refused"
for at in $fs $end $((end + text)) $((size - 128)); do
	head -c "$at" "$good" >"$bad"
	refuses "image $bad: " "... where a part ends, $at" info "$bad"
done
unset REQUIRE
rm "$bad"

finish
