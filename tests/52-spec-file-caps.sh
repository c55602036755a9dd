#!/bin/sh
# SPDX-License-Identifier: MIT
# Setuid bits and file capabilities of an image act with NoNewPrivileges=no, and
# never else.
. "$(dirname "$0")/lib.sh"
enter "$@"

busybox_image busybox
root=$T/root-busybox
mkdir "$root/caps" "$root/suid"
cp /bin/busybox "$root/caps/grep"
setcap cap_chown+ep "$root/caps/grep"
# busybox gives such a right back at once.
cat >"$T/id.c" <<'E'
#include <stdio.h>
#include <unistd.h>
int main(void) { return printf("uid %d euid %d\n", getuid(), geteuid()) < 0; }
E
musl-gcc -static -o "$root/suid/id" "$T/id.c"
chmod 4755 "$root/suid/id"
echo 'www:x:33:33::/:/bin/sh' >>"$root/etc/passwd"
rm "$T/images/busybox.sqfs"
mksquashfs "$root" "$T/images/busybox.sqfs" -quiet -noappend -no-progress >/dev/null
probe() { # probe NAME [LINES]
	unit "$1.container" <<-E
		[Container]
		Image=busybox
		Network=none
		Volume=/copy
		Exec=/bin/sh -c "busybox cp -p /suid/id /copy; for id in /suid/id /copy/id; do busybox su www -c \$\${id}; done; busybox su www -c '/caps/grep CapEff /proc/self/status'"
		${2:-}
		[Service]
		Type=oneshot
		RemainAfterExit=yes
		[Install]
		WantedBy=multi-user.target
	E
}
probe usual
probe wide NoNewPrivileges=no

tcrd_start
for unit in usual wide; do
	until_ok 20 has $unit state active
done
log=$(tcrctl logs usual)
is "$(echo "$log" | grep -c 'uid 33 euid 0')" 0 'a setuid bit does nothing'
is "$(echo "$log" | grep -c 'uid 33 euid 33')" 2 'it was tried'
like "$log" 'CapEff:.0000000000000000' 'nor do file capabilities'
log=$(tcrctl logs wide)
is "$(echo "$log" | grep -c 'uid 33 euid 0')" 1 \
	'with NoNewPrivileges=no it does, but not in a volume'
like "$log" 'CapEff:.0000000000000001' 'and so do they'
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" || :
finish
