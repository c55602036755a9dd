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
printf 'web:x:33:33::/:/bin/sh\n' >>"$root/etc/passwd"
printf 'tty:x:5:\ndisk:x:66:\nserial:x:77:web\n' >>"$root/etc/group"
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
		printf '[Container]\nImage=busybox\nNetwork=none\nStopSignal=SIGKILL\n'
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

# Whose devices are: of a usual kind, as is said, and as on the device.
cat >"$T/conf.d/owner.container" <<'E'
[Container]
Image=busybox
Network=none
User=web
GroupAdd=disk
Exec=/bin/sh -c "stat -c '%%n %%u:%%g %%a' /dev/disk /dev/mine /dev/two/a /dev/two/b /dev/fuse /dev/screen; (: </dev/disk) && echo opened; true"
AddDevice=/dev/loop0:/dev/disk /dev/loop1:/dev/mine:r /dev/loop2:/dev/two/a
AddDevice=/dev/loop3:/dev/two/b /dev/fuse /dev/tty1:/dev/screen
[X-TCR]
DeviceOwner=/dev/mine web
DeviceOwner=/dev/two :serial
DeviceOwner=/dev/two/b web:9
DeviceMode=/dev/two 0600
DeviceMode=/dev/two/b 444
[Service]
Type=oneshot
RemainAfterExit=yes
[Install]
WantedBy=multi-user.target
E
sed 's/^GroupAdd=.*/UserNS=auto/' "$T/conf.d/owner.container" \
	>"$T/conf.d/inside.container"
sed 's/^DeviceOwner=.*mine.*/DeviceOwner=nosuch/' "$T/conf.d/owner.container" \
	>"$T/conf.d/noowner.container"

# One way: the end of the file would be that of both.
socat -u PTY,link="$T/tty",rawer CREATE:"$T/typed" &
until_ok 10 test -c "$T/tty"
printf '[Container]\nImage=busybox\nNetwork=none\nUserNS=auto
StopSignal=SIGKILL
Exec=/bin/sh -c "echo on the terminal; exec sleep 1000"
[Service]\nStandardInput=tty\nStandardOutput=tty\nTTYPath=%s
[Install]\nWantedBy=multi-user.target\n' \
	"$(readlink "$T/tty")" >"$T/conf.d/term.container"
tcrd_start

say() {
	tcrctl logs "$1" | sed "s/^[^ ]* $1 //"
}
has_tried() { say "$1" | grep -qx tried; }
flagged() { # flagged FLAG: / if the root has it
	echo "$got" | sed -n "s/^flags \([^ ]*\) .*,$1,.*/\1/p" | grep -x /
}
for u in $all; do
	until_ok 60 has "$u" health.last "ok: checked" || :
	is "$(null)" "0:0 666" "$u: the device's null is the device's"
	[ "$u" != silent ] || continue
	until_ok 20 has_tried "$u" || :
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
until_ok 30 in_state owner active || :
until_ok 30 in_state inside active || :
fuse=$(stat -c '%u:%g %a' /dev/fuse)
screen=$(stat -c '%u:%g %a' /dev/tty1)
for u in owner inside; do
	got=$(say "$u")
	like "$got" '^/dev/disk 0:66 660$' \
		"$u: a device of a usual kind is its group's, by the image's number"
	like "$got" '^/dev/mine 33:66 660$' "$u: DeviceOwner= of a user"
	like "$got" '^/dev/two/a 0:77 600$' \
		"$u: ... and of a group, for all below a path; DeviceMode="
	like "$got" '^/dev/two/b 33:9 444$' "$u: the last line that fits counts"
done
got=$(say owner)
like "$got" "^/dev/fuse $fuse\$" "another kind is as on the device"
like "$got" "^/dev/screen $screen\$" "... and so is a screen's console"
like "$(field noowner cause)" 'user nosuch of the image' \
	"an owner whom the image does not know"
if : <"/dev/loop0"; then
	like "$got" '^opened$' "who is in the group opens the device"
fi
# shellcheck disable=SC2086 # words
tcrctl stop $all owner inside
is "$(mount | sed -n 's,.* on /run/tcr/units/\(.*\)/dev .*,\1,p')" term \
	"nothing of it stays mounted"
finish
