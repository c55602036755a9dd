#!/bin/sh
# SPDX-License-Identifier: MIT
# tcrctl image killed at each system call, or told by each of them that it has
# failed: the store has the old image or the new one, whole, and the next command
# leaves nothing else in it.
. "$(dirname "$0")/lib.sh"
. "$tests/lib/images.sh"
. "$tests/lib/store.sh"
enter "$@"
store_setup
mkdir "$T/tree" && echo small >"$T/tree/file"
mksquashfs "$T/tree" "$T/base" -quiet -noappend -no-progress >/dev/null
image "$T/old.sqfs" web:1 1.0 2026-01-01T00:00:00Z
image "$T/new.sqfs" web:1 1.1 2026-01-02T00:00:00Z

# What is there before each command, and what the command is.
prepare() {
	rm -rf "$S"
	mkdir -p "$S"
	cp "$T/old.sqfs" "$S/web:1.sqfs"
	[ "$1" != tag ] || cp "$T/new.sqfs" "$S/web:2.sqfs"
	[ "$1" != first ] || rm -r "$S"
}
command() {
	case $1 in
	load | first) traced load "$T/new.sqfs" ;;
	tag) traced tag web:2 web:1 ;;
	rm) traced rm --force web:1 ;;
	esac
}
# shellcheck disable=SC2086 # options of strace
traced() { strace -qqq $options tcrctl image "$@" >"$T/out" 2>"$T/err"; }

# The bytes that the name has: old, new, none, or else what is wrong.
state() {
	if [ ! -e "$S/web:1.sqfs" ]; then
		echo none
	elif cmp -s "$S/web:1.sqfs" "$T/old.sqfs"; then
		echo old
	elif cmp -s "$S/web:1.sqfs" "$T/new.sqfs"; then
		echo new
	else
		echo mixed
	fi
}

# try COMMAND BEFORE AFTER INJECTED: at each call.  Sets points and trouble.
try() {
	points=0
	prepare "$1"
	options="-o $T/trace"
	command "$1"
	[ "$(state)" = "$3" ] || trouble="$trouble $1: $(state);"
	sed -n 's/^\([a-z0-9_]*\)(.*/\1/p' "$T/trace" | grep -Ev "$5" |
		awk '{ print $1, ++n[$1] }' >"$T/points"
	while read -r call nth; do
		points=$((points + 1))
		prepare "$1"
		options="-o /dev/null -e inject=$call:$4:when=$nth"
		command "$1" && rc=0 || rc=$?
		case $(state) in
		"$2" | "$3") ;;
		*) trouble="$trouble $1 $call:$nth: $(state);" ;;
		esac
		# A command that says it is done has done it.
		[ "$rc" -ne 0 ] || [ "$(state)" = "$3" ] ||
			trouble="$trouble $1 $call:$nth: says it is done;"
		tcrctl image load "$T/new.sqfs" >"$T/out" 2>&1 ||
			trouble="$trouble $1 $call:$nth: no load after it;"
		[ "$(state)$(left_over)" = new ] ||
			trouble="$trouble $1 $call:$nth: $(left_over) is left;"
	done <"$T/points"
}
for how in signal=KILL error=EIO; do
	never='^(execve|exit|arch_prctl|set_tid_address)'
	# Memory is no file, and of what is only looked at nobody depends.
	[ "$how" = signal=KILL ] ||
		never='^(execve|exit|arch_prctl|set_tid_address|mmap|munmap|brk|close|ioctl|getdents64|statfs|geteuid|rt_sig.*)'
	for what in 'load old new' 'first none new' 'tag old new' 'rm old none'; do
		trouble=
		# shellcheck disable=SC2086 # three words
		try $what "$how" "$never"
		is "$trouble" '' "${what%% *}, $how at each of $points system calls"
		ok $((points < 15)) '... which are many'
	done
done
finish
