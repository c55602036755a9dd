#!/bin/sh
# SPDX-License-Identifier: MIT
# What /proc and /sys give to root of a container of default settings is what was
# decided: nothing of the device to write to, no addresses of the kernel.  The
# same on the firmware's kernel: tests/qemu/35-limits.sh.
. "$(dirname "$0")/lib.sh"
enter "$@"
busybox_image busybox
cp "$tests/driver/proc-sys.sh" "$T/look"
look() { # look NAME LINES...
	name=$1
	shift
	printf '%s\n' "[Container]" Image=busybox "Exec=/bin/sh /look" \
		"Volume=$T/look:/look:ro,noexec" "$@" "[Service]" Type=oneshot \
		RemainAfterExit=yes "[Install]" WantedBy=multi-user.target \
		>"$T/conf.d/$name.container"
}
chmod 755 "$T"
look usual
look alone Network=none
look mapped UserNS=auto
look frozen Network=none ReadOnly=yes
look shown Network=none Unmask=ALL
tcrd_start
settled() {
	for u in usual alone mapped frozen shown; do
		in_state "$u" active || in_state "$u" failed || return 1
	done
}
until_ok 120 settled || :
for u in usual alone mapped frozen; do
	is "$(tcrctl logs "$u" | sed -n "s/^[^ ]* $u //p" |
		grep -v -e '^tcr: ' -e ': \(can.t\|[^ ]*: [A-Z]\)')" "ok looked" "$u: nothing of the device's"
done
like "$(tcrctl logs shown)" 'a trigger of cpu|writable /proc' \
	"one that unmasks all can do more, so the look sees"
finish
