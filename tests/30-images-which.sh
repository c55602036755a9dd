#!/bin/sh
# SPDX-License-Identifier: MIT
# Which image of a name counts, if the firmware and the data partition have one:
# the loaded one, unless the firmware's is newer, or the loaded one is no good.
# What does not count, and why, is told.
. "$(dirname "$0")/lib.sh"
. "$tests/lib/images.sh"
enter "$@"
busybox_image base
mkdir -p "$T/data"
mv "$T/images/base.sqfs" "$T/base"
# image FOLDER/FILE NAME:TAG CREATED: its program prints the folder.
image() {
	cp "$T/base" "$T/$1"
	printf 'Name=%s\nTag=%s\nArchitecture=%s\nCreated=%s\nCmd=/bin/echo\nCmd=%s\n' \
		"${2%:*}" "${2#*:}" "${4:-$arch}" "$3" "${1%%/*}" | trailer "$T/$1"
}
first=2026-03-01T00:30:00+01:00
then=2026-02-28T23:45:00Z # a quarter of an hour after it
image images/web-1.sqfs web:1 $first
image data/web:1.sqfs web:1 $then
image images/shop.sqfs shop:latest $first
image data/shop.sqfs shop:latest $first
image data/only.sqfs only:latest $first
image images/later.sqfs later:1 $then
image data/later:1.sqfs later:1 $first
image images/undated.sqfs undated:1 $then
image data/undated:1.sqfs undated:1 1970-01-01T00:00:00Z
image images/bad.sqfs bad:1 $first
image data/bad:1.sqfs bad:1 $then
truncate -s -1 "$T/data/bad:1.sqfs"
image images/other.sqfs other:1 $first
image data/other:1.sqfs other:1 $then s390x
image images/reg.sqfs registry.example:5000/a/web:1 $first
image data/registry.example:5000+a+web:1.sqfs web:1 $then
image data/tagged:2.sqfs web:9 $then
export TCR_IMAGES="$T/images:$T/data"
names=
run() { # run NAME IMAGE
	unit "$1.container" <<-E
		[Container]
		Image=$2
		Network=none
		[Service]
		Type=oneshot
		RemainAfterExit=yes
		[Install]
		WantedBy=multi-user.target
	E
	names="$names $1"
}
run trailer web:1
run file shop
run only only
run path "$T/images/web-1.sqfs"
run later later:1
run undated undated:1
run bad bad:1
run other other:1
run slashes registry.example:5000/a/web:1
run tagged tagged:2
unit ref.image <<-E
	[Image]
	Image=web:1
E
run unit ref.image
run byname web:9
tcrd_start
settled() {
	for u in $names; do
		[ "$u" = byname ] ||
			tcrctl logs "$u" | grep -q 'images$\|data$' || return 1
	done
}
until_ok 30 settled || :
said() {
	tcrctl logs "$1" | grep -o 'images$\|data$'
}
# An undivided line is easier to look for.
shown() {
	tcrctl status "$1" | tr -s ' \n' ' '
}
is "$(said trailer)" data "a loaded image counts before one of the firmware"
is "$(said file)" data "... also one that is as old"
is "$(said unit)" data "... through an .image unit"
is "$(said slashes)" data "... whose name has slashes"
is "$(said undated)" data "... whose time is that of a reproducible build"
is "$(said only)" data "what the firmware has not is the data partition's"
is "$(said path)" images "a path says which"
is "$(said tagged)" data "a tag in the name of a file is the image's tag"
like "$(shown byname)" 'web:9: not found' "... and hides that of its trailer"
is "$(said later)" images "the firmware's counts if it is newer"
is "$(said bad)" images "... if the loaded one is damaged"
is "$(said other)" images "... or is for another machine"
like "$(shown trailer)" \
	"Used: $T/data/web:1.sqfs Unused: $T/images/web-1.sqfs: a loaded image counts" \
	"status tells which counts, and which does not"
like "$(shown later)" \
	"Used: $T/images/later.sqfs Unused: $T/data/later:1.sqfs: it was created before" \
	"... because it is older"
like "$(shown bad)" "data/bad:1.sqfs: it is damaged" "... is damaged"
like "$(shown other)" "data/other:1.sqfs: it is for another architecture" \
	"... or for another machine"
mkdir "$T/keys"
touch "$T/keys/maker.pub"
like "$(TCR_KEYS=$T/keys tcrctl status trailer 2>&1 | tr -s ' \n' ' ')" \
	"Used: $T/images/web-1.sqfs Unused: $T/data/web:1.sqfs: no key .* has signed it" \
	'with keys, what is not signed replaces nothing of the firmware'
is "$(TCR_KEYS=$T/keys tcrctl status only | grep -c Unused)" 0 \
	'... but may be used where the firmware has none'
is "$({ shown only; shown path; } | grep -c Unused)" 0 "... where there is one"
finish
