#!/bin/sh
# SPDX-License-Identifier: MIT
# Data that is only in memory though a partition was asked for, or that cannot be
# written, is in the status: header, document, degraded, for as long as it lasts.
. "$(dirname "$0")/lib.sh"
enter "$@"

export TCR_DATA="$T/data"
mkdir "$T/data" "$T/disk"
busybox_image busybox
idle_unit web
echo 'quiet tcr.data=/dev/first tcr.data=/dev/lacks tcr.log=info' >"$T/cmdline"
tcrd_start
settled() { state=$(device state) && [ "$state" != starting ]; }
until_ok 10 settled
head_is() { # head_is STATE DATA WHY TEXT
	is "$(device state) $(device data) $(device 'data_why // "-"')" \
		"$1 $2 $3" "$4"
}

head_is running disk - 'on a disk: nothing to tell'
is "$(tcrctl status | grep -c '^data')" 0 'nor in the header'
mount -t tmpfs data "$T/data"
head_is running memory - 'in memory, and nothing else was asked for: that is no fault'
mount --bind "$T/cmdline" /proc/cmdline
why='in memory only, lost at the next boot: tcr.data=/dev/lacks No such file or directory'
head_is degraded failed "$why" 'another was asked for: degraded, and why'
is "$(tcrctl status | sed -n 2,3p | xargs)" "data: $why" 'the header has all of it, in two lines'
kill -KILL "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
tcrd_start
until_ok 10 settled
head_is degraded failed "$why" 'and stays, with another tcrd'
like "$(tcrctl logs tcrd)" "data: in memory only" 'which tells it in its log'
umount "$T/data"
head_is running disk - 'for as long as it lasts'
mount --bind "$T/disk" "$T/data"
mount -o remount,ro,bind "$T/data"
head_is degraded failed "$T/data is read-only" 'a disk that cannot be written'
finish
