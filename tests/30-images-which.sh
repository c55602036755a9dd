#!/bin/sh
# SPDX-License-Identifier: MIT
# An image on the data partition never takes the place of the firmware's by what
# it is called, neither by its file's name nor by its trailer; one that is named
# by its path does, and what does not count is told.
. "$(dirname "$0")/lib.sh"
. "$tests/lib/images.sh"
enter "$@"
busybox_image firmware
mkdir -p "$T/data"
cp "$T/images/firmware.sqfs" "$T/images/web-1.sqfs"
printf 'Name=web\nTag=1\nArchitecture=%s\nCmd=/bin/echo\nCmd=firmware\n' \
	"$arch" | trailer "$T/images/web-1.sqfs"
rm "$T/images/firmware.sqfs"
cp "$T/images/web-1.sqfs" "$T/images/shop.sqfs"
other() { # other FILE NAME TAG: an image of the data partition
	mksquashfs "$T/root-firmware" "$T/data/$1" -quiet -noappend \
		-no-progress -comp zstd -Xcompression-level 1 >/dev/null
	printf 'Name=%s\nTag=%s\nArchitecture=%s\nCmd=/bin/echo\nCmd=data\n' \
		"$2" "$3" "$arch" | trailer "$T/data/$1"
}
other 0.sqfs web 1
other web:1.sqfs web 1
other shop.sqfs shop latest
other only.sqfs only latest
export TCR_IMAGES="$T/images:$T/data"
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
}
run trailer web:1
run file shop
run only only
run path "$T/data/web:1.sqfs"
unit ref.image <<-E
	[Image]
	Image=web:1
E
run unit ref.image
tcrd_start
settled() {
	for u in trailer file only path unit; do
		tcrctl logs "$u" | grep -q 'firmware$\|data$' || return 1
	done
}
until_ok 30 settled || :
said() {
	tcrctl logs "$1" | grep -o 'firmware$\|data$'
}
is "$(said trailer)" firmware "a name in a trailer: the firmware's"
is "$(said file)" firmware "a file's name: the firmware's"
is "$(said unit)" firmware "through an .image unit: the firmware's"
is "$(said only)" data "what the firmware has not is the data partition's"
is "$(said path)" data "a path says which"
# An undivided line is easier to look for.
shown() {
	tcrctl status "$1" | tr -s ' \n' ' '
}
like "$(shown trailer)" "Unused: $T/data/web:1.sqfs has the same name" \
	"status tells of the one that does not count"
like "$(shown file)" "Unused: $T/data/shop.sqfs .* $T/images/shop.sqfs is used" \
	"... and of the one that does"
is "$(grep -c "file: image shop: .*$T/data/shop.sqfs, which has" "$T/console")" 1 \
	"tcrd's log as well, once a start"
is "$({ shown only; shown path; } | grep -c Unused)" 0 "... where there is one"
finish
