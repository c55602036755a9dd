# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154 # T, top and arch are lib.sh's
# Sourced after lib.sh by tests of keys, hash trees and signatures.

# The tools of host/ are found, and write to $T, which others than root may enter.
host_tools() {
	PATH=$top/host:$PATH
	export TMPDIR="$T" TCR_CACHE="$T/cache"
	chmod 755 "$T"
}

key_id() { # key_id FILE.pub: the key's number
	sed -n 2p "$1" | base64 -d | od -An -tx1 -j 2 -N 8 | tr -d ' \n'
}

# In $T, a folder root/ for images whose hash trees have two levels.
enter_with_root() {
	cd "$T" || exit
	mkdir root
	cp /bin/busybox root/
	head -c 700000 /dev/urandom >root/data
	find root -exec touch -hd @1000000000 {} +
}

# refused STATUS PATTERN TEXT COMMAND...: it fails so, says why, and leaves nothing.
refused() {
	want=$1 pattern=$2 what=$3 status=0
	shift 3
	"$@" >said 2>&1 || status=$?
	is "$status" "$want" "$what: exit status"
	like "$(cat said)" "$pattern" "... says why"
	is "$(find . -name 'no.*' -o -name '*.part.*' -o -name 'tcr-*' \
		-o -name 'image-*')" '' "... leaves nothing"
}

# signed_images KEY...: keys $T/made/KEY.sec and .pub; images of $T/tree in $T/images:
# one with a hash tree alone, one with a trailer alone, and a plain squashfs.
signed_images() {
	mkdir -p "$T/tree/bin" "$T/made" "$T/keys"
	cp /bin/busybox "$T/tree/bin/sh"
	for key; do
		tcr-keygen --no-passphrase "$T/made/$key" >/dev/null
	done
	create verity --verity
	create plain
	mksquashfs "$T/tree" "$T/images/bare.sqfs" -quiet -noappend -no-progress >/dev/null
}

create() { # create NAME OPTION...: $T/images/NAME.sqfs of $T/tree, NAME:1
	name=$1
	shift
	tcr-create-image --quiet --arch "$arch" --name "$name:1" "$@" \
		"rootfs:$T/tree" "$T/images/$name.sqfs"
}

# dated_image FILE NAME:TAG YEAR [KEY]: of $T/tree, created in that year, with a digest
# made of it; signed with $T/KEY.sec.
dated_image() {
	tcr-create-image --quiet --arch "$arch" --name "$2" "rootfs:$T/tree" "$T/made"
	size=$(tail -c 128 "$T/made" | sed 's/.* text=0*\([0-9]*\) .*/\1/')
	tail -c $((size + 128)) "$T/made" | head -c "$size" | grep -v ^Created= >"$T/text"
	printf 'Created=%s-01-01T00:00:00Z\nDigest=sha256:%064d\n' "$3" "$3" >>"$T/text"
	head -c -$((size + 128)) "$T/made" >"$1"
	# shellcheck disable=SC2086 # no option without a key
	"$top/host/image-trailer" ${4:+--sign "$T/$4.sec"} "$1" "$T/text"
}

# flip FILE OFFSET: the byte there becomes another one, whatever it was.
flip() {
	old=$(od -An -tu1 -j "$2" -N 1 "$1")
	# shellcheck disable=SC2059 # an octal escape
	printf "\\$(printf %o $((255 - old)))" |
		dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}

# image_unit UNIT IMAGE: an .image unit checks its image as a container does, and mounts
# nothing, so that a kernel without dm-verity will do.
image_unit() {
	printf '[Image]\nImage=%s\n' "$2" | unit "$1.image"
}

# checked UNIT: starts it anew; prints "good", or why it does not start.
checked() {
	tcrctl restart "$1" >/dev/null 2>&1 && rc=0 || rc=$?
	if [ "$rc" -eq 0 ]; then
		echo good
	else
		cause_of "$1"
	fi
}
