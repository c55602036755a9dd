#!/bin/sh
# SPDX-License-Identifier: MIT
# With RequireSigned= an image of the data partition counts for a name only if it was
# signed under that name: who can only write there cannot put one signed image in the
# place of another, nor hide the firmware's by an older one.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/signed.sh"
enter "$@"
host_tools
mkdir -p "$T/tree/bin" "$T/keys" "$T/etc" "$T/data/images"
cp /bin/busybox "$T/tree/bin/echo"
tcr-keygen --no-passphrase "$T/release" >/dev/null
cp "$T/release.pub" "$T/keys/"
S=$T/data/images
export TCR_KEYS="$T/keys" TCR_ETC="$T/etc" TCR_DATA="$T/data"
export TCR_IMAGES="$T/images:$S"
printf '[Manager]\nRequireSigned=yes\n' >"$T/etc/tcr.conf"

dated_image "$T/shop.sqfs" shop:1 2026 release
dated_image "$T/old.sqfs" web:1 2024 release
dated_image "$T/new.sqfs" web:1 2025 release
dated_image "$T/images/web:1.sqfs" web:1 2025 release
dated_image "$T/images/alias:9.sqfs" other:1 2025 release
image_unit web web:1
image_unit shop shop:1
image_unit cart cart:1
image_unit bare cart
image_unit pinned "shop@sha256:$(printf %064d 2026)"
image_unit mixed "cart@sha256:$(printf %064d 2026)"
image_unit alias alias:9
image_unit path "$S/any.sqfs"
unit cart.container <<'U'
[Container]
Image=cart:1
Exec=/bin/echo
Network=none
U
unit cart.volume <<'U'
[Volume]
Driver=image
Image=cart:1
U
tcrd_start
# used NAME: which file of that name counts.
used() {
	tcrctl image ls --json | jq -r --arg name "$1" \
		'.[] | select(.image == $name and .used) | .path' | sed "s#$T/##"
}
cp "$T/shop.sqfs" "$S/shop:1.sqfs"
is "$(checked shop.image)" good 'a loaded image that was signed under its name'
is "$(checked pinned.image)" good '... and by its digest, without a tag'
is "$(checked alias.image)" good 'the firmware may call a signed image as it likes'

# The attack: a signed image in the place of another.
refusal="image $S/cart:1.sqfs: signed as shop:1, not as cart:1 \(RequireSigned="
cp "$T/shop.sqfs" "$S/cart:1.sqfs"
like "$(checked cart.container)" "$refusal" 'one that was signed under another name is refused'
like "$(checked cart.image)" "$refusal" '... by an .image unit'
like "$(checked cart.volume)" "$refusal" '... by a volume'
cp "$T/shop.sqfs" "$S/cart.sqfs"
like "$(checked bare.image)" 'cart.sqfs: signed as shop:1, not as cart ' '... in a file without a tag'
like "$(checked mixed.image)" 'signed as shop:1, not as cart@sha256:' '... with the right digest'
ln -s shop:1.sqfs "$S/cart:2.sqfs"
sed -i s/cart:1/cart:2/ "$T/conf.d/cart.image"
tcrctl reload-config >/dev/null 2>&1 || : # units fail, as they should
like "$(checked cart.image)" 'signed as shop:1, not as cart:2' '... through a link'
cp "$T/shop.sqfs" "$S/any.sqfs"
is "$(checked path.image)" good 'a unit that names a file takes what is in it'
is "$(tcrctl image ls --json | jq -r '.[] | select(.path | endswith("/cart:1.sqfs")) |
	.used, .unused_why' | xargs)" \
	'false signed as shop:1, not as cart:1 (RequireSigned= of tcr.conf)' \
	'tcrctl image ls says that it is not used'
tcrctl image verify cart:1 >"$T/out" 2>&1 && rc=0 || rc=$?
like "$rc $(cat "$T/out")" '^1 .*/cart:1.sqfs: signed as shop:1' '... nor found good by verify'
tcrctl verify >"$T/out" 2>&1 || :
like "$(cat "$T/out")" 'cart.container:2:7: error: .*signed as shop:1, not as cart:1' \
	'tcrctl verify names the unit'
rm "$S"/cart*

# A name of this kind is not given at all.
tcrctl image tag shop:1 cart:1 >"$T/out" 2>&1 && rc=0 || rc=$?
like "$rc $(cat "$T/out")" \
	'^1 tcrctl: cart:1: signed as shop:1, .*: sign it with tcr-sign-image --name cart:1' \
	'tag refuses to give another name'
is "$(ls "$S")" "any.sqfs
shop:1.sqfs" '... and leaves nothing'
tcr-sign-image --quiet --name cart:1 --sign "$T/release.sec" "$T/shop.sqfs" "$T/cart.sqfs"
tcrctl image load "$T/cart.sqfs" >"$T/out"
sed -i s/cart:2/cart:1/ "$T/conf.d/cart.image"
tcrctl reload-config >/dev/null 2>&1 || : # units fail, as they should
is "$(checked cart.image)" good '... and what was signed so is taken'

# Roll-back of what the firmware has.
cp "$T/old.sqfs" "$S/web:1.sqfs"
is "$(used web:1)" images/web:1.sqfs 'an older signed image does not hide that of the firmware'
tcrctl status web.image >"$T/out" || : # it is not up
like "$(tr -s ' \n' ' ' <"$T/out")" "Unused: $S/web:1.sqfs: it was created before" \
	'... and status says so'
cp "$T/shop.sqfs" "$S/web:1.sqfs"
is "$(used web:1)" images/web:1.sqfs '... nor does one of another name'
cp "$T/new.sqfs" "$S/web:1.sqfs"
is "$(used web:1)" data/images/web:1.sqfs 'one that is not older does'

# Without RequireSigned= names are those of the files.
rm "$T/etc/tcr.conf"
tcrctl reload-config >/dev/null 2>&1 || : # units fail, as they should
cp "$T/shop.sqfs" "$S/cart:1.sqfs"
is "$(checked cart.image)" good 'without RequireSigned= the name of the file counts'
tcrctl image tag shop:1 cart:3 >"$T/out" 2>&1 && rc=0 || rc=$?
is "$rc $(cat "$T/out")" '0 cart:3: the same as shop:1' '... and tag gives one'
finish
