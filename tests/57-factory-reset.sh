#!/bin/sh
# SPDX-License-Identifier: MIT
# tcrctl factory-reset: marks the data partition and reboots; the next boot removes all
# that is there, however often it is interrupted, and no boot before that one.
. "$(dirname "$0")/lib.sh"
enter "$@"

export TCR_DATA="$T/data" TCR_ETC="$T/etc"
data=$T/data
mkdir "$T/data" "$T/etc"
busybox_image busybox
idle_unit web Volume=things:/things
boot_is() { # boot_is ID: the kernel's id of this boot
	echo "$1" >"$T/boot"
}
boot_is first
mount --bind "$T/boot" /proc/sys/kernel/random/boot_id
echo quiet >"$T/cmdline"
mount --bind "$T/cmdline" /proc/cmdline
# This shell is PID 1 of its namespace, so tcrd takes it for tcr-init.
trap 'echo reboot >>"$T/ends"' TERM
: >"$T/ends"
mkfifo "$T/notes"
exec 3<>"$T/notes"
export TCR_NOTES_FD=3
run() { # run WORDS...: status in $rc, what is said in $out
	rc=0
	tcrctl "$@" >"$T/out" 2>&1 </dev/null || rc=$?
	out=$(cat "$T/out")
}
stop() {
	kill -KILL "$tcrd_pid"
	wait "$tcrd_pid" 2>/dev/null || :
}
tcr_down() { # what a reboot does to containers
	cg=/sys/fs/cgroup/$TCR_CGROUP
	[ ! -e "$cg/cgroup.kill" ] || echo 1 >"$cg/cgroup.kill"
	rm "$T/conf.d/web.container"
}
is_up() { in_state web running; }
here() { # what is in the data partition
	(cd "$data" && find . -mindepth 1 | sort | xargs)
}

tcrd_start
until_ok 20 is_up
run factory-reset --yes
is "$rc $out" '1 tcrctl: factory-reset: there is no data partition (tcr.data=)' \
	'not without a data partition'
echo 'quiet tcr.data=/dev/x' >"$T/cmdline"
run factory-reset
is "$rc $out" '2 tcrctl: factory-reset: say --yes where nobody can be asked' \
	'it asks, or wants to be told'
typed() { # typed ANSWER: on a terminal
	rc=0
	echo "$1" | script -qec 'tcrctl factory-reset' "$T/screen" >/dev/null || rc=$?
}
typed no
is "$rc $(tr -d '\r' <"$T/screen" | grep -c 'nothing was done')" '1 1' 'no is no'
tcrctl inhibit --why update sleep 10000 3>&- &
holder=$!
listed() { tcrctl inhibit --list | grep -q update; }
until_ok 10 listed
run factory-reset --yes
like "$rc $(echo "$out" | xargs)" '^1 inhibited by sleep, .*not done' 'one who inhibits reboots is heard'
is "$(ls "$data/factory-reset" 2>/dev/null) $(cat "$T/ends")" ' ' 'nothing is marked, and nothing reboots'
kill -STOP "$tcrd_pid"
tcrctl factory-reset --yes --timeout 3 >"$T/out" 2>&1 &
client=$!
until_ok 10 test -e "$data/factory-reset"
kill "$client"
wait "$client" && rc=0 || rc=$?
kill -CONT "$tcrd_pid"
is "$rc $(ls "$data/factory-reset" 2>/dev/null)" '6 ' \
	'who is ended before tcrd answers leaves no mark'
kill "$holder"
typed yes
is "$rc" 0 'yes is yes'
is_over() { [ "$(cat "$T/ends")" = reboot ]; }
claim 'and a reboot' until_ok 10 is_over
is "$(cat "$data/factory-reset")" first 'the mark says in which boot that was'

stop
tcrd_start
is "$(ls -d "$data/volumes/things")" "$data/volumes/things" 'another tcrd of this boot removes nothing'
run reload-config
is "$(ls "$data/factory-reset" "$data/volumes")" "$data/factory-reset

$data/volumes:
things" 'nor does one that reads all units again'
tcrctl stop web
stop

# What a device may have there, and what it has not.
fill() {
	mkdir -p "$data/conf.d/web.container.d" "$data/images" "$data/lost+found" \
		"$data/volumes/.new-x" "$data/logs" "$data/volumes/other/sub"
	echo '[Container]' >"$data/conf.d/web.container.d/override.conf"
	ln -s "$T/etc" "$data/volumes/link"
	ln -s ../etc "$data/link"
	ln -s /dev/null "$data/conf.d/masked.container"
	mkfifo "$data/volumes/fifo"
	(cd "$data/volumes" && for _ in $(seq 500); do mkdir deep && cd deep; done)
	for i in $(seq 60); do
		mkdir "$data/volumes/other/$i"
		(cd "$data/volumes/other/$i" && seq 40 | xargs touch)
	done
	: >"$data/images/app:1.sqfs"
	echo 'tcr-boot 1 reboot 5 0 tcrctl, uid 0: factory reset' >"$data/boot-record"
}
echo kept >"$T/etc/file"
fill
boot_is second
rm -rf /run/tcr
tcrd_start
until_ok 20 is_up
is "$(here | sed 's/ .\/overridden.*//')" './boot-record ./lost+found ./volumes ./volumes/things' \
	'the next boot removes all, and makes what it needs'
is "$(cat "$T/etc/file")" kept 'a link leads nowhere else'
like "$(tcrctl logs tcrd)" 'factory reset: all of .* is removed' 'the log says it'
like "$(tcrctl logs tcrd)" 'factory reset: done$' 'and that it is done'
is_over() { tcrctl status | grep '^last boot: reboot'; }
claim 'the status says why the boot before ended' until_ok 10 is_over
stop
tcr_down

# Killed again and again: each time less is there, the mark until nothing is.
fill
echo first >"$data/factory-reset"
rounds=0
while [ -e "$data/factory-reset" ] && [ $rounds -lt 200 ]; do
	rounds=$((rounds + 1))
	tcrd 2>>"$T/console" &
	tcrd_pid=$!
	# Sooner than it is done at first, and later in each round.
	busybox usleep $((rounds * 4000))
	stop
done
echo "# $rounds rounds"
ok $((rounds < 2)) 'killed in the middle'
is "$(find "$data" -name other -o -name deep -o -name '*.sqfs' -o -name conf.d)" '' \
	'it is done in the end, and nothing was left when the mark went'

# Another file system that is mounted there is not the data partition.
fill
for dir in "$data/volumes/disk" "$data/disk"; do
	mkdir "$dir"
	mount -t tmpfs disk "$dir"
	echo kept >"$dir/file"
done
echo first >"$data/factory-reset"
tcrd_start
is "$(cat "$data/volumes/disk/file" "$data/disk/file" | xargs)" 'kept kept' \
	'another file system that is mounted there stays'
is "$(find "$data" -name other -o -name deep -o -name '*.sqfs' -o -name factory-reset)" '' \
	'all else is removed'
like "$(tcrctl logs tcrd)" 'factory reset: done, but for what was named' 'which the log says'
exec 3>&-
finish
