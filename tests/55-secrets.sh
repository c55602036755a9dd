#!/bin/sh
# SPDX-License-Identifier: MIT
# Secrets reach the container that asks for them and nobody else; the time zone
# is a file; labels are in the status document.
. "$(dirname "$0")/lib.sh"
enter "$@"
busybox_image busybox
zone=$T/root-busybox/usr/share/zoneinfo/Area
mkdir -p "$zone"
printf 'TZif2-of-the-image' >"$zone/Own"
ln -s ../../../../../../../etc/shadow "$zone/Out"
mksquashfs "$T/root-busybox" "$T/images/busybox.sqfs" -quiet -noappend \
	-no-progress >/dev/null
mkdir -p /var/lib /run/tcr/secrets "$T/etc"
mount -t tmpfs lib /var/lib
mkdir -p /var/lib/tcr/secrets
mkdir -p "$T/up" "$T/work"
mount -t tmpfs etc "$T/etc"
mkdir "$T/etc/up" "$T/etc/work"
mount -t overlay -o "lowerdir=/etc,upperdir=$T/etc/up,workdir=$T/etc/work" \
	etc /etc
mkdir -p /etc/tcr/secrets
umask 077
echo hunter2 >/etc/tcr/secrets/first
echo not-this >/run/tcr/secrets/first
echo s3cret >/run/tcr/secrets/second
printf 'va"r\n' >/var/lib/tcr/secrets/third
echo open >/run/tcr/secrets/open
echo link >"$T/file"
ln -s "$T/file" /run/tcr/secrets/link
printf 'a\0b' >/run/tcr/secrets/binary
umask 022
chmod 0644 /run/tcr/secrets/open

server() { # server NAME LINE...
	name=$1
	shift
	unit "$name.container" <<-EOF
		[Container]
		Image=busybox
		Network=none
		Exec=/bin/sh -c "trap 'exit 0' TERM; while :; do sleep 1000 & wait; done"
		$(printf '%s\n' "$@")
		[Install]
		WantedBy=multi-user.target
	EOF
}
server web 'Secret=first second,target=/etc/deep/key,uid=7,gid=8,mode=0400' \
	'Secret=third,type=env,target=THIRD' 'Timezone=Europe/Berlin' \
	'Label=app=web "say=a \"b\""'
server own 'Timezone=Area/Own' 'ReadOnly=yes' 'Secret=first'
server out Timezone=Area/Out
server nowhere Timezone=Area/None
server lacks Secret=nothing
server open Secret=open
server link Secret=link
server binary Secret=binary,type=env
tcrd_start
told() { [ -n "$(cause_of "$1")" ]; }
until_ok 20 all_running web own || :
root=/proc/$(pid_of web)/root
is "$(cat "$root/run/secrets/first") $(stat -c '%u:%g %a' "$root/run/secrets/first")" \
	'hunter2 0:0 444' 'a secret is a file in /run/secrets'
is "$(cat "$root/etc/deep/key") $(stat -c '%u:%g %a' "$root/etc/deep/key")" \
	's3cret 7:8 400' 'or where it is to be, whose it is to be'
is "$(environ_of web | grep THIRD)" 'THIRD=va"r' \
	'or a variable'
ok "$(! echo x 2>/dev/null >"$root/run/secrets/first"; echo $?)" \
	'it cannot be written'
is "$(stat -f -c %T /run/tcr/units/web/secret-0)" tmpfs 'the copy is in memory'
is "$(stat -c '%a %U' /run/tcr/units/web /run/tcr/units/web/config.json |
	tr '\n' ' ')" '700 root 600 root ' "root's alone"
is "$(cat "/proc/$(pid_of own)/root/run/secrets/first")" hunter2 \
	'also in a read-only root'
claim "the device's time zone" \
	cmp -s "$root/etc/localtime" /usr/share/zoneinfo/Europe/Berlin
is "$(cat "/proc/$(pid_of own)/root/etc/localtime")" TZif2-of-the-image \
	"or the image's"

for u in out nowhere lacks open link binary; do
	until_ok 10 told $u || :
done
like "$(cause_of out)" 'Timezone=Area/Out: neither the device nor' \
	'a link does not leave the image'
like "$(cause_of nowhere)" 'Timezone=Area/None: neither' 'no such time zone'
like "$(cause_of lacks)" 'secret nothing: there is none in /etc/tcr/secrets' \
	'a secret that is not there is named'
like "$(cause_of open)" 'secrets/open: a secret is root.s alone' \
	'one that others can read is refused'
like "$(cause_of link)" 'secret /run/tcr/secrets/link: ' 'a link is refused'
like "$(cause_of binary)" 'secret binary: no text' 'a variable is text'
is "$(field web 'labels | tojson')" \
	'{"app":"web","say":"a \"b\""}' 'labels are in the status document'

is "$({
	cat "$T/console"
	tcrctl status --json
	tcrctl status web own
	tcrctl logs
	tcrctl logs web
	tcrctl verify --dump "$T/conf.d"
} 2>&1 | grep -c -F -e hunter2 -e s3cret -e 'va"r' -e 'va\"r')" 0 \
	'no secret is told anywhere'
tcrctl stop web >/dev/null
is "$(find /run/tcr/units/web -name 'secret*' -o -name localtime)" '' \
	'nothing of it stays behind'
finish
