#!/bin/sh
# SPDX-License-Identifier: MIT
# .volume and .image units: mounted once, shared, filled from the image once,
# kept over a crash of tcrd, and never deleted.
. "$(dirname "$0")/lib.sh"
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
mkdir -p /var/lib
mount -t tmpfs lib /var/lib
volumes=/var/lib/tcr/volumes
truncate -s 16M "$T/disk"
mke2fs -q -t ext4 "$T/disk"
loop=$(losetup -f --show "$T/disk")
trap 'losetup -d "$loop"' EXIT

unit busybox.image <<-EOF
	[Image]
	Image=busybox
EOF
unit other.image <<-EOF
	[Image]
	Image=busybox
	Arch=sparc64
EOF
unit lack.image <<-EOF
	[Image]
	Image=lack:1
EOF
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
	Volume=per@.volume:/data
	[Install]
	DefaultInstance=a
	WantedBy=multi-user.target
EOF
unit no.container <<-EOF
	[Container]
	Image=lack.image
	Network=none
	[Install]
	WantedBy=multi-user.target
EOF
unit arch.container <<-EOF
	[Container]
	Image=other.image
	Network=none
	[Install]
	WantedBy=multi-user.target
EOF
tcrd_start
# shellcheck disable=SC2317 # until_ok calls them
running() {
	for u in "$@"; do
		in_state "$u" running || return 1
	done
}
inside() { # inside UNIT PATH: where that is
	echo "/proc/$(pid_of "$1")/root$2"
}
mount_of() { # mount_of UNIT: its line of mountinfo, or nothing
	grep -E " /run/tcr/units/$1/(mount|memory) " /proc/self/mountinfo || :
}
cause_of() {
	tcrctl status --json | sed -n "s/.*\"unit\":\"$1\".*\"cause\":\"\([^\"]*\)\".*/\1/p"
}
until_ok 20 running one two three app@a
ok $? 'containers run with volumes of units'

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
causes() { # all of these have one
	for u in lack.volume wrong.volume lack.image other.image; do
		[ -n "$(cause_of "$u")" ] || return 1
	done
}
until_ok 20 causes
like "$(cause_of lack.volume)" 'mount /dev/nothing: No such file' \
	'a device that is not there is named'
like "$(cause_of wrong.volume)" 'an option that tmpfs does not know' \
	'a wrong option is refused by the file system'
like "$(cause_of lack.image)" 'image lack:1: .*' 'a missing image is named'
like "$(cause_of other.image)" 'for sparc64, and the device is' \
	'an image for another device'

echo kept >"$(inside one /mem/kept)"
echo kept >"$(inside one /srv/site/disk/kept)"
before="$(pid_of one) $(mount_of disk.volume) $(mount_of mem.volume)"
kill -9 "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
rm "$T/conf.d/tree.volume"
sed -i /tree.volume/d "$T/conf.d/one.container"
tcrd_start
until_ok 20 running one two
is "$(pid_of one) $(mount_of disk.volume) $(mount_of mem.volume)" "$before" \
	'a crash of tcrd leaves containers and mounts alone'
# shellcheck disable=SC2317
is_gone() { [ ! -e "/run/tcr/units/$1" ]; }
until_ok 10 is_gone tree.volume
ok $? 'a unit whose file is gone is unmounted and forgotten'

tcrctl stop disk.volume >/dev/null
is "$(state_of one) $(state_of two) $(mount_of disk.volume)" \
	'inactive inactive ' 'a stop takes along who requires it'
tcrctl stop mem.volume >/dev/null
tcrctl start one two >/dev/null
until_ok 20 running one two
is "$(cat "$(inside one /mem/kept)" "$(inside two /disk/kept)")" \
	"$(printf 'kept\nkept')" 'and the data is there again'
rm "$(inside one /srv/site/index)"
tcrctl restart one >/dev/null
until_ok 20 running one
ok "$([ ! -e "$(inside one /srv/site/index)" ]; echo $?)" 'it is filled once'

kill -9 "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
rm "$T/conf.d/one.container" "$T/conf.d/two.container" \
	"$T/conf.d/three.container" "$T/conf.d/"*.volume
tcrd_start
until_ok 10 is_gone disk.volume && until_ok 10 is_gone mem.volume
ok $? 'without their files nothing is mounted'
is "$(cat "$volumes/the-site/new")" new 'and no data is deleted'
kill "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
finish
