#!/bin/sh
# SPDX-License-Identifier: MIT
# The way up and the way down of ten containers, in time that counts
# instructions, and the same with a shell as PID 1: same kernel, modules, crun,
# root and image.  The clock starts with PID 1 of the root; loading modules and
# mounting the root go before it, for the shell too.
. "$(dirname "$0")/lib.sh"

# booted NAME: seconds until the tenth container's first instruction: from PID 1 of
# the root, from PID 1 of the initramfs, from the kernel's start.  PID 1's first line
# of each life is the step "modules"; it says how long that took.
booted()
{
	last=$(calc "$(said "$1" last) / 1e9" %.4f)
	sed -n 's/^\[ *\([0-9.]*\)\] tcr-init: modules: ok, \([0-9]*\) ms/\1 \2/p' \
		"$W/$1/console" | awk -v last="$last" '
		{ from[NR] = $1 - $2 / 1000 }
		END { printf "%.3f %.3f %.3f\n", last - from[2], last - from[1], last }'
}

# boot NAME NETWORK [TCR-MKFIRMWARE OPTION]...
boot()
{
	name=$1 network=$2
	shift 2
	bench_firmware "$name" 10 "$network" "$@"
	bench_guest "$name" --icount --append tcr.log=info <<-E
		echo last \$(probe wait 10 $READY)
	E
	booted "$name"
}

# The peer: what a script does that knows all beforehand, and no more.
shell_init()
{
	cat <<-'E'
		#!/bin/sh
		export PATH=/usr/sbin:/usr/bin
		from=$(probe now)
		mount -t tmpfs run /run
		mount -t cgroup2 cgroup2 /sys/fs/cgroup
		mkdir -p /run/image /run/ready /run/c
		mount -t squashfs -o loop,ro /usr/lib/tcr/images/probe.sqfs /run/image
		for i in 1 2 3 4 5 6 7 8 9 10; do
			mkdir /run/c/$i
			sed "s#READY#/ready/c$i#" /etc/config.json >/run/c/$i/config.json
			crun run -d --bundle /run/c/$i c$i
		done
		last=$(probe wait 10 /run/ready)
		echo "peer $from $last" >/dev/console
		exec busybox poweroff -f
	E
}

peer()
{
	bench_probe
	over=$W/peer-over
	mkdir -p "$over/usr/bin" "$over/usr/sbin" "$over/etc" "$W/peer-spec"
	cp "$W/probe-root/probe" "$over/usr/bin/"
	(cd "$W/peer-spec" && rm -f config.json && crun spec)
	jq '.process.terminal = false | .root.path = "/run/image" |
		.process.args = ["/probe", "payload", "READY"] |
		.mounts += [{destination: "/ready", type: "bind",
			source: "/run/ready", options: ["bind", "rw"]}]' \
		"$W/peer-spec/config.json" >"$over/etc/config.json"
	shell_init >"$over/usr/sbin/tcr-init"
	chmod +x "$over/usr/sbin/tcr-init"
	"$top/host/tcr-mkfirmware" --out "$W/peer" --arch "$arch" \
		--build "$build" --image "$W/probe.sqfs" --overlay "$over"
	"$top/host/tcr-qemu" --firmware "$W/peer" --arch "$arch" --icount \
		--timeout 300 </dev/null >"$W/peer/tty"
	tr -d '\r' <"$W/peer/tty" |
		sed -n 's/^peer \([0-9]*\) \([0-9]*\)$/(\2 - \1) \/ 1e9/p'
}

# shellcheck disable=SC2046 # three numbers
set -- $(boot plain none)
row "boot: PID 1 to tenth container, no network" "$1" s 0.45
row "boot: the same with modules and root" "$2" s
row "boot: the same from the kernel's start" "$3" s
request=$(stamp plain "tcr-init: going down")
row "shutdown: request to all units down" \
	"$(calc "$(stamp plain "tcrd: all units are down") - $request")" s 0.2
row "shutdown: request to power off" \
	"$(calc "$(stamp plain "tcr-init: power off") - $request")" s
# What a hash tree of the root costs: its modules and the mapped device come before
# tcr-init, so that only the time from the kernel's start has all of it.
# shellcheck disable=SC2046 # three numbers
set -- $(boot verified none --verity)
row "boot: PID 1 to tenth container, verified root" "$1" s
row "boot: the same from the kernel's start" "$3" s
# shellcheck disable=SC2046 # three numbers
set -- $(boot bridge bridge)
row "boot: with network, DNS, default security" "$1" s 0.90
row "boot: the same with modules and root" "$2" s
row "boot: a shell and crun, no network, no security" "$(calc "$(peer)")" s
