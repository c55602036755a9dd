#!/bin/sh
# SPDX-License-Identifier: MIT
# .volume and .image units: what they say is mounted, shared by those that name
# it, and filled from the image.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/volumes.sh"
enter "$@"
busybox_image busybox
place=$T/root-busybox/srv/site
mkdir -p "$place/sub"
echo hello >"$place/index"
echo deep >"$place/sub/deep"
ln -s /etc/passwd "$place/link"
chown 33:63 "$place" "$place/index"
chmod 4755 "$place/index"
mkfifo "$place/fifo"
mksquashfs "$T/root-busybox" "$T/images/busybox.sqfs" -quiet -noappend \
	-no-progress >/dev/null
volumes_world

unit site.volume <<-EOF
	[Volume]
	VolumeName=the-site
EOF
unit disk.volume <<-EOF
	[Volume]
	Device=$loop
	Type=ext4
	Options=noatime,noexec
EOF
unit mem.volume <<-EOF
	[Volume]
	Persist=boot
	SizeMax=1m
	UID=7
	Copy=no
EOF
unit tree.volume <<-EOF
	[Volume]
	Driver=image
	Image=busybox.image
EOF
unit per@.volume <<-EOF
	[Volume]
	User=8
EOF
server one 'Volume=site.volume:/srv/site' 'Volume=disk.volume:/srv/site/disk' \
	'Volume=mem.volume:/mem' 'Volume=tree.volume:/tree:ro'
server two 'Volume=site.volume:/site:ro' 'Volume=disk.volume:/disk'
unit cut.volume <<-EOF
	[Volume]
EOF
mkdir -p "$volumes/cut/sub"
echo he >"$volumes/cut/index"
ln -s nowhere "$volumes/cut/link"
chmod 0 "$volumes/cut" "$volumes/cut/index" # as a crash would leave it
server three 'Volume=cut.volume:/srv/site'
unit app@.container <<-EOF
	[Container]
	Image=busybox.image
	Network=none
	Exec=/bin/sleep 1000
	StopSignal=SIGKILL
	Volume=per@.volume:/data
	[Install]
	DefaultInstance=a
	WantedBy=multi-user.target
EOF
tcrd_start
until_ok 20 all_running one two three app@a && rc=0 || rc=1
ok "$rc" 'containers run with volumes of units'

site=$(inside one /srv/site)
is "$(cat "$site/index" "$site/sub/deep" "$site/disk/../index")" \
	"$(printf 'hello\ndeep\nhello')" 'an empty volume gets what the image has'
is "$(stat -c '%u:%g %a' "$volumes/the-site" "$volumes/the-site/index")" \
	"$(printf '33:63 755\n33:63 755')" 'owner and mode too, setuid not'
is "$(readlink "$volumes/the-site/link")" /etc/passwd 'a link as a link'
ok "$([ ! -e "$volumes/the-site/fifo" ]; echo $?)" 'nothing but files'
look() { # look VOLUME: all that is to see of it
	(cd "$volumes/$1" && stat -c '%u:%g %a' . index && cat index sub/deep &&
		readlink link)
}
is "$(look cut)" "$(look the-site)" 'a copy that was cut off is made again'
echo new >"$site/new"
is "$(cat "$(inside two /site/new)")" new 'another container has the same'
ok "$(! touch "$(inside two /site/x)" 2>/dev/null; echo $?)" 'read-only if it says so'
like "$(mount_of disk.volume)" 'nosuid,nodev,noexec,noatime.* ext4 ' \
	'a device is mounted with its options'
like "$(mount_of mem.volume)" ' tmpfs .*size=1024k' 'memory has a limit'
is "$(stat -c %u:%a "$(inside one /mem)")" 7:755 'UID= owns the volume'
ok "$(! touch "$(inside one /tree/x)" 2>/dev/null &&
	[ -x "$(inside one /tree/bin/busybox)" ]; echo $?)" \
	'an image is a read-only volume'
is "$(stat -c %u "$volumes/per@a")" 8 "a template's volume is its instance's"
kill "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
finish
