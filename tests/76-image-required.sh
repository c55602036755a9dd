#!/bin/sh
# SPDX-License-Identifier: MIT
# RequireSigned= of tcr.conf: tcrctl verify and the status of each unit say which
# image is refused, and why; the data partition cannot take it back.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/signed.sh"
enter "$@"
host_tools
mkdir "$T/etc" "$T/data"
signed_images release revoked stranger
cp "$T/made/release.pub" "$T/made/revoked.pub" "$T/keys/"
key_id "$T/made/revoked.pub" >"$T/keys/revoked"
create good --sign "$T/made/release.sec"
create revoked --sign "$T/made/revoked.sec"
create stranger --sign "$T/made/stranger.sec"

export TCR_KEYS="$T/keys" TCR_ETC="$T/etc" TCR_DATA="$T/data"
printf '[Manager]\nRequireSigned=yes\n' >"$T/etc/tcr.conf"
printf '[Manager]\nRequireSigned=no\n' >"$T/data/tcr.conf"
for name in good revoked stranger verity bare; do
	unit $name.container <<-U
		[Container]
		Image=$name:1
		Exec=/bin/sh
		Network=none
	U
done
sed -i 's/bare:1/bare/' "$T/conf.d/bare.container"
unit pinned.container <<U
[Container]
Image=plain@sha256:$(printf '%064d' 0)
Exec=/bin/sh
Network=none
U
unit files.image <<U
[Image]
Image=plain:1
U
unit maps.volume <<U
[Volume]
Driver=image
Image=plain:1
U

said=$(tcrctl verify 2>&1) && rc=0 || rc=$?
is "$rc" 5 "tcrctl verify finds what the device would refuse"
unsigned='not signed \(RequireSigned= of tcr.conf\)'
unknown="signed by unknown key $(key_id "$T/made/stranger.pub")"
lost="signed by revoked key $(key_id "$T/made/revoked.pub")"
like "$said" "stranger.container:2:7: error: image .*$unknown" "... a stranger's"
like "$said" "revoked.container:2:7: error: image .*$lost" "... by a revoked key"
like "$said" "verity.container:2:7: error: image .*$unsigned" "... not signed"
like "$said" "bare.container:2:7: error: image .*$unsigned" "... a plain squashfs"
like "$said" 'pinned.container:2:7: error: .*not found' "... a digest that none has"
like "$said" "maps.volume:3:7: error: image .*$unsigned" "... the image of a volume"
like "$said" "files.image:2:7: error: image .*$unsigned" "... of an .image unit"
is "$(echo "$said" | grep -c error:)" 7 "... and no other"

said=$(TCR_ETC=/none TCR_DATA=/none tcrctl verify 2>&1) || :
like "$said" "stranger.container:2:7: warning: image stranger:1: $unknown" \
	"where nothing is required, a key that is not known is a warning"
is "$(echo "$said" | grep -c 'unknown key')" 1 "... and no other image's"
said=$(TCR_ETC=/none tcrctl verify --images "$T/images" "$T/conf.d" 2>&1) || :
is "$(echo "$said" | grep -c 'unknown key')" 0 \
	"... and no key is known of a device whose files are not given"
mkdir "$T/root"
mkdir -p "$T/root/usr/lib/tcr/" && cp -r "$T/keys" "$T/root/usr/lib/tcr/"
rm "$T/root/usr/lib/tcr/keys/revoked"
TCR_KEYS='' tcrctl verify --images "$T/images" --root "$T/root" "$T/etc/tcr.conf" \
	"$T/conf.d" >"$T/said" 2>&1 && rc=0 || rc=$?
like "$(cat "$T/said")" "stranger.container:2:7: error: .*unknown key" \
	"on a build machine, too, with the keys of the firmware's root"
is "$(grep -c 'good.*error:\|revoked.*error:' "$T/said")" 0 "... all of them"

# What no unit could run is not loaded, nor found good.
images() { TCR_IMAGES=$T/images:$T/data/images tcrctl image "$@" >"$T/said" 2>&1; }
for name in revoked stranger verity plain bare; do
	images load "$T/images/$name.sqfs" && rc=0 || rc=$?
	case $name in
	revoked) want=$lost ;;
	stranger) want=$unknown ;;
	*) want=$unsigned ;;
	esac
	like "$rc $(cat "$T/said")" "^1 tcrctl: $T/images/$name.sqfs: $want" \
		"tcrctl image load: $name"
done
is "$(find "$T/data/images" -type f | wc -l)" 0 "... leaves nothing"
images load "$T/images/good.sqfs" && rc=0 || rc=$?
is "$rc $(find "$T/data/images" -type f | wc -l)" '0 1' "... and a signed one is loaded"
images rm --force good:1
for name in verity plain; do
	images verify $name:1 && rc=0 || rc=$?
	like "$rc $(cat "$T/said")" "^1 $T/images/$name.sqfs: $unsigned" \
		"tcrctl image verify: $name"
done

tcrd_start
refused() { # refused UNIT: it does not come up
	case $(state_of "$1") in failed | backoff) ;; *) return 1 ;; esac
}
why() { # why UNIT: the cause, when it has been started
	tcrctl start --no-wait "$1" >/dev/null 2>&1
	until_ok 20 refused "$1"
	cause_of "$1"
}
like "$(why stranger)" "$unknown \(RequireSigned= of tcr.conf\)" \
	"a unit says why it does not start: a stranger's image"
like "$(why revoked)" "$lost" "... one by a revoked key"
like "$(why verity)" "$T/images/verity.sqfs: $unsigned" "... not signed"
like "$(why bare)" "$unsigned" "... a plain squashfs"
like "$(why pinned)" 'not found in' "... no image with this digest"
like "$(why files.image)" "$unsigned" "... an .image unit"
like "$(why maps.volume)" "$unsigned" "... a volume"
finish
