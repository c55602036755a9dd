#!/bin/sh
# SPDX-License-Identifier: MIT
# Images over a base on a real kernel: the base is one file system for all, is gone
# with the last that needs it, also after tcrd was killed, and is refused when damaged.
. "$(dirname "$0")/lib.sh"
# shellcheck source=../lib/images.sh
. "$tests/lib/images.sh"
create() { # create [OPTION]... NAME DIR
	"$top/host/tcr-create-image" --quiet --arch "$GUEST_ARCH" --compressor lz4 "$@"
}
rootfs_squash "$T/plain"
base=$T/tree/rootfs
ln -s busybox "$base/bin/sleep"
ln -s busybox "$base/bin/stat"
mkdir -p "$base/data"
echo of-base >"$base/etc/which"
echo hidden >"$base/etc/hidden"
echo below >"$base/data/below"
echo gone >"$base/data/gone"
cp -a "$base" "$T/app"
echo of-app >"$T/app/etc/which"
echo above >"$T/app/data/above"
rm "$T/app/etc/hidden" "$T/app/data/gone"
chmod 750 "$T/app/data"
create --verity --name debian:12 rootfs:"$base" "$T/x.sqfs"
create --base "$T/x.sqfs" --name app:1 rootfs:"$T/app" "$T/y.sqfs"
guest_image "$T/x.sqfs"
guest_image "$T/y.sqfs"

idle() { # idle NAME IMAGE [LINES]
	guest_unit "$1.container" <<-EOF
		[Container]
		Image=$2
		Exec=/bin/sh -c "echo started; exec sleep 100000"
		StopSignal=SIGKILL
		Network=none
		${3:-}
		[Service]
		Restart=always
		[Install]
		WantedBy=multi-user.target
	EOF
}
idle one app:1
idle two app:1
idle three debian:12
idle mapped app:1 'UserNS=auto
Volume=filled:/data'
idle reader debian:12 'Volume=tree.volume:/t:ro'
idle damaged /var/lib/tcr/images/damaged.sqfs
guest_unit tree.volume <<-E
	[Volume]
	Driver=image
	Image=app:1
E
# An image with another base, of which a block will be changed on the device.
echo other >"$base/etc/which"
create --verity --name other:1 rootfs:"$base" "$T/other.sqfs"
create --base "$T/other.sqfs" --name damaged:1 rootfs:"$T/app" "$T/damaged.sqfs"
guest_image "$T/other.sqfs"
guest_image "$T/damaged.sqfs"

guest_run <<'EOF'
inside() # inside UNIT COMMAND...
{
	tcrctl exec "$@" </dev/null
}
bases() # UNIT DEVICE of each mount of a base
{
	sed -n 's#^[0-9]* [0-9]* \([0-9:]*\) [^ ]* /run/tcr/units/\([a-z.]*\)/base .*#\2 \1#p' \
		/proc/self/mountinfo | sort
}
mounts()
{
	grep ' /run/tcr/units/' /proc/self/mountinfo | cut -d ' ' -f 1 | sort | xargs
}
all_run()
{
	for u in one two three mapped reader; do
		in_state $u running || return 1
	done
}
until_ok 60 all_run && say run yes
say image "$(inside one cat /etc/which)"
say base "$(inside one cat /data/below)"
say gone "$(inside one ls /data /etc/hidden 2>/dev/null | xargs)"
say mode "$(inside one stat -c %a /data)"
inside one sh -c 'echo new >/data/below'
say written "$(inside one cat /data/below) $(inside two cat /data/below)"
say mapped "$(inside mapped cat /etc/which | xargs) $(inside mapped cat /data/below)"
say filled "$(inside mapped ls /data | xargs)"
say volume "$(inside reader cat /t/etc/which) $(inside reader ls /t/data | xargs)"
say users "$(bases | cut -d ' ' -f 1 | xargs)"
dev=$(bases | cut -d ' ' -f 2 | sort -u | xargs)
say systems "$(echo $dev | wc -w)"
say shared "$(awk -v d="$dev" '$3 == d' /proc/self/mountinfo | grep -c '/three/image\|/reader/image')"
say status "$(tcrctl status one | grep -A 1 Base: | xargs)"
before="$(mounts) $(field one pid)"
old=$(pidof tcrd)
kill -9 $old
anew() { new=$(pidof tcrd) && [ "$new" != "$old" ] && all_run; }
until_ok 30 anew
[ "$(mounts) $(field one pid)" = "$before" ] && say adopted yes
tcrctl stop one two mapped reader
tcrctl stop tree.volume
say left "$(bases) $(ls -d /run/tcr/units/*/base /run/tcr/units/*/merged 2>/dev/null)"
say used "$(awk -v d="$dev" '$3 == d' /proc/self/mountinfo | wc -l)"
tcrctl stop three
# The kernel removes it when the last mount of it has gone, some time later.
no_device() { ! ls -d /sys/block/dm-*; }
until_ok 10 no_device && say devices 0
# Of the firmware nothing can be changed: copies are.
mkdir -p /var/lib/tcr/images /run/store
cp /usr/lib/tcr/images/*.sqfs /run/store/
printf x | dd of=/run/store/other.sqfs bs=1 seek=100 conv=notrunc 2>/dev/null
mount --bind /run/store /usr/lib/tcr/images
# The last of all, as tcrd tries again and again to start the unit.
cp /run/store/damaged.sqfs /var/lib/tcr/images/
tcrctl start damaged 2>&1 | tail -n 1
say damaged "$(tcrctl status damaged | grep -m 1 damaged:)"
EOF
is "$(said run)" yes "containers run over a base"
is "$(said image)" of-app "a file of the image counts"
is "$(said base)" below "one of the base is there"
is "$(said gone)" '/data: above below' "what the image has not is not there"
is "$(said mode)" 750 "a folder of both is as the image says"
is "$(said written)" 'new below' "what is written stays in the container"
is "$(said mapped)" 'of-app below' "with a user namespace, too"
is "$(said filled)" 'above below' "a new volume gets what both show at its place"
is "$(said volume)" 'of-app above below' "an image volume shows both"
is "$(said users)" 'mapped one tree.volume two' "each that needs the base mounts it"
is "$(said systems)" 1 "as one file system"
is "$(said shared)" 2 "which containers of the base itself use, too"
like "$(said status)" 'Base: debian:12, sha256:[0-9a-f]{16} ' "status tells the base"
is "$(said adopted)" yes "a tcrd that was killed finds all as it was"
is "$(said left)" ' ' "without those that need it the base is gone"
is "$(said used)" 1 "but for the container of the base"
is "$(said devices)" 0 "in the end there is no device"
like "$(said damaged)" 'other.sqfs: damaged' "a damaged base is refused"
[ "$failures" -eq 0 ] || printf '%s\n' "$output" "$console" | sed 's/^/# /'
finish
