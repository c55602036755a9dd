#!/bin/sh
# SPDX-License-Identifier: MIT
# Images on a real kernel: a device node or a setuid program in one gives a
# container nothing; damaged file systems hurt nobody but their own unit.
. "$(dirname "$0")/lib.sh"
. "$tests/images.sh"

image() { # image NAME [MKSQUASHFS OPTION]...: trailer and all
	name=$1
	shift
	mksquashfs "$T/tree" "$T/$name.sqfs" -quiet -noappend -no-progress \
		-all-root -b 65536 "$@" >/dev/null
	printf '%s\n' "Name=$name" "Architecture=$GUEST_ARCH" Cmd=/bin/sh |
		trailer "$T/$name.sqfs"
}

rootfs_squash "$T/plain"
mkdir "$T/tree/rootfs/nodes"
image nodes -p '/rootfs/nodes/kmsg c 666 0 0 1 11' \
	-p '/rootfs/nodes/null c 666 0 0 1 3' -p '/rootfs/nodes/disk b 666 0 0 254 0'
guest_image "$T/nodes.sqfs"
guest_unit nodes.container <<'EOF'
[Container]
Image=nodes
Network=none
Exec=/bin/sh -c "for n in kmsg disk; do cat /nodes/$n >/dev/null && echo $n opened || echo $n refused; done; echo x >/nodes/null && echo null works; echo x >/dev/null && echo dev works; grep CapBnd /proc/self/status"
[Service]
Type=oneshot
RemainAfterExit=yes
[Install]
WantedBy=multi-user.target
EOF
guest_run <<'EOF'
until_ok 60 in_state nodes active
tcrctl logs nodes
tcrctl status
tcrctl logs | tail -n 20
EOF
echo "$output" | sed 's/^/# /'
is "$status" 0 "the guest ran"
like "$output" 'nodes kmsg refused' "a character device of an image is no device"
like "$output" 'nodes disk refused' "nor is a block device"
like "$output" 'nodes dev works' "those of /dev are"
finish
