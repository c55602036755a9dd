#!/bin/sh
# SPDX-License-Identifier: MIT
# A volume and what is in it outlive who uses it: a crash of tcrd, a stop and a
# start; it is filled from the image once; a unit whose file is gone is unmounted,
# and no data is deleted.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/volumes.sh"
enter "$@"
busybox_image busybox
mkdir -p "$T/root-busybox/srv/site"
echo hello >"$T/root-busybox/srv/site/index"
mksquashfs "$T/root-busybox" "$T/images/busybox.sqfs" -quiet -noappend \
	-no-progress >/dev/null
volumes_world

unit site.volume <<-EOF
	[Volume]
EOF
unit disk.volume <<-EOF
	[Volume]
	Device=$loop
	Type=ext4
EOF
unit mem.volume <<-EOF
	[Volume]
	Persist=boot
	SizeMax=1m
	Copy=no
EOF
unit tree.volume <<-EOF
	[Volume]
	Driver=image
	Image=busybox.image
EOF
server one 'Volume=site.volume:/srv/site' 'Volume=disk.volume:/srv/site/disk' \
	'Volume=mem.volume:/mem' 'Volume=tree.volume:/tree:ro'
server two 'Volume=site.volume:/site:ro' 'Volume=disk.volume:/disk'
tcrd_start
until_ok 20 all_running one two && rc=0 || rc=1
ok "$rc" 'containers run with volumes of units'
is "$(cat "$volumes/site/index")" hello 'one is filled from the image'

echo new >"$(inside one /srv/site/new)"
echo kept >"$(inside one /mem/kept)"
echo kept >"$(inside one /srv/site/disk/kept)"
before="$(pid_of one) $(mount_of disk.volume) $(mount_of mem.volume)"
kill -9 "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
rm "$T/conf.d/tree.volume"
sed -i /tree.volume/d "$T/conf.d/one.container"
tcrd_start
until_ok 20 all_running one two || :
is "$(pid_of one) $(mount_of disk.volume) $(mount_of mem.volume)" "$before" \
	'a crash of tcrd leaves containers and mounts alone'
is_gone() { [ ! -e "/run/tcr/units/$1" ]; }
until_ok 10 is_gone tree.volume && rc=0 || rc=1
ok "$rc" 'a unit whose file is gone is unmounted and forgotten'

tcrctl stop disk.volume >/dev/null
is "$(state_of one) $(state_of two) $(mount_of disk.volume)" \
	'inactive inactive ' 'a stop takes along who requires it'
tcrctl stop mem.volume >/dev/null
tcrctl start one two >/dev/null
is "$(cat "$(inside one /mem/kept)" "$(inside two /disk/kept)")" \
	"$(printf 'kept\nkept')" 'and the data is there again'
rm "$(inside one /srv/site/index)"
tcrctl restart one >/dev/null
ok "$([ ! -e "$(inside one /srv/site/index)" ]; echo $?)" 'it is filled once'

kill -9 "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
rm "$T/conf.d/"*.container "$T/conf.d/"*.volume
tcrd_start
for u in disk mem site; do
	until_ok 10 is_gone $u.volume && rc=0 || rc=1
	ok "$rc" "without its file $u.volume is not mounted"
done
is "$(cat "$volumes/site/new")" new 'and no data is deleted'
kill "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
finish
