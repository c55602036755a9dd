#!/bin/sh
# SPDX-License-Identifier: MIT
# Images on a real kernel: device nodes in one give a container nothing, and
# file systems that are damaged inside hurt nobody but their own unit.
. "$(dirname "$0")/lib.sh"
# shellcheck source=../lib/images.sh
. "$tests/lib/images.sh"

image() { # image NAME [MKSQUASHFS OPTION]...: trailer and all
	name=$1
	shift
	mksquashfs "$T/tree" "$T/$name.sqfs" -quiet -noappend -no-progress \
		-all-root -b 65536 "$@" >/dev/null
	bytes=$(wc -c <"$T/$name.sqfs")
	printf '%s\n' "Name=$name" "Architecture=$GUEST_ARCH" Cmd=/bin/sh |
		trailer "$T/$name.sqfs"
}

once() { # once NAME IMAGE COMMAND: a unit that runs it
	guest_unit "$1.container" <<-EOF
		[Container]
		Image=$2
		Network=none
		Exec=/bin/sh -c "$3"
		[Service]
		Type=oneshot
		RemainAfterExit=yes
		[Install]
		WantedBy=multi-user.target
	EOF
}

rootfs_squash "$T/plain"
mkdir "$T/tree/rootfs/nodes"
image nodes -p '/rootfs/nodes/kmsg c 666 0 0 1 11' \
	-p '/rootfs/nodes/disk b 666 0 0 254 0'
guest_image "$T/nodes.sqfs"
# shellcheck disable=SC2016 # variables of the shell inside
once nodes nodes 'for n in kmsg disk; do cat /nodes/$n >/dev/null && echo $n opened || echo $n refused; done; echo x >/dev/null && echo dev works'
once steady nodes 'while :; do sleep 1000; done'
sed -i 's/Type=oneshot/Restart=always/; /RemainAfterExit/d; /^Exec/aStopSignal=SIGKILL' \
	"$T/conf/steady.container"

# 64 bytes changed in each, anywhere but in the superblock.
damaged='1 2 3 4 5 6 7 8'
image good
for seed in $damaged; do
	bad=$T/bad$seed.sqfs
	cp "$T/good.sqfs" "$bad"
	awk -v seed="$seed" -v size="$bytes" 'BEGIN {
		srand(seed)
		for (i = 0; i < 64; i++)
			print 96 + int(rand() * (size - 96))
	}' | while read -r at; do
		printf '\125' | dd of="$bad" bs=1 seek="$at" conv=notrunc \
			2>/dev/null
	done
	guest_image "$bad"
	once "bad$seed" "bad$seed" 'cat /bin/* /etc/* >/dev/null'
done

guest_run <<'EOF'
settled()
{
	for u in nodes bad1 bad2 bad3 bad4 bad5 bad6 bad7 bad8; do
		in_state $u active || in_state $u failed || return 1
	done
	in_state steady running
}
until_ok 60 settled && say settled yes
tcrctl logs nodes
tcrctl status
say restarts "$(field steady restarts)"
dmesg | grep -cE 'BUG:|Oops|Call Trace' | sed 's/^/oops /'
tcrctl restart steady && say again "$(field steady state)"
EOF
like "$output" 'nodes kmsg refused' "a character device of an image is no device"
like "$output" 'nodes disk refused' "nor is a block device"
like "$output" 'nodes dev works' "those of /dev are"
is "$(said settled)" yes "every damaged image fails or runs, none hangs"
like "$(printf '%s\n' "$output" | grep bad)" 'failed' "some do fail"
is "$(said restarts)" 0 "another container never noticed"
is "$(said oops)" 0 "the kernel was not hurt"
is "$(said again)" running "the device does what it is told"
[ "$failures" -eq 0 ] || printf '%s\n' "$output" "$console" | sed 's/^/# /'
finish
