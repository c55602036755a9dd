#!/bin/sh
# SPDX-License-Identifier: MIT
# tcrctl cp: files of a container that runs, as a tar archive, and nothing that
# is not the container's.
. "$(dirname "$0")/lib.sh"
enter "$@"

busybox_image busybox
mkdir -p /run/shared
echo secret >/run/secret
idle_unit web 'Volume=/run/shared:/data'
sed -i 's/echo started/mkdir -p \/srv\/a; echo one >\/srv\/a\/1; chmod 600 \/srv\/a\/1; chown 33:34 \/srv\/a\/1; ln -s a \/srv\/link; ln -s \/run\/secret \/srv\/out; ln -s ..\/..\/..\/..\/run\/secret \/srv\/up; busybox mkfifo \/srv\/pipe; echo started/' \
	"$T/conf.d/web.container"
idle_unit down
sed -i 's/^WantedBy=.*//' "$T/conf.d/down.container"
tcrd_start
until_ok 20 in_state web running
until_ok 20 sh -c 'tcrctl logs web | grep -q " web started\$"' # and not tcrd's own line
echo two >/run/shared/2

run() { # run WORDS...: status in $rc, archive in $T/tar, errors in $T/err
	rc=0
	tcrctl cp "$@" >"$T/tar" 2>"$T/err" || rc=$?
}

run web:/srv/a/1 -
is "$rc $(tar --numeric-owner -tvf "$T/tar" | awk '{ print $1, $2, $3, $6 }')" \
	'0 -rw------- 33/34 4 1' 'a file, with owner and mode'
is "$(tar -xOf "$T/tar" 1)" one 'and its content'
run web:/srv -
is "$rc $(tar -tf "$T/tar" | sort | xargs)" \
	'0 ./ a/ a/1 link out pipe up' 'a directory with all in it'
run web:/data -
is "$(tar -tf "$T/tar" | sort | xargs)" './ 2' 'a volume of the container'
run web:/srv/link/1 -
is "$(tar -xOf "$T/tar")" one 'a link leads to what it leads to in the container'

says() { # says STATUS TEXT WHAT
	is "$rc:$(cat "$T/err")" "$1:tcrctl: $2" "$3"
	is "$(stat -c %s "$T/tar")" 0 "$3: nothing is written"
}
run web:/srv/out -
says 1 'cp: web:/srv/out: No such file or directory' \
	'a link to a file of the device'
run web:/srv/up -
says 1 'cp: web:/srv/up: No such file or directory' 'a link that climbs'
run web:/proc/1/root/run/secret -
says 1 'cp: web:/proc/1/root/run/secret: Symbolic link loop' \
	'a way through /proc'
run web:/srv/pipe -
says 1 'cp: web:/srv/pipe is neither a file nor a directory' 'a FIFO'
run web:/dev/null -
says 1 'cp: web:/dev/null is neither a file nor a directory' 'a device'
run web:/nope -
says 1 'cp: web:/nope: No such file or directory' 'a path that is not there'
run wbe:/srv -
says 4 "no such unit: 'wbe' (did you mean 'web'?)" 'a typo'
run down:/srv -
says 3 "down does not run: it is inactive (see 'tcrctl status down')" \
	'a container that does not run'
for words in 'web -' 'web:srv -' 'web:/srv /tmp'; do
	# shellcheck disable=SC2086 # two words
	run $words
	says 2 "cp: NAME:/PATH and - are wanted (see 'tcrctl help cp')" "cp $words"
done
finish
