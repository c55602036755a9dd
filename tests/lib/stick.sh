# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2034,SC2154
# Sourced after qemu/lib.sh: USB sticks that are put into a guest of tcr-qemu which runs,
# with `--qemu "$sticks"`, and are pulled.
sticks="-device qemu-xhci -monitor unix:$T/monitor,server=on,wait=off"

# stick FILE [FILE OF THE STICK]...: makes FILE the image of a stick, one partition, FAT.
stick()
{
	image=$1
	shift
	truncate -s 129M "$image"
	echo 'start=1MiB, type=c' | sfdisk -q -X dos "$image"
	mformat -i "$image@@1M" -F -T $((128 * 2048)) -h 64 -s 32 ::
	[ $# -eq 0 ] || mcopy -i "$image@@1M" "$@" ::
}

monitor() # monitor COMMAND: QEMU does it
{
	echo "$1" | socat - "UNIX-CONNECT:$T/monitor" >>"$T/monitored"
}

# put FILE [OPTION]: puts the stick in; OPTION is of QEMU's drive.
put()
{
	monitor "drive_add 0 if=none,id=stick,format=raw,file=$1${2:+,$2}"
	monitor 'device_add usb-storage,id=stick,drive=stick,removable=on'
}

pull()
{
	monitor 'device_del stick'
}

# asked WORDS: waits until the guest says them; fails if that has ended.
asked()
{
	until grep -q -x "$1" "$T/output"; do
		[ -e "$T/runs" ] || return 1
		sleep 0.1 # the pace of looking; no result depends on it
	done
}
