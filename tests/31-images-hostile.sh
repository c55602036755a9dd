#!/bin/sh
# A damaged or foreign image is refused before the kernel sees a byte of it, in
# words that name the file and the fault; nothing is left behind.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/images.sh"
enter "$@"
driver_build images-driver

squash=$T/images/fs
rootfs_squash "$squash"
good=$T/good.sqfs
cp "$squash" "$good"
printf 'Name=web\nTag=1.0\nArchitecture=%s\nCmd=/bin/sh\n' "$arch" |
	trailer "$good"
size=$(wc -c <"$good")
fs=$(wc -c <"$squash")
bad=$T/bad.sqfs

byte() { # byte OFFSET OCTAL: changes one byte of $bad
	printf '%b' "\\0$2" | dd of="$bad" bs=1 seek="$1" conv=notrunc 2>/dev/null
}

works "the good image is good" info "$good"

# What is no image at all.
: >"$bad"
refuses "image $bad: not a squashfs file" "an empty file" up "$bad" "$T/m"
head -c 8192 /dev/urandom >"$bad"
refuses "image $bad: not a squashfs file" "noise" up "$bad" "$T/m"
refuses "not a regular file" "a folder" up "$T" "$T/m"
mkfifo "$T/fifo"
refuses "not a regular file" "a FIFO, without waiting" up "$T/fifo" "$T/m"
refuses "not a regular file" "a device, without opening it" up /dev/null "$T/m"
refuses "No such file" "nothing" up "$T/none" "$T/m"
ln -s "$good" "$T/link"
works "a link to an image is one" info "$T/link"

# Cut off somewhere; the rest may look like a plain squashfs.
accepted=
for cut in 1 2 64 127 128 129 150 200 4096 $((size / 2)) $((size - 97)); do
	head -c $((size - cut)) "$good" >"$bad"
	images info "$bad"
	[ "$rc" -gt 0 ] || accepted="$accepted $cut"
done
is "$accepted" '' "a file cut anywhere is refused"
head -c $((fs - 4096)) "$good" >"$bad"
refuses 'truncated' "cut in the file system" up "$bad" "$T/m"
head -c $((size - 1)) "$good" >"$bad"
refuses 'ends neither' "cut by a byte" up "$bad" "$T/m"
cp "$squash" "$bad"
refuses 'no trailer' "cut of its trailer, exactly" up "$bad" "$T/m"
{ cat "$good"; echo more; } >"$bad"
refuses 'truncated' "with more behind it" up "$bad" "$T/m"
{ head -c 4096 /dev/zero; cat "$good"; } >"$bad"
refuses 'truncated' "with more before it" up "$bad" "$T/m"

# Each byte of trailer and footer counts.
accepted=
at=$fs
while [ "$at" -lt "$size" ]; do
	cp "$good" "$bad"
	byte "$at" 001
	images info "$bad"
	[ "$rc" -gt 0 ] && [ "$rc" -ne 99 ] || accepted="$accepted $at"
	at=$((at + 1))
done
is "$accepted" '' "a changed byte anywhere in trailer or footer is refused"
cp "$good" "$bad"
byte $((fs + 5)) 130
refuses 'trailer damaged \(wrong cksum\)' "a changed name" up "$bad" "$T/m"
cp "$good" "$bad"
byte $((size - 122)) 063
refuses 'unknown version' "a later version" up "$bad" "$T/m"

# Superblocks.
super() { # super TEXT OFFSET OCTAL...
	text=$1 at=$2
	shift 2
	cp "$good" "$bad"
	for b; do
		byte "$at" "$b"
		at=$((at + 1))
	done
	refuses "$text" "superblock: $text" up "$bad" "$T/m"
}
super 'not a squashfs' 0 000
super 'version 4.0' 28 005
super 'block size' 12 001
super 'block size' 22 077
super 'compressor' 20 011
super 'inodes' 4 000 000 000 000
super 'truncated' 44 001
super 'tables' 64 377 377 377 377

# Trailers that say what cannot be.
says() { # says PATTERN LINE: an image whose trailer has this line
	cp "$squash" "$bad"
	printf '%b' "$2" | trailer "$bad"
	refuses "image $bad: $1" "a trailer that cannot be" up "$bad" "$T/m"
}
says 'is for s390x, this machine is '"$arch" 'Architecture=s390x\n'
says 'trailer line 2: value not allowed' 'Name=x\nUser=root\n'
says 'trailer line 1: control byte' 'Cmd=a\0000b\n'
says 'trailer line 1: NUL byte' 'Cmd=a\\x00b\n'
says 'trailer line 1: not UTF-8' 'Cmd=\0377\n'
says 'trailer line 1: line without an end' 'Cmd=a'
says 'trailer line 1: value not allowed' 'WorkingDir=../..\n'
says 'trailer line 2: given twice' 'User=1\nUser=0\n'
cp "$squash" "$bad"
yes Cmd=aaaaaaaaaa | head -c 70000 | trailer "$bad"
refuses 'trailer damaged' "a text beyond the limit" up "$bad" "$T/m"
truncate -s 3 "$bad"
truncate -s 1T "$bad"
refuses 'not a squashfs' "a huge sparse file" up "$bad" "$T/m"

# The root of an image is no way out of it.
mkdir "$T/evil"
ln -s / "$T/evil/rootfs"
mksquashfs "$T/evil" "$bad" -quiet -noappend -no-progress >/dev/null
works "an image whose rootfs is a link" up "$bad" "$T/m"
is "$said" "$T/m" "has its root where the link is, not where it leads"
works "goes down" down "$T/m"

is "$(ls -d "$T/m" 2>/dev/null)" '' "no folder is left"
is "$(mounts_left)" '' "no mount"
is "$(loops)" 0 "no loop device"
finish
