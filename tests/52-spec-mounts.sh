#!/bin/sh
# SPDX-License-Identifier: MIT
# Mounts of every kind, as a program finds them: started by tcrd and crun.
. "$(dirname "$0")/lib.sh"
enter "$@"
busybox_image busybox
mkdir -p "$T/root-busybox/anonymous" "$T/root-busybox/g"
echo image >"$T/root-busybox/anonymous/file"
mksquashfs "$T/root-busybox" "$T/images/busybox.sqfs" -quiet -noappend \
	-no-progress -all-root -comp zstd -Xcompression-level 1 >/dev/null
mkdir -p /var/lib "$T/a/sub" "$T/b" "$T/conf.d/c"
mount -t tmpfs lib /var/lib
mount -t tmpfs a "$T/a"
mkdir "$T/a/sub"
for f in a/file a/sub/file b/file conf.d/c/file; do
	echo "$f" >"$T/$f"
done
ln -s /etc/passwd "$T/a/link"
passwd=$(stat -c %u:%g /etc/passwd)
unit many.container <<E
[Container]
Image=busybox
Network=none
User=33:34
Volume=$T/a:/a:U
Volume=$T/b:/b:O
Volume=/anonymous
Mount=type=bind,source=./c,destination=/c,ro
Mount=type=volume,source=data,target=/data
Mount=type=tmpfs,tmpfs-size=8m,tmpfs-mode=700,dst=/g,uid=33
Mount=type=ramfs,dst=/h
Mount=type=devpts,dst=/i,max=5
Exec=/bin/sh -c "cat /b/file /anonymous/file; stat -c %%u:%%g /a/sub/file; echo x >/a/file && echo wrote a; echo x >/c/file || echo c is read-only; touch /g/x && echo wrote g; touch /data/x && echo wrote data; mount"
[Service]
Type=oneshot
RemainAfterExit=yes
[Install]
WantedBy=multi-user.target
E
unit over.container <<E
[Container]
Image=busybox
Network=none
Volume=$T/b:/b:O
Exec=/bin/sh -c "echo inside >/b/file; cat /b/file; touch /b/new; ls /b"
[Service]
Type=oneshot
RemainAfterExit=yes
[Install]
WantedBy=multi-user.target
E
unit lacks.container <<E
[Container]
Image=busybox
Network=none
Mount=type=bind,source=$T/nosuch,destination=/x
Exec=/bin/true
[Service]
Type=oneshot
[Install]
WantedBy=multi-user.target
E
tcrd_start
settled() {
	in_state many active && in_state over active && in_state lacks failed
}
until_ok 30 settled || :
say() {
	tcrctl logs "$1" | sed "s/^[^ ]* $1 //"
}
got=$(say many)
like "$got" '^b/file$' "a volume with O shows what is there"
like "$got" '^image$' "a volume without source has what the image has there"
like "$got" '^33:34$' "U gives all of a volume to the user"
like "$got" '^wrote a$' "who writes to it"
is "$(stat -c %u:%g /etc/passwd)" "$passwd" "but not what its links lead to"
like "$got" '^c is read-only$' "Mount= of a directory beside the unit file"
like "$got" '^wrote g$' "Mount= of a tmpfs with an owner"
like "$got" '^wrote data$' "Mount= of a named volume"
like "$got" ' on /g type tmpfs .*nosuid.*size=8192k' "... of its size"
like "$got" ' on /h type ramfs ' "Mount= of a ramfs"
like "$got" ' on /i type devpts ' "Mount= of a devpts"
is "$(printf '%s\n' "$got" | grep -E ' on /[abcghi] ' | grep -vc nosuid)" 0 \
	"none lets setuid programs in"
like "$(say over)" '^inside$' "what is written to a volume with O is there"
is "$(cat "$T/b/file") $(ls "$T/b")" "b/file file" "but not on the device"
tcrctl restart over
until_ok 20 in_state over active
is "$(say over | grep -c '^inside$')" 2 "and it starts again"
like "$(tcrctl status lacks)" 'nosuch' "a source that lacks is an error"
finish
