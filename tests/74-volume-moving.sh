#!/bin/sh
# SPDX-License-Identifier: MIT
# tcrctl volume backup, while a container that writes to the volume puts something else in
# a file's place, between the look at it and open(2): no link is followed and no FIFO opened.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/volumes.sh"
enter "$@"
volumes_world
mkdir -p "$volumes/data"
echo 'not of the volume' >"$T/secret"
tcrd_start

# moved COMMAND...: makes what is to be in the place of a file; then there is a backup.
moved() {
	rm -f "$volumes/data/file" "$T/trace"
	echo 'of the volume' >"$volumes/data/file"
	timeout 60 strace -qqq -o "$T/trace" -e trace=openat -e signal=none -P file \
		-e inject=openat:delay_enter=5000000 \
		tcrctl volume backup data >"$T/tar" 2>"$T/said" &
	client=$!
	until_ok 10 grep -q '"file"' "$T/trace"
	"$@" "$volumes/data/new"
	mv "$volumes/data/new" "$volumes/data/file"
	wait "$client" && rc=0 || rc=$?
}
moved cp "$T/secret"
is "$rc $(tar -xOf "$T/tar" file)" '0 not of the volume' 'another file is saved as it is then'
moved ln -s "$T/secret"
is "$rc $(grep -ac 'of the volume' "$T/tar")" '1 0' 'a link is not followed'
like "$(cat "$T/said")" '^tcrctl: save file: |^save file: ' '... it says of what'
moved mkfifo
is "$rc $(grep -ac 'of the volume' "$T/tar")" '1 0' 'a FIFO is not waited for'
kill "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
umount /var/lib
finish
