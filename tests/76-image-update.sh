#!/bin/sh
# SPDX-License-Identifier: MIT
# What a loaded image means after an update of the firmware, and after the way back: the
# rule of the store is asked again at each start, with the images that are there then.
# The loaded file stays, whatever counts.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/signed.sh"
enter "$@"
host_tools
mkdir -p "$T/tree/bin" "$T/keys" "$T/etc" "$T/data/images" "$T/a" "$T/b" "$T/c" "$T/none"
cp /bin/busybox "$T/tree/bin/echo"
for key in first second; do
	tcr-keygen --no-passphrase "$T/$key" >/dev/null
done
S=$T/data/images
export TCR_ETC="$T/etc" TCR_DATA="$T/data" TCR_IMAGES="$T/images:$S" TCR_KEYS="$T/keys"

dated_image "$T/a/web:1.sqfs" web:1 2024 first
dated_image "$T/b/web:1.sqfs" web:1 2026 first
dated_image "$T/c/web:1.sqfs" web:1 2023 second
dated_image "$S/web:1.sqfs" web:1 2025 first
image_unit web web:1
for year in 2023 2024 2025 2026; do
	image_unit "pin-$year" "web:1@sha256:$(printf %064d $year)"
done

# firmware FOLDER: the device boots one with these images.
tcrd_pid=
firmware() {
	[ -z "$tcrd_pid" ] || {
		kill -KILL "$tcrd_pid"
		wait "$tcrd_pid" 2>/dev/null || :
	}
	rm -rf /run/tcr "$T/images"
	cp -r "$T/$1" "$T/images"
	tcrd_start
}
counts() { # counts FILE WHY TEXT
	is "$(checked web.image)" good "$3"
	like "$(tcrctl image ls --json | jq -r '.[] | select(.image == "web:1" and .used) | .path')" \
		"^$T/$1\$" "... $1"
	like "$(tcrctl status web.image | tr -s ' \n' ' ')" "$2" '... and the status says why'
}
pins() { # pins "YEAR..." TEXT: those years alone are there
	found=
	for year in 2023 2024 2025 2026; do
		[ "$(checked "pin-$year.image")" != good ] || found="$found $year"
	done
	is "$found" "$1" "$2"
}
sum=$(sha256sum <"$S/web:1.sqfs")

firmware a
counts data/images/web:1.sqfs 'a loaded image counts' 'a loaded image that is newer than the firmware'
pins ' 2024 2025' 'a digest finds either'
firmware b
counts images/web:1.sqfs 'it was created before' 'an update brings a newer one, which counts'
pins ' 2025 2026' 'who names a digest keeps the loaded one, and not what the update has replaced'
is "$(sha256sum <"$S/web:1.sqfs")" "$sum" 'the loaded one is still there'
firmware a
counts data/images/web:1.sqfs 'a loaded image counts' 'the firmware of before comes back: as it was'
firmware c
counts data/images/web:1.sqfs 'a loaded image counts' 'an update brings an older one: the loaded one counts'
firmware none
counts data/images/web:1.sqfs 'web:1' 'an update brings none: the loaded one counts'

# With keys.
cp "$T/first.pub" "$T/keys/"
firmware a
counts data/images/web:1.sqfs 'a loaded image counts' 'signed by a key of the firmware'
rm "$T/keys/first.pub"
cp "$T/second.pub" "$T/keys/"
firmware c
counts images/web:1.sqfs 'no key .* has signed it' 'an update has another key: the loaded one is not signed any more'
firmware none
counts data/images/web:1.sqfs 'web:1' '... but counts where the firmware has none'
printf '[Manager]\nRequireSigned=yes\n' >"$T/etc/tcr.conf"
firmware none
like "$(checked web.image)" 'RequireSigned=' '... unless all have to be signed'
firmware c
counts images/web:1.sqfs 'no key .* has signed it' 'and the firmware has one that is'
key_id "$T/first.pub" >"$T/keys/revoked"
firmware c
counts images/web:1.sqfs 'it is damaged' 'an update revokes the key: the loaded one is refused'
firmware none
like "$(checked web.image)" 'revoked' '... also where the firmware has none'
is "$(sha256sum <"$S/web:1.sqfs")" "$sum" 'and is still there'
finish
