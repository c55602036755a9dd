#!/bin/sh
# SPDX-License-Identifier: MIT
# No lock and no space of one unit is another's: a lock that a container holds
# on a volume keeps nobody waiting, and filling a volume from an image takes no
# more than is there, or nothing.
. "$(dirname "$0")/lib.sh"
enter "$@"
busybox_image busybox
root=$T/root-busybox
gcc -static -O1 -D_GNU_SOURCE -o "$root/bin/flock" "$tests/driver/flock.c"
mkdir -p "$root/srv/sparse/deep/er" "$root/srv/large/a/b"
truncate -s 200M "$root/srv/sparse/deep/er/hole"
printf end >>"$root/srv/sparse/deep/er/hole"
{
	echo begin
	head -c 300000 /dev/zero
	echo middle
} >"$root/srv/sparse/zeros"
head -c 3000000 /dev/urandom >"$root/srv/large/a/b/one"
head -c 3000000 /dev/urandom >"$root/srv/large/two"
mkdir -p "$root/srv/begun/a/b"
echo x >"$root/srv/begun/a/b/one"
ln -s one "$root/srv/begun/link"
echo x >"$root/srv/begun/zz"
mksquashfs "$root" "$T/images/busybox.sqfs" -quiet -noappend \
	-no-progress -all-root -comp zstd -Xcompression-level 1 >/dev/null
mkdir -p /var/lib
mount -t tmpfs -o size=4m lib /var/lib
volumes=/var/lib/tcr/volumes

volume() { # volume NAME VOLUME COMMAND [LINE]
	unit "$1.container" <<-E
		[Container]
		Image=busybox
		Network=none
		Volume=$2
		${4:-}
		Exec=/bin/sh -c "$3"
		[Install]
		WantedBy=multi-user.target
		[Service]
		Restart=no
	E
}
loop="trap 'exit 0' TERM; while :; do sleep 1000 & wait; done"
volume holder shared:/data "exec flock /data /tcr" \
	"Volume=/var/lib/tcr:/tcr:ro"
volume other shared:/data "$loop"
sed -i '/^WantedBy/d' "$T/conf.d/other.container"
volume ids ids:/data "$loop" "UserNS=auto"
sed -i '/^WantedBy/d' "$T/conf.d/ids.container"
volume sparse sparse:/srv/sparse "$loop"
volume large large:/srv/large "$loop"
mkdir -p "$volumes/begun/zz/own"
chmod 0 "$volumes/begun"
volume begun begun:/srv/begun "$loop"
tcrd_start
locked() { tcrctl logs holder | grep -q locked; }
until_ok 20 locked || :
ok "$(tcrctl start other --timeout 20 >&2 && echo 0 || echo 1)" \
	"who shares a volume starts while another holds a lock on it"
ok "$(tcrctl start ids --timeout 20 >&2 && echo 0 || echo 1)" \
	"who gets ids of its own as well, with a lock on /var/lib/tcr"
until_ok 20 in_state sparse running || :
is "$(stat -c %s "$volumes/sparse/deep/er/hole")" 209715203 \
	"a sparse file of the image is as long in the volume"
ok "$(cmp "$root/srv/sparse/deep/er/hole" "$volumes/sparse/deep/er/hole" &&
	cmp "$root/srv/sparse/zeros" "$volumes/sparse/zeros" && echo 0 ||
	echo 1)" "... has the same in it"
is "$(du -sk "$volumes/sparse" | awk '{ print ($1 < 64) }')" 1 \
	"... and takes no more than it had"
until_ok 20 in_state large failed || :
like "$(field large cause)" 'no space .* [0-9]+ KiB are free' \
	"what does not fit is refused in words"
is "$(find "$volumes/large" | wc -l)" 1 "... before anything is written"
until_ok 20 in_state begun failed || :
is "$(cd "$volumes/begun" && find . | sort | tr '\n' ' ')" '. ./zz ./zz/own ' \
	"of a copy that fails nothing is left; what is not of the image stays"
finish
