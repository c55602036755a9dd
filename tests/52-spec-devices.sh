#!/bin/sh
# SPDX-License-Identifier: MIT
# The device's own nodes and terminals are not a container's: a node that an
# image brings opens nothing, in /dev is what was decided, and what a container
# does to its standard streams is not done to the device.
# shellcheck disable=SC2016 # variables of the shell inside
. "$(dirname "$0")/lib.sh"
enter "$@"
# The device's null is one of the test's own.
mknod -m 666 "$T/null" c 1 3
mount --bind "$T/null" /dev/null
null() {
	stat -c '%u:%g %a' /dev/null
}
busybox_image busybox
root=$T/root-busybox
for a in chmod chown touch mknod; do
	ln -sf busybox "$root/bin/$a"
done
mknod -m 666 "$root/console" c 5 1
mknod -m 666 "$root/bin/kmsg" c 1 11
mknod -m 666 "$root/full" c 1 7
cat >"$root/try" <<'E'
for n in /console /bin/kmsg /full /dev/console; do
	(: <$n && echo $n opens) 2>/dev/null
done
while read -r _ _ _ _ at flags _; do
	echo "flags $at ,$flags,"
done </proc/self/mountinfo
(mknod /made c 1 7 && : </made && echo made opens) 2>/dev/null
for n in /dev/*; do
	echo "dev ${n#/dev/}"
done
for n in null zero full random urandom tty; do
	[ -c /dev/$n ] || echo no $n
done
echo x >/dev/null && : </dev/urandom && : >/dev/ptmx && echo usual ones work
chmod 640 /proc/self/fd/0 && echo changed
for n in 0 1 2; do
	chown 7 /proc/self/fd/$n
done 2>/dev/null
echo tried
E
rm "$T/images/busybox.sqfs"
mksquashfs "$root" "$T/images/busybox.sqfs" -quiet -noappend -no-progress \
	-all-root -comp zstd -Xcompression-level 1 >/dev/null

try() { # try NAME LINES...: a container that tries it all
	name=$1
	shift
	{
		printf '[Container]\nImage=busybox\nNetwork=none\n'
		printf 'Exec=/bin/sh -c ". /try; exec sleep 1000"\n'
		printf 'HealthCmd=/bin/sh -c "chmod 600 /proc/self/fd/0; echo checked"\n'
		printf '%s\n' "$@"
		printf '[Service]\n%s\n' "${service-}"
		printf '[Install]\nWantedBy=multi-user.target\n'
	} >"$T/conf.d/$name.container"
	all="${all-} $name"
}
try usual
try other User=33 Group=33
try auto UserNS=auto
try frozen ReadOnly=yes
try both ReadOnly=yes UserNS=auto
try maker AddCapability=MKNOD
service=StandardOutput=null try silent

socat PTY,link="$T/tty",rawer OPEN:"$T/typed",creat &
until_ok 10 test -c "$T/tty"
printf '[Container]\nImage=busybox\nNetwork=none\nUserNS=auto
Exec=/bin/sh -c "echo on the terminal; exec sleep 1000"
[Service]\nStandardInput=tty\nStandardOutput=tty\nTTYPath=%s
[Install]\nWantedBy=multi-user.target\n' \
	"$(readlink "$T/tty")" >"$T/conf.d/term.container"
tcrd_start

say() {
	tcrctl logs "$1" | sed "s/^[^ ]* $1 //"
}
flagged() { # flagged FLAG: / if the root has it
	echo "$got" | sed -n "s/^flags \([^ ]*\) .*,$1,.*/\1/p" | grep -x /
}
for u in $all; do
	until_ok 60 has "$u" health.last "ok: checked" || tcrctl status "$u"
	is "$(null)" "0:0 666" "$u: the device's null is the device's"
	[ "$u" != silent ] || continue
	got=$(say "$u")
	like "$got" '^tried$' "$u: a container that tries everything"
	is "$(echo "$got" | grep ' opens$')" "" "$u: no node outside /dev opens"
	is "$(flagged nodev) $(flagged nosuid)" "/ /" "$u: as its root has nodev"
	like "$got" '^usual ones work$' "$u: the usual ones work"
	is "$(echo "$got" | grep '^no ')" "" "$u: ... all of them"
	is "$(echo "$got" | sed -n 's/^dev //p' | xargs)" \
		"fd full mqueue null ptmx pts random shm stderr stdin stdout tty urandom zero" \
		"$u: and no others are there"
done
like "$(say usual)" '^changed$' "a container may change its own null"
until_ok 20 grep -q 'on the terminal' "$T/typed"
like "$(cat "$T/typed")" "^on the terminal" \
	"a terminal that is named is the container's stream"
# shellcheck disable=SC2086 # words
tcrctl stop $all
is "$(mount | sed -n 's,.* on /run/tcr/units/\(.*\)/dev .*,\1,p')" term \
	"nothing of it stays mounted"
finish
