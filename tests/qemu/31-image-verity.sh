#!/bin/sh
# SPDX-License-Identifier: MIT
# Images with a hash tree, made of Debian's packages: they run, share a device, and
# of a file whose bytes were changed no container ever reads a wrong one.
. "$(dirname "$0")/lib.sh"

packages=${TCR_CACHE:-$top/build/cache}/coreutils-$GUEST_ARCH
"$top/host/debs" --arch "$GUEST_ARCH" "$packages" base-files coreutils dash
cp -a "$packages" "$T/tree"
rm -rf "$T/tree/usr/share" "$T"/tree/usr/lib/*/gconv
# Data that no compressor makes smaller is in the image as it is.
mkdir "$T/tree/all"
marker=$(head -c 24 /dev/urandom | base64 | tr -d '/+=')
{
	head -c 1500000 /dev/urandom
	printf %s "$marker"
	head -c 500000 /dev/urandom
} >"$T/tree/all/big"
echo small >"$T/tree/all/small"
sum=$(sha256sum <"$T/tree/all/big" | cut -d ' ' -f 1)
"$top/host/tcr-create-image" --quiet --compressor lz4 --name tools:1 --verity \
	--arch "$GUEST_ARCH" "rootfs:$T/tree" "$T/tools.sqfs"
guest_image "$T/tools.sqfs"

unit() { # unit NAME IMAGE COMMAND SERVICE-LINES
	guest_unit "$1.container" <<-E
		[Container]
		Image=$2
		Network=none
		RunInit=yes
		Exec=/bin/dash -c "$3"
		[Service]
		$4
	E
}
read_all='sha256sum /all/big; cat /all/small /bin/cat | sha256sum'
classes='superblock tables data leaf top'
for class in $classes; do
	unit "$class" "/var/lib/tcr/copies/$class.sqfs" "$read_all" Type=oneshot
done
unit good tools:1 "$read_all" Type=oneshot
for name in one two; do
	unit $name tools:1 'sleep 1000000' Restart=always
done
unit live /var/lib/tcr/copies/live.sqfs 'sleep 1000000' Restart=always

# Where in the file something of each class is.  The top of the tree comes first,
# its leaves last; each block of 4096 bytes has 128 hashes.
number() # number FROM BYTES
{
	od -An -t "u$2" -j "$1" -N "$2" "$T/tools.sqfs" | tr -d ' '
}
part() # part KEY: of the footer
{
	tail -c 128 "$T/tools.sqfs" | sed -n "s/.* $1=0*\([0-9]*\).*/\1/p"
}
fs=$(part fs) tree=$(part tree)
at_superblock=8 # the time at which the file system was made: no driver looks at it
at_tables=$(($(number 40 8) - 2))
at_data=$(LC_ALL=C grep -obUa "$marker" "$T/tools.sqfs" | cut -d : -f 1)
leaves=$(((fs / 4096 + 127) / 128))
block=$((at_data / 4096))
at_leaf=$((fs + tree - leaves * 4096 + block * 32))
at_top=$((fs + 5))

