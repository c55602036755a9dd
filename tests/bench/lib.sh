# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2034
# Sourced by the parts.  Those are run by tests/bench/run, alone too:
# `tests/bench/run BUILD PART`.
#
# Rows go to stdout; W is a folder for firmware that parts share.  Guests are
# told apart by a name: bench_firmware makes its files, bench_guest boots it.
set -eu
bench=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
top=${bench%/tests/bench}
W=${BENCH_WORK:?is set by tests/bench/run}
build=$BENCH_BUILD
arch=${build##*/}
READY=/var/lib/tcr/volumes/ready

# row NAME VALUE UNIT [LIMIT]: no more than LIMIT is the budget.
row()
{
	met=-
	[ -z "${4:-}" ] ||
		met=$(awk "BEGIN { print $2 <= $4 ? \"yes\" : \"no\" }")
	printf '%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "${4:+<= }${4:--}" "$met"
}

# calc EXPRESSION [FORMAT]
calc()
{
	awk "BEGIN { printf \"${2:-%.3f}\n\", $1 }"
}

# median: of the numbers on stdin.
median()
{
	sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

# The payload, and the image that has nothing else.
bench_probe()
{
	[ ! -e "$W/probe.sqfs" ] || return 0
	case $arch in
	amd64) cc=musl-gcc ;;
	arm64) cc="aarch64-linux-gnu-gcc -specs $build/sys/musl.specs" ;;
	esac
	tree=$W/probe-root
	mkdir -p "$tree/dev" "$tree/etc" "$tree/proc" "$tree/ready" \
		"$tree/run" "$tree/sys" "$tree/tmp"
	# shellcheck disable=SC2086 # words on purpose
	$cc -std=gnu17 -D_GNU_SOURCE -Wall -Wextra -Os -static -s \
		-o "$tree/probe" "$bench/probe.c"
	mksquashfs "$tree" "$W/probe.sqfs" -quiet -noappend -no-progress \
		-all-root -comp zstd -b 65536 >/dev/null
}

# bench_conf DIR COUNT NETWORK [VOLUME]: c1 to cCOUNT, which stamp their start.
bench_conf()
{
	mkdir -p "$1"
	i=0
	while [ $((i += 1)) -le "$2" ]; do
		cat >"$1/c$i.container" <<-E
			[Container]
			Image=probe
			Exec=/probe payload /ready/c$i
			Volume=${4:-ready}:/ready
			Network=$3
			[Service]
			Restart=always
			RestartSec=0
			[Install]
			WantedBy=multi-user.target
		E
	done
}

# bench_firmware NAME COUNT NETWORK [TCR-MKFIRMWARE OPTION]...: sh is the probe,
# which waits until all run; `busybox sh` is a shell at once.
bench_firmware()
{
	name=$1 number=$2 network=$3
	shift 3
	[ ! -e "$W/$name/root.sqfs" ] || return 0
	bench_probe
	mkdir -p "$W/$name/over/etc" "$W/$name/over/usr/bin"
	cp "$W/probe-root/probe" "$W/$name/over/usr/bin/"
	ln -s probe "$W/$name/over/usr/bin/sh"
	echo "$number $READY" >"$W/$name/over/etc/bench"
	bench_conf "$W/$name/conf" "$number" "$network"
	"$top/host/tcr-mkfirmware" --out "$W/$name" --arch "$arch" \
		--build "$build" --conf "$W/$name/conf" \
		--image "$W/probe.sqfs" --overlay "$W/$name/over" "$@"
}

# bench_guest NAME [TCR-QEMU OPTION]... <SCRIPT: leaves $W/NAME/out and console.
bench_guest()
{
	name=$1
	shift
	cat >"$W/$name/script"
	"$top/host/tcr-qemu" --firmware "$W/$name" --arch "$arch" \
		--timeout 900 --script "$W/$name/script" "$@" \
		>"$W/$name/out" 2>"$W/$name/tty" || {
		tail -n 20 "$W/$name/out" "$W/$name/tty" >&2
		return 1
	}
	tr -d '\r' <"$W/$name/tty" >"$W/$name/console"
}

# said NAME KEY: the rest of the line of the script's output that begins so.
said()
{
	sed -n "s/^$2 //p" "$W/$1/out"
}

# stamp NAME TEXT: seconds at which the console first had the line with TEXT.
stamp()
{
	sed -n "s/.*\[ *\([0-9]*\.[0-9]*\)\] $2.*/\1/p" "$W/$1/console" |
		head -n 1
}
