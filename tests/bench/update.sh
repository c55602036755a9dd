#!/bin/sh
# SPDX-License-Identifier: MIT
# What an update costs: how long a container is away, from the request to reboot until
# the next one runs in the other slot, beside a plain reboot of the same disk; and the
# bytes that are written to the slot, the boot partition and the data partition, from the
# first one of the slot until the new firmware is confirmed.
. "$(dirname "$0")/lib.sh"

dir=$W/update append='tcr.shell=hvc0 no_timer_check'
mkdir -p "$dir/conf"
[ -f "$build/images/busybox.sqfs" ] ||
	"$top/host/demo-images" "$arch" "$build/images"
cat >"$dir/conf/web.container" <<-E
	[Container]
	Image=busybox
	Exec=sleep 1000000
	Network=none
	StopTimeout=1
	RunInit=yes
	[Service]
	Restart=always
	[X-TCR]
	Critical=yes
	StableSec=1
	[Install]
	WantedBy=multi-user.target
E
for version in 1.0 2.0; do
	"$top/host/tcr-mkfirmware" --out "$dir/firmware" --arch "$arch" --build "$build" \
		--slots --firmware-version $version --conf "$dir/conf" \
		--image "$build/images/busybox.sqfs" >&2
	if [ $version = 1.0 ]; then
		"$top/host/tcr-mkdisk" --arch "$arch" --out "$dir/disk" --build "$build" \
			--append "$append" "$dir/firmware" >&2
	else
		"$top/host/slot" "$arch" "$dir/firmware" "$build/bin" 1800000000 \
			"$append" "$dir/payload" >&2
	fi
done

# boots NAME: the script is on stdin; each line that it prints gets the time of now.
boots()
{
	{
		cat "$top/tests/qemu/guest.sh"
		cat <<-'SHELL'
			runs() { in_state web running; }
			good() { [ "$(device "$(device current)_state")" = good ]; }
			# written LABEL...: KiB, since the boot
			written() {
				for label; do
					awk -v disk="$(basename "$(readlink -f "/dev/disk/$label")")" \
						'$3 == disk { print $10 / 2 }' /proc/diskstats
				done
			}
			until_ok 60 runs
			say up
		SHELL
		cat
	} >"$dir/script"
	"$top/host/tcr-qemu" --arch "$arch" --disk "$dir/disk" --disk "$dir/payload" \
		--timeout 900 --script "$dir/script" 2>"$dir/$1.console" |
		while read -r line; do
			echo "$(date +%s.%N) $line"
		done >"$dir/$1"
}
boots first <<'E'
until_ok 60 good
say down
tcrctl reboot
sleep 100
E
boots second <<'E'
until_ok 60 good
dd if="$(ls /dev/vd? | tail -n 1)" of=/dev/disk/by-slot/other bs=1M conv=fsync 2>/dev/null
until_ok 30 tcrctl slot try
sync
say written $(written by-slot/other by-partlabel/tcr-boot by-partlabel/tcr-data)
say down
tcrctl reboot
sleep 100
E
boots third <<'E'
until_ok 60 good
sync
say version $(device "$(device current)_version")
say written 0 $(written by-partlabel/tcr-boot by-partlabel/tcr-data)
E

# seconds BOOT WORD; away BOOT NEXT; kib COLUMN
seconds()
{
	sed -n "s/^\([0-9.]*\) $2$/\1/p" "$dir/$1"
}
away()
{
	calc "$(seconds "$2" up) - $(seconds "$1" down)" %.1f
}
kib()
{
	awk -v n="$1" '$2 == "written" { sum += $(n + 2) } END { printf "%.0f\n", sum }' \
		"$dir/second" "$dir/third"
}
grep -q ' version 2.0$' "$dir/third" || {
	echo "update: the new firmware does not run" >&2
	exit 1
}
plain=$(away first second) update=$(away second third)
row 'update: a container is away, plain reboot' "$plain" s
row 'update: a container is away, new firmware' "$update" s
row 'update: the same, as a ratio' "$(calc "$update / $plain" %.2f)" -
row 'update: what the slot holds' "$(($(stat -c %s "$dir/payload") / 1024))" KiB
row 'update: written to the slot' "$(kib 1)" KiB
row 'update: written to the boot partition' "$(kib 2)" KiB
row 'update: written to the data partition' "$(kib 3)" KiB
