#!/bin/sh
# SPDX-License-Identifier: MIT
# What a base that images share saves: ten applications of Debian, each in an image
# that has all of its root (flat) against the same above one base (stacked).  What the
# images take on the disk; what the page cache has once all ten run; how long it takes
# until all ten run, in time that counts instructions.  The packages are Debian's.
. "$(dirname "$0")/lib.sh"
T=$W/bases
export TMPDIR="$W"

# As debian:12-slim, but without the package manager.
debian="base-files base-passwd bash ca-certificates coreutils dash debconf findutils
	grep gzip hostname init-system-helpers libc-bin login mawk ncurses-bin passwd
	perl-base sed sysvinit-utils tar"
# Each runs once, which loads its libraries, and must succeed.
applications='dnsmasq-base:dnsmasq --version
haproxy:haproxy -v
lighttpd:lighttpd -v
memcached:memcached -V
mosquitto:mosquitto -h | grep version
nginx-light:nginx -v
openssh-client:ssh -V
python3-minimal:python3 -c pass
redis-server:redis-server --version
sqlite3:sqlite3 -version'
units=$(echo "$applications" | cut -d : -f 1 | xargs)

# unpack DIR PACKAGE...: with what they need; usr-is-merged stands for usrmerge, which
# needs all of perl.  debian:12-slim has no documents and translations either.
unpack()
{
	dir=$1
	shift
	"$top/host/debs" --arch "$arch" "$dir" usr-is-merged "$@"
	rm -rf "$dir/.debs" "$dir/.files" "$dir/usr/share/doc" "$dir/usr/share/info" \
		"$dir/usr/share/locale" "$dir/usr/share/man"
	mkdir -p "$dir/dev" "$dir/proc" "$dir/sys" "$dir/run" "$dir/tmp"
}

# create FILE NAME TREE [OPTION]...: a folder has no time, as that would be when it
# was unpacked, which differs from the base's.
create()
{
	file=$1 name=$2 tree=$3
	shift 3
	find "$tree" -type d -exec touch -d @0 {} +
	"$top/host/tcr-create-image" --quiet --arch "$arch" --verity --name "$name" \
		"$@" "rootfs:$tree" "$file"
}

# application PACKAGE COMMAND: its two images and its unit.
application()
{
	own=$T/$1.own all=$T/$1.all
	unpack "$own" "$1"
	cp -a "$T/debian" "$all"
	tar -C "$own" -c . | tar -C "$all" --keep-directory-symlink -x
	create "$T/flat/$1.sqfs" "$1" "$all"
	create "$T/stacked/$1.sqfs" "$1" "$all" --base "$T/stacked/debian.sqfs"
	rm -rf "$all" "$own"
	cat >"$T/conf/$1.container" <<-E
		[Container]
		Image=$1
		Exec=/bin/sh -c "$2 >/dev/null 2>&1 && exec tail -f /dev/null"
		Network=none
		[Service]
		Restart=no
	E
}

# guest NAME: starts all, and waits until the last process of each runs.
guest()
{
	name=$1
	set --
	for image in "$T/$name"/*.sqfs; do
		set -- "$@" --image "$image"
	done
	mkdir -p "$W/bases-$name"
	"$top/host/tcr-mkfirmware" --out "$W/bases-$name" --arch "$arch" \
		--build "$build" --conf "$T/conf" "$@"
	{
		echo "units='$units'"
		cat <<-'E'
		export PATH=/usr/sbin:/usr/bin
		cached() {
			awk '/^(Buffers|Cached):/ { n += $2 } /^Shmem:/ { n -= $2 }
				END { print n }' /proc/meminfo
		}
		seconds() {
			cut -d ' ' -f 1 /proc/uptime
		}
		until tcrctl status --json | grep -q '"boot_ms":[0-9]'; do
			sleep 0.1
		done
		echo 3 >/proc/sys/vm/drop_caches
		tcrctl status >/dev/null
		before=$(cached)
		began=$(seconds)
		tcrctl start $units
		tries=0
		until [ "$(cat /proc/[0-9]*/comm 2>/dev/null | grep -c '^tail$')" -eq 10 ]; do
			sleep 0.02
			[ $((tries += 1)) -lt 1000 ] || {
				tcrctl status
				exit 1
			}
		done
		echo "took $began $(seconds)"
		echo "cached $before $(cached)"
		E
	} | bench_guest "bases-$name" --icount --mem 1536
	rm "$W/bases-$name/root.sqfs"
}

mkdir -p "$T/conf" "$T/flat" "$T/stacked"
# shellcheck disable=SC2086 # words on purpose
unpack "$T/debian" $debian
# The packages' scripts do not run; base-passwd's copies these.
for file in passwd group; do
	cp "$T/debian/usr/share/base-passwd/$file.master" "$T/debian/etc/$file"
done
create "$T/stacked/debian.sqfs" debian:12 "$T/debian"
jobs=
while IFS=: read -r package command; do
	application "$package" "$command" &
	jobs="$jobs $!"
done <<E
$applications
E
for job in $jobs; do
	wait "$job"
done
for kind in flat stacked; do
	guest "$kind"
	cat "$T/$kind"/*.sqfs | wc -c | awk '{ print $1 / 1048576 }' >"$T/$kind.disk"
	said "bases-$kind" cached | awk '{ print ($2 - $1) / 1024 }' >"$T/$kind.cache"
	said "bases-$kind" took | awk '{ print $2 - $1 }' >"$T/$kind.start"
done

# both WHAT NAME UNIT
both()
{
	flat=$(cat "$T/flat.$1") stacked=$(cat "$T/stacked.$1")
	row "bases: ten applications, flat, $2" "$(calc "$flat" %.1f)" "$3"
	row "bases: ten applications, stacked, $2" "$(calc "$stacked" %.1f)" "$3"
	row "bases: stacked against flat, $2" "$(calc "$stacked / $flat" %.2f)" x
}
both disk "on the disk" MiB
both cache "page cache" MiB
both start "until all run" s
row "bases: the base, on the disk" \
	"$(calc "$(stat -c %s "$T/stacked/debian.sqfs") / 1048576" %.1f)" MiB
