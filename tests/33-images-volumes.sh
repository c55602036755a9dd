#!/bin/sh
# SPDX-License-Identifier: MIT
# A new named volume has the owner and mode that the image gives its place, or
# else the container's user; one that is there already keeps what it has.
. "$(dirname "$0")/lib.sh"
enter "$@"
busybox_image busybox
for place in owned shared; do
	mkdir -p "$T/root-busybox/srv/$place"
done
chown 33:63 "$T/root-busybox/srv/owned"
chmod 2750 "$T/root-busybox/srv/owned"
chmod 1777 "$T/root-busybox/srv/shared"
ln -s ../../../../srv/owned "$T/root-busybox/link"
mksquashfs "$T/root-busybox" "$T/images/busybox.sqfs" -quiet -noappend \
	-no-progress >/dev/null
mkdir -p /var/lib
mount -t tmpfs lib /var/lib
volumes=/var/lib/tcr/volumes
mkdir -p "$volumes/old" "$volumes/begun"
chown 7:7 "$volumes/old"
chmod 0 "$volumes/begun"

volume() { # volume NAME PLACE [USER]
	unit "$1.container" <<-EOF
		[Container]
		Image=busybox
		Network=none
		Exec=/bin/sh -c "touch $2/file && echo wrote || echo refused"
		Volume=$1:$2
		${3:+User=$3}
		[Service]
		Type=oneshot
		RemainAfterExit=yes
		[Install]
		WantedBy=multi-user.target
	EOF
}
volume owned /srv/owned 33
volume shared /srv/shared 99
volume link /link 33
volume nowhere /data 55:66
volume root /data
volume old /srv/owned 33
volume begun /srv/owned 33
tcrd_start
settled() {
	for u in "$@"; do
		in_state "$u" active || return 1
	done
}
until_ok 20 settled owned shared link nowhere root old begun || :
# shellcheck disable=SC2317 # until_ok calls it
said() { # said VOLUME: what it wrote has come to its log
	tcrctl logs "$1" | grep -q 'wrote\|refused'
}
has() { # has VOLUME WANT TEXT
	until_ok 10 said "$1" || :
	is "$(stat -c '%u:%g %a' "$volumes/$1") $(tcrctl logs "$1" |
		grep -o 'wrote\|refused')" "$2" "$3"
}
has owned '33:63 2750 wrote' 'owner and mode are those of the place'
has shared '0:0 1777 wrote' 'a place for all is one'
has link '33:63 2750 wrote' 'a link leads to a place of the image'
has nowhere '55:66 755 wrote' 'no such place: the user has it'
has root '0:0 755 wrote' 'the user may be root'
has old '7:7 755 refused' 'a directory that was there is left alone'
has begun '33:63 2750 wrote' 'one that was begun is finished'
finish
