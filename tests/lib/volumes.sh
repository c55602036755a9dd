# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Sourced after lib.sh by tests of .volume and .image units.

# A data partition in memory, and a disk at $loop.
volumes_world() {
	mkdir -p /var/lib
	mount -t tmpfs lib /var/lib
	# shellcheck disable=SC2034 # the tests use it
	volumes=/var/lib/tcr/volumes
	# shellcheck disable=SC2154 # T is lib.sh's
	truncate -s 16M "$T/disk"
	mke2fs -q -t ext4 "$T/disk"
	loop=$(losetup -f --show "$T/disk")
	trap 'losetup -d "$loop"; ended' EXIT
	unit busybox.image <<-EOF
		[Image]
		Image=busybox
	EOF
}

server() { # server NAME LINE...
	name=$1
	shift
	unit "$name.container" <<-EOF
		[Container]
		Image=busybox.image
		Network=none
		Exec=/bin/sh -c "trap 'exit 0' TERM; echo started; while :; do sleep 1000 & wait; done"
		$(printf '%s\n' "$@")
		[Install]
		WantedBy=multi-user.target
	EOF
}

inside() { # inside UNIT PATH: where that is
	echo "/proc/$(pid_of "$1")/root$2"
}
mount_of() { # mount_of UNIT: its line of mountinfo, or nothing
	grep -E " /run/tcr/units/$1/(mount|memory) " /proc/self/mountinfo || :
}
# shellcheck disable=SC2120 # some tests name a folder
there() { # there [DIR]: what is in it, or in the folder of all volumes
	find "${1:-$volumes}" -mindepth 1 -maxdepth 1 -printf '%f\n' | sort | xargs
}