{
	echo "classes='$classes' at_superblock=$at_superblock at_tables=$at_tables"
	echo "at_data=$at_data at_leaf=$at_leaf at_top=$at_top"
	cat <<'E'
copies=/var/lib/tcr/copies # where a name does not lead
flip() # flip FILE OFFSET: inverts the bits of one byte
{
	old=$(dd if="$1" bs=1 skip="$2" count=1 2>/dev/null | od -An -t u1)
	printf "\\$(printf %o $((255 - old)))" |
		dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}
devices()
{
	echo "$(ls -d /sys/block/dm-* 2>/dev/null | wc -l)" \
		"$(ls -d /sys/block/loop*/loop 2>/dev/null | wc -l)"
}
is_devices()
{
	[ "$(devices)" = "$1" ]
}
mkdir -p $copies
say before "$(grep -c dm_ /proc/modules)"
cp /usr/lib/tcr/images/tools.sqfs $copies/live.sqfs

tcrctl start one two live
until_ok 60 in_state one running && until_ok 20 in_state two running &&
	until_ok 20 in_state live running && say up yes
say shared "$(devices)"
say root "$(awk '$2 == "/run/tcr/units/one/image" { print $1, $3 }' /proc/mounts)"
tcrctl start good && tcrctl logs good
pids="$(field one pid) $(field two pid)"

for class in $classes; do
	cp /usr/lib/tcr/images/tools.sqfs $copies/$class.sqfs
	flip $copies/$class.sqfs "$(eval echo \$at_$class)"
	tcrctl start $class
	tcrctl logs $class | sed "s/^/$class /"
	say cause-$class "$(field $class cause)"
	rm $copies/$class.sqfs
done 2>&1

# While a container runs; of its file nothing but its program was read before.
flip $copies/live.sqfs "$at_data"
root=/proc/$(field live pid)/root
say live "$(sha256sum <$root/all/big 2>&1)"
say around "$(cat $root/all/small)"
say state "$(field live state) $(field live restarts)"
[ "$pids" = "$(field one pid) $(field two pid)" ] && say others same
say kernel "$(dmesg | grep -c 'device-mapper: verity: .* is corrupted')"
say blames "$(field live cause) $(field good cause)"
kill -KILL "$(field live pid)"
again() { [ "$(field live runs)" = 2 ]; }
until_ok 20 again
say end "$(tcrctl logs live | grep 'tcr: killed by')"
tcrctl stop live
until_ok 10 is_devices '1 1' && say less yes
say why "$(tcrctl why leaf | head -n 1)"

# tcrd killed while images come and go.
for i in 1 2 3 4 5 6; do
	old=$(pidof tcrd)
	tcrctl restart one two good live >/dev/null 2>&1 &
	usleep $((i * 30000))
	kill -KILL "$old"
	until_ok 20 tcrctl status
done
wait
until_ok 60 tcrctl stop one two good live
until_ok 20 is_devices '0 0' && say left nothing
say devices "$(devices)"
say images "$(grep -c ' /run/tcr/units/.*image squashfs' /proc/mounts)"
E
} >"$T/guest"
guest_run <"$T/guest"

is "$(said before)" 0 "no module is loaded before it is needed"
is "$(said up)" yes "containers of an image with a hash tree run"
is "$(said shared)" "2 2" "two of one file share a device, another file has its own"
like "$(said root)" '^/dev/dm-[0-9] squashfs$' "it is mounted by dm-verity"
like "$output" " $sum  /all/big\$" "what is in it is as it was"
for class in superblock tables top; do
	like "$output" "^$class .*image .*/$class.sqfs: damaged" \
		"$class: the unit does not start, and says why"
	is "$(printf '%s\n' "$output" | grep -c "^$class .* /all/big")" 0 \
		"... nothing of it is read"
done
for class in data leaf; do
	like "$output" "^$class .*/all/big: Input/output error" \
		"$class: its program gets an I/O error"
done
is "$(printf '%s\n' "$output" | grep ' /all/big$' | grep -vc "$sum")" 0 \
	"no container has read other data"
for class in data leaf; do
	like "$(said cause-$class)" '; a block of its image is damaged$' \
		"the cause says so: $class"
done
like "$(said why)" ' leaf: exited, .*; a block of its image is damaged$' "... by tcrctl why, too"
like "$(said blames)" '^null .*[0-9]( s|ms)?$' "what runs, or has a whole image, blames none"
like "$(said end)" '; a block of its image is damaged; restart in ' \
	"... until a program ends that has met one"
like "$(said live)" 'I/O error|Input/output error' "so it is with a file changed under a container"
is "$(said around)" small "... but other files are read as before"
is "$(said state)" "running 0" "... and it runs on"
is "$(said others)" same "other containers never noticed"
is "$(($(said kernel) > 0))" 1 "the kernel's log tells of it"
is "$(said less)" yes "a device ends with its last mount"
is "$(said left)" nothing "tcrd killed in the middle leaves no device"
is "$(said images)" 0 "... and no mount"
[ "$failures" -eq 0 ] || printf '%s\n' "$output" "$console" | sed 's/^/# /'
finish
