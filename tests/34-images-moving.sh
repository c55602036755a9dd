#!/bin/sh
# SPDX-License-Identifier: MIT
# openat2(2) says EAGAIN when something is mounted or renamed anywhere while it looks
# at "..", which says nothing of the path: each such answer is asked for again.
. "$(dirname "$0")/lib.sh"
enter "$@"
busybox_image busybox
mkdir -p "$T/root-busybox/srv/owned"
chown 33:63 "$T/root-busybox/srv/owned"
chmod 2750 "$T/root-busybox/srv/owned"
ln -s ../../../../srv/owned "$T/root-busybox/link"
mksquashfs "$T/root-busybox" "$T/images/busybox.sqfs" -quiet -noappend \
	-no-progress >/dev/null
mkdir -p /var/lib
mount -t tmpfs lib /var/lib
idle_unit web 'Volume=link:/link
Volume=/run/../run/given:/given
User=33'
mkdir /run/given
# Every other time the kernel says so, to tcrd and its tasks; crun is not traced.
strace -f -b execve -qq -o "$T/trace" -e trace=openat2 \
	-e inject=openat2:error=EAGAIN:when=1+2 tcrd 2>>"$T/console" &
tracer=$!
until_ok 20 tcrctl status
claim 'a container starts' until_ok 20 in_state web running
is "$(stat -c '%u:%g %a' /var/lib/tcr/volumes/link)" '33:63 2750' \
	'its new volume has the owner and mode of the place in the image'
like "$(cat "$T/trace")" 'EAGAIN .*INJECTED' 'which was asked for more than once'
kill "$(pgrep -P "$tracer" -x tcrd)"
wait "$tracer" || :
finish
