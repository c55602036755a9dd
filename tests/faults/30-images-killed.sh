#!/bin/sh
# SIGKILL at any system call of image up, root up and their downs: the next up
# works, the next down leaves nothing.
. "$(dirname "$0")/../lib.sh"
# shellcheck source=../lib/images.sh
. "$(dirname "$0")/../lib/images.sh"
enter "$@"
(
	cd "$top"
	musl-gcc -std=gnu17 -D_GNU_SOURCE -I. -isystem build/inc \
		-idirafter /usr/include \
		-idirafter "/usr/include/$(gcc -print-multiarch)" -Os -static \
		-o "$T/images-driver" tests/driver/images-driver.c images/*.c \
		init/fmt.c init/log.c init/io.c init/text.c
)
rootfs_squash "$T/fs"
mv "$T/fs" "$T/web.sqfs"
printf 'Name=web\nArchitecture=%s\n' "$arch" | trailer "$T/web.sqfs"

image_up() { "$@" "$T/images-driver" up "$T/web.sqfs" /run/image; }
root_up() {
	"$@" "$T/images-driver" root-up /run/image/rootfs /run/rw /run/root \
		1048576
}
root_down() { "$@" "$T/images-driver" root-down /run/rw /run/root; }
image_down() { "$@" "$T/images-driver" down /run/image; }

clean() { # whether nothing is left
	root_down env && image_down env && [ "$(loops)" -eq 0 ] &&
		! grep -q ' /run/' /proc/self/mountinfo &&
		[ ! -e /run/image ] && [ ! -e /run/rw ] && [ ! -e /run/root ]
}

before() { # before VERB: what it builds on
	[ "$1" = image_up ] || image_up env
	[ "$1" = image_up ] || [ "$1" = root_up ] || root_up env
}

# Kills VERB at each system call that it makes when it is let through: the
# first open, the second open, ...  Sets points and bad.
killed() {
	points=0 bad=
	before "$1"
	"$1" strace -qqq -o "$T/trace"
	clean
	sed -n 's/^\([a-z0-9_]*\)(.*/\1/p' "$T/trace" | grep -Ev '^(execve|exit)' |
		awk '{ print $1, ++n[$1] }' >"$T/points"
	while read -r name nth; do
		points=$((points + 1))
		before "$1"
		"$1" strace -qqq -o /dev/null \
			-e "inject=$name:signal=KILL:when=$nth" && rc=0 || rc=$?
		[ "$rc" -gt 128 ] || bad="$bad survived:$name:$nth"
		{ image_up env && root_up env && clean; } ||
			bad="$bad $name:$nth"
	done <"$T/points" 2>/dev/null
}

for verb in image_up root_up root_down image_down; do
	killed $verb >/dev/null
	is "$bad" '' "$verb: killed at each of its $points system calls"
	is "$((points > 3))" 1 "$verb: there were that many"
done
finish
