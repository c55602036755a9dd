#!/bin/sh
# SPDX-License-Identifier: MIT
# A program that is not root uses a serial port by the group that it has on any
# distribution, though the device has no udev; without the group it cannot.
. "$(dirname "$0")/lib.sh"
guest_demo_image busybox
unsquashfs -quiet -no-progress -d "$T/root" "$T/images/busybox.sqfs" >"$T/log"
# "named" is an image with a dialout of its own, 99.
at=$T/root/rootfs
[ -d "$at" ] || at=$T/root
echo dialout:x:99: >>"$at/etc/group"
mksquashfs "$at" "$T/images/named.sqfs" -quiet -noappend -no-progress \
	-all-root -comp zstd -Xcompression-level 1 >"$T/log"
port=/dev/ttyS1
[ "$GUEST_ARCH" = amd64 ] || port=/dev/ttyS0

writer() # writer NAME LINES...: says who it is on the port
{
	name=$1
	shift
	{
		printf '[Container]\nNetwork=none\nUser=1000\n'
		printf 'Exec=/bin/sh -c "echo %s writes >/dev/modem"\n' "$name"
		printf '%s\n' "$@" '[Service]' Type=oneshot \
			RemainAfterExit=yes '[Install]' \
			WantedBy=multi-user.target
	} | guest_unit "$name.container"
}
writer member Image=named GroupAdd=dialout "AddDevice=$port:/dev/modem"
writer number Image=busybox GroupAdd=20 UserNS=auto "AddDevice=$port:/dev/modem"
writer owner Image=busybox "AddDevice=$port:/dev/modem" '[X-TCR]' 'DeviceOwner=1000'
writer stranger Image=named GroupAdd=20 "AddDevice=$port:/dev/modem"
writer reader Image=named GroupAdd=dialout "AddDevice=$port:/dev/modem:r"
guest_run --serial "$T/port" <<'E'
settled()
{
	for u in member number owner stranger reader; do
		in_state $u active || in_state $u failed || return 1
	done
}
until_ok 200 settled && say settled yes
for u in member number owner stranger reader; do
	say $u "$(field $u state)"
	tcrctl logs $u
done
say node "$(stat -c '%U:%G %a' /dev/ttyS[01])"
E
is "$(said settled)" yes "all units end"
for u in member number owner; do
	is "$(said $u) $(grep -c "^$u writes" "$T/port")" "active 1" \
		"a serial port: $u"
done
is "$(said stranger) $(grep -c stranger "$T/port")" "failed 0" \
	"who is not in the group cannot"
is "$(said reader) $(grep -c reader "$T/port")" "failed 0" \
	"who may only read cannot write"
like "$output" '^node root:root 600' "the device's own node is root's alone"
[ "$failures" -eq 0 ] || printf '%s\n' "$output" "$console" | sed 's/^/# /'
finish
