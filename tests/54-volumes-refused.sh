#!/bin/sh
# SPDX-License-Identifier: MIT
# .volume and .image units that cannot be mounted say why.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/networks.sh"
enter "$@"
busybox_image busybox

unit lack.volume <<-EOF
	[Volume]
	Device=/dev/nothing
	Type=ext4
	[Install]
	WantedBy=multi-user.target
EOF
unit wrong.volume <<-EOF
	[Volume]
	Device=tmpfs
	Options=nonsense=1
	[Install]
	WantedBy=multi-user.target
EOF
unit lack.image <<-EOF
	[Image]
	Image=lack:1
EOF
unit other.image <<-EOF
	[Image]
	Image=busybox
	Arch=sparc64
EOF
for u in lack other; do
	unit $u.container <<-EOF
		[Container]
		Image=$u.image
		Network=none
		[Install]
		WantedBy=multi-user.target
	EOF
done
tcrd_start
says() { # says UNIT PATTERN
	cause_of "$1" | grep -q -- "$2"
}
comes 'a device that is not there is named' \
	says lack.volume 'mount /dev/nothing: No such file'
comes 'a wrong option is refused by the file system' \
	says wrong.volume 'tmpfs does not know an option'
comes 'a missing image is named' says lack.image 'image lack:1: '
comes 'and so is an image for another device' \
	says other.image 'for sparc64, but the device is'
for u in lack other; do
	comes "$u.container is not started without" in_state $u.container waiting
done
kill "$tcrd_pid"
wait "$tcrd_pid" || :
finish
