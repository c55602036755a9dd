#!/bin/sh
# SPDX-License-Identifier: MIT
# Anonymous volumes: new at each start, from the image, on the disk if there is
# one, and gone with the container, whatever is in them and whoever crashed.
. "$(dirname "$0")/lib.sh"
enter "$@"
# shellcheck source=lib/images.sh
. "$tests/lib/images.sh"

busybox_image plain
root=$T/root-plain
mkdir -p "$root/data" "$root/srv/owned" "$root/kept" "$T/tree"
echo 'from the image' >"$root/data/first"
chown 33:63 "$root/srv/owned"
chmod 2750 "$root/srv/owned"
truncate -s 96M "$T/disk"
mke2fs -q -t ext4 "$T/disk"
mkdir -p /var/lib
mount -t tmpfs lib /var/lib
mkdir /var/lib/tcr
mount -o loop "$T/disk" /var/lib/tcr
left() { # what there is of anonymous volumes
	find /var/lib/tcr/anonymous -mindepth 2 2>/dev/null | head -n 5
}
# shellcheck disable=SC2016 # a shell in the container expands it
facts='for d in /v /w /data /own /srv/owned; do
	echo "$d $(busybox stat -f -c %T $d) $(busybox stat -c %u:%g:%a $d) $(busybox ls $d | busybox tr "\n" ,)"
done
echo new >/data/made && echo "data written"
busybox cp /bin/busybox /v/busybox && /v/busybox echo "v runs programs"
busybox cp /bin/busybox /w/busybox && /w/busybox echo "w runs programs"'
echo "$facts" >"$root/facts"
chown 33:63 "$root/kept"
cp -a "$root" "$T/tree/rootfs"
mksquashfs "$T/tree" "$T/images/app.sqfs" -quiet -noappend -no-progress >/dev/null
bytes=$(wc -c <"$T/images/app.sqfs")
printf '%s\n' Name=app Volume=/data Volume=/srv/owned/ Volume=/own \
	Volume=/dev Volume=/proc/x Volume=/a:b Port=6379/tcp |
	trailer "$T/images/app.sqfs"
app() { # app NAME [LINES]
	unit "$1.container" <<-E
		[Container]
		Image=app
		Network=none
		ReadOnly=yes
		Volume=/v
		Mount=type=volume,destination=/w
		Volume=named:/own
		Exec=/bin/sh -c "sh /facts; trap 'exit 0' TERM; echo done; while :; do sleep 1000 & wait; done"
		${2:-}
		[Install]
		WantedBy=multi-user.target
	E
}
said() { # said NAME PATTERN
	tcrctl logs "$1" | grep -Eq "$2"
}
app one
app mapped 'UserNS=auto
Volume=kept:/kept'
mkdir -p /var/lib/tcr/anonymous/another-boot/gone/0
(cd /var/lib/tcr/anonymous/another-boot/gone/0 && seq 300 | while read -r n; do
	mkdir "d$n" && : >"f$n" && cd "d$n" || exit 1
done)

shown=$(tcrctl show one)
like "$shown" '^# anonymous volume, .*: /data$' 'tcrctl show tells what an image wants'
like "$shown" '^# the image listens on 6379/tcp$' 'and what it listens on'

tcrd_start
for unit in one mapped; do
	until_ok 30 said $unit 'done'
	log=$(tcrctl logs $unit)
	like "$log" '/v ext2/ext3 0:0:755 $' \
		"$unit: Volume=/PATH is on the disk"
	like "$log" '/w ext2/ext3 0:0:755 $' "$unit: and so is one of Mount="
	like "$log" '/data ext2/ext3 0:0:755 first,$' \
		"$unit: one of the image has what the image has there"
	like "$log" '/srv/owned ext2/ext3 33:63:2750 $' "$unit: with its owner"
	like "$log" 'data written' "$unit: it is written to, with ReadOnly=yes"
	like "$log" 'v runs programs' "$unit: programs run there"
	like "$log" 'w runs programs' "$unit: in both kinds"
done
is "$(nsenter -t "$(field mapped pid)" -m -U -r busybox stat -c %u:%g /kept)" \
	33:63 'a named volume that is id-mapped has the ids of the image'
is "$(ls /var/lib/tcr/anonymous)" "$(cat /proc/sys/kernel/random/boot_id)" \
	'what a power cut has left is gone'
like "$(cat "$T/console")" 'one: a volume of its image is left out: /dev:' \
	'an image gets no volume over /dev'
like "$(cat "$T/console")" 'left out: /proc/x: nothing can be mounted over' '... nor /proc'
like "$(cat "$T/console")" 'left out: /a:b:' '... nor by a strange name'
is "$(find /var/lib/tcr/anonymous/*/one -mindepth 1 -maxdepth 1 | wc -l)" 4 \
	'they are in a folder of the unit'

# A hostile tree: deep, with links, and names that ours could have.
pid=$(field one pid)
# shellcheck disable=SC2016 # the same
nsenter -t "$pid" -m -r sh -c 'cd /v
	for n in $(busybox seq 1000); do mkdir d && cd d || exit 1; done
	cd /v; mkdir -p moved-0/x moved-1; ln -s / root; ln -s /own own; mkfifo f'
tcrctl restart one
until_ok 30 has one state running
twice() { [ "$(tcrctl logs one | grep -c "one done$")" -eq 2 ]; }
until_ok 30 twice
is "$(find /var/lib/tcr/anonymous/*/one/2 -name made | wc -l)" 1 \
	'a new life has new ones'
is "$(ls /var/lib/tcr/anonymous/*/one/0)" busybox 'nothing of the old is there'

mkdir -p "$T/elsewhere/file"
mv /var/lib/tcr/anonymous /var/lib/tcr/aside
ln -s "$T/elsewhere" /var/lib/tcr/anonymous
tcrctl restart mapped
until_ok 30 has mapped state running
ok "$([ -d "$T/elsewhere/file" ]; echo $?)" \
	'a link in the place of their folder: nothing is removed where it leads'
rm /var/lib/tcr/anonymous
mv /var/lib/tcr/aside /var/lib/tcr/anonymous

kill -KILL "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
tcrd_start
is "$(field one state)" running 'a crash of tcrd leaves them'
tcrctl stop one mapped
is "$(left)" '' 'a stop removes them'
ok "$([ -d /var/lib/tcr/volumes/named ]; echo $?)" 'and no named one'

# Without a disk.
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" || :
umount /var/lib/tcr
rm "$T"/conf.d/*
app two
tcrd_start
until_ok 30 said two 'done'
log=$(tcrctl logs two)
like "$log" '/v tmpfs 0:0:755 $' 'without a disk they are in memory'
like "$log" 'v runs programs' 'where programs run, too'
like "$log" 'w runs programs' 'in both kinds'
like "$log" '/data tmpfs 0:0:755 first,$' 'with what the image has'
like "$log" '/srv/owned tmpfs 33:63:2750 $' 'and its owner'
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" || :
finish
