#!/bin/sh
# SPDX-License-Identifier: MIT
# A device makes an image of the old one in its firmware and a delta, and runs it.
. "$(dirname "$0")/lib.sh"
# shellcheck source=../lib/images.sh
. "$tests/lib/images.sh"
create() { # create FILE
	find "$T/tree" -exec touch -hd @1000000000 {} +
	"$top/host/tcr-create-image" --quiet --arch "$GUEST_ARCH" --verity \
		--name app:1 rootfs:"$T/tree/rootfs" "$1"
}
rootfs_squash "$T/plain"
ln -s busybox "$T/tree/rootfs/bin/sleep"
echo old >"$T/tree/rootfs/etc/which"
create "$T/old.sqfs"
echo new >"$T/tree/rootfs/etc/which"
create "$T/new.sqfs"
"$top/host/tcr-create-delta" --quiet "$T/old.sqfs" "$T/new.sqfs" "$T/overlay/delta"
guest_options=--deltas
guest_image "$T/old.sqfs"
guest_unit app.container <<-E
	[Container]
	Image=app:1
	Exec=/bin/sh -c "cat /etc/which; exec sleep 100000"
	StopSignal=SIGKILL
	Network=none
	[Service]
	Restart=no
	[Install]
	WantedBy=multi-user.target
E
guest_run <<'E'
says()
{
	tcrctl logs app | grep -q " $1\$"
}
until_ok 60 says old && say first yes
tcrctl image load --restart /delta
until_ok 30 says new && say second yes
say sum "$(sha256sum </var/lib/tcr/images/app:1.sqfs | cut -d ' ' -f 1)"
say verify "$(tcrctl image verify app:1 | grep -c ': ok$')"
E
is "$(said first)" yes "the old image runs"
is "$(said second)" yes "after the delta is loaded the new one does"
is "$(said sum)" "$(sha256sum <"$T/new.sqfs" | cut -d ' ' -f 1)" \
	"it has the bytes that were built"
is "$(said verify)" 2 "each block of both is good"
[ "$failures" -eq 0 ] || printf '%s\n' "$output" "$console" | sed 's/^/# /'
finish
