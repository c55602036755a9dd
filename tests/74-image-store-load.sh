#!/bin/sh
# SPDX-License-Identifier: MIT
# tcrctl image load: what it refuses leaves nothing behind, others wait or do not,
# containers keep what they run, and --restart goes back if units do not stay up.
. "$(dirname "$0")/lib.sh"
. "$tests/lib/images.sh"
. "$tests/lib/store.sh"
enter "$@"
store_setup
then=2026-01-01T00:00:00Z
image "$T/images/web.sqfs" web:1 1.0 $then Cmd=/bin/sleep Cmd=1000
image "$T/one.sqfs" web:1 1.1 $then Cmd=/bin/sleep Cmd=1001
image "$T/two.sqfs" web:1 1.2 $then Cmd=/bin/sleep Cmd=1002
mkdir -p "$S"

refused() { # refused PATTERN TEXT FILE: and the store is as it was
	before=$(cd "$S" && find . -type f -exec cksum {} + | sort)
	run tcrctl image load "$3"
	is "$rc" 1 "refused: $2"
	like "$err" "^tcrctl: $1" "... and why: $2"
	is "$(cd "$S" && find . -type f -exec cksum {} + | sort)" "$before" \
		"... with nothing changed: $2"
}
tcrctl image load "$T/one.sqfs" >"$T/out"
image_arch=s390x image "$T/x.sqfs" web:1 2 $then
refused "$T/x.sqfs: is for s390x, this machine is $arch" 'another machine' "$T/x.sqfs"
for name in ../../../etc/x /etc/x ../x .x 'a+b' 'a@b' "$(head -c 250 /dev/zero | tr '\0' a)"; do
	image "$T/x.sqfs" "$name:1" 2 $then
	refused '.*(says no name that an image can have|File name too long|Filename too long)' \
		"the name $(echo "$name" | head -c 20)" "$T/x.sqfs"
done
refused "$T/base: it says no name" 'no trailer' "$T/base"
refused "$T/none: No such file" 'no file' "$T/none"
refused "$T/images: Is a directory" 'a directory' "$T/images"
refused '/dev/null: not a squashfs file' 'nothing at all' /dev/null
size=$(stat -c %s "$T/two.sqfs")
for cut in 1 127 128 129 1000 4096 100000; do
	head -c $((size - cut)) "$T/two.sqfs" >"$T/x.sqfs"
	refused "$T/x.sqfs: " "$cut bytes are missing" "$T/x.sqfs"
done
cp "$T/two.sqfs" "$T/x.sqfs"
printf x | dd of="$T/x.sqfs" bs=1 seek=$((size - 200)) conv=notrunc 2>/dev/null
refused "$T/x.sqfs: trailer damaged" 'a changed trailer' "$T/x.sqfs"
printf xxxx | dd of="$T/x.sqfs" bs=1 conv=notrunc 2>/dev/null
refused "$T/x.sqfs: " 'no squashfs' "$T/x.sqfs"

# A small disk; what it has no room for is known before, or noticed.
mv "$S" "$T/kept"
mkdir "$S"
mount -t tmpfs -o size=2m none "$S"
run tcrctl image load "$T/one.sqfs"
is "$rc" 0 'a disk with room for one'
refused "$T/two.sqfs: not enough space in $S: [0-9.]+K free, 1.1M needed" \
	'no room for another' "$T/two.sqfs"
mkfifo "$T/fifo"
cat "$T/two.sqfs" >"$T/fifo" &
refused "$T/fifo: not enough space in $S" 'no room for a pipe' "$T/fifo"
umount "$S"
rmdir "$S"
mv "$T/kept" "$S"

# One changes the store at a time, and readers do not wait.
tcrctl image load - <"$T/fifo" >"$T/slow" &
slow=$!
exec 9>"$T/fifo"
head -c 100000 "$T/one.sqfs" >&9
until_ok 10 test -s "$S/.load"
run tcrctl image load --timeout 1 "$T/two.sqfs"
is "$rc: $err" "6: tcrctl: $S: another tcrctl is changing images" \
	'a second load waits, but not for ever'
is "$(has web:1)" 1.1 'who reads does not wait, and sees the old image'
tcrctl image load "$T/two.sqfs" >"$T/waited" 9>&- &
waits=$!
tail -c +100001 "$T/one.sqfs" >&9
exec 9>&-
wait "$slow" && rc=0 || rc=$?
is "$rc" 0 'the first load ends'
wait "$waits" && rc=0 || rc=$?
is "$rc$(has web:1)$(left_over)" 01.2 '... and then the second one'
for _ in 1 2 3 4 5 6; do
	tcrctl image load "$T/one.sqfs" >/dev/null &
	tcrctl image load "$T/two.sqfs" >/dev/null &
	like "$(has web:1)" '^1\.[12]$' 'two at once: the image is always there'
done
wait
like "$(has web:1)$(left_over)" '^1\.[12]$' '... and nothing is left over'

command_of() { # command_of UNIT: what its container runs, in the place of crun
	process=/proc/$(pid_of "$1")
	until_ok 10 own_environ "$process/environ"
	tr '\0' ' ' <"$process/cmdline"
}
tcrctl image load "$T/one.sqfs" >"$T/out"
uses a web:1 Restart=always
uses b web:1
sed -i '1i [Unit]\nAfter=a.container' "$T/conf.d/b.container"
uses other "$T/images/web.sqfs"
uses idle web:1
sed -i '/Install/,$d' "$T/conf.d/idle.container"
tcrd_start
for u in a b other; do
	until_ok 10 in_state $u running
done
is "$(command_of a)$(command_of b)$(command_of other)" \
	'/bin/sleep 1001 /bin/sleep 1001 /bin/sleep 1000 ' 'units run the loaded image'
before=$(pid_of a)
run tcrctl image load "$T/two.sqfs"
is "$rc$(pid_of a)" "0$before" 'load leaves containers as they are'
is "$(tcrctl status --json a | jq -r '.[0] | .image_digest + .image_version')" \
	"sha256:$(digest 1.1)1.1" '... and the status tells which image runs'
run tcrctl status a
like "$out" "Runs: +sha256:$(digest 1.1 | cut -c 1-12), version 1.1$" '... to people'
like "$out" "Next: +sha256:$(digest 1.2 | cut -c 1-12), version 1.2 .after a restart" \
	'... and which one after a restart'
kill -KILL "$before"
again() {
	pid=$(pid_of a) && [ -n "$pid" ] && [ "$pid" != "$before" ] &&
		[ "$(command_of a)" = '/bin/sleep 1001 ' ]
}
claim 'a container that ends by itself is started again from the same image' \
	until_ok 10 again
tcrctl restart a
is "$(command_of a)$(runs a)" '/bin/sleep 1002 1.2' '... a restarted unit has the new one'
is "$(tcrctl status a | grep -c Next:)" 0 '... and that is said'
sed -i 's/^Restart=always/&\nRestartSec=0/' "$T/conf.d/a.container"
tcrctl reload-config
missed=
for image in one:1.1:1 two:1.2:2 one:1.1:3 two:1.2:4 one:1.1:5 two:1.2:3; do
	version=${image#*:}
	tcrctl image load "$T/${image%%:*}.sqfs" >"$T/out"
	kill -KILL "$(pid_of a)"
	sleep "0.0${image##*:}" # to meet it at several moments
	tcrctl restart a
	[ "$(runs a)" = "${version%:*}" ] || missed="$missed $image"
done
is "$missed" '' '... also if it was just about to start again'
before=$(pid_of other)
run tcrctl image load --restart "$T/two.sqfs"
is "$rc: $out" "0: web:1: loaded (sha256:$(digest 1.2))" 'load --restart'
is "$(command_of a)$(command_of b)" '/bin/sleep 1002 /bin/sleep 1002 ' \
	'... restarts the units that use it'
is "$(pid_of other)" "$before" '... and no other'
claim '... nor one that is down' in_state idle inactive
is "$(left_over)" '' '... and the old image is gone'

image "$T/bad.sqfs" web:1 1.3 $then Cmd=/bin/nothing
run tcrctl image load --restart "$T/bad.sqfs"
is "$rc" 1 'load --restart of an image that does not start'
like "$err" 'web:1: not loaded: the image before is back$' '... says so'
is "$(has web:1)$(left_over)" 1.2 '... and the old one is back'
is "$(command_of a)$(command_of b)" '/bin/sleep 1002 /bin/sleep 1002 ' \
	'... and units run it'
image "$T/short.sqfs" web:1 1.4 $then Cmd=/bin/sleep Cmd=1
run tcrctl image load --restart --keep-old-for 30 "$T/short.sqfs"
is "$rc" 1 '--keep-old-for: an image that does not stay up'
like "$err" 'a unit did not stay up' '... says so'
is "$(has web:1)$(left_over)" 1.2 '... and the old one is back'
is "$(command_of a)$(command_of b)" '/bin/sleep 1002 /bin/sleep 1002 ' \
	'... and units run it'
run tcrctl image load --restart --keep-old-for 2 "$T/one.sqfs"
is "$rc$(command_of a)" 0'/bin/sleep 1001 ' '... and one that does is loaded'
uses ready web:1 Notify=yes TimeoutStartSec=100
sed -i '/Notify/d; s/^StopSignal/Notify=yes\n&/' "$T/conf.d/ready.container"
tcrctl reload-config --no-wait
until_ok 10 in_state ready starting
run tcrctl image load --restart --timeout 2 "$T/two.sqfs"
is "$rc$(has web:1)" 11.1 '--timeout: a unit that does not become ready'
rm "$T/conf.d/ready.container"
tcrctl reload-config
tcrctl image rm --force web:1 >"$T/out"
run tcrctl image load --restart "$T/bad.sqfs"
is "$rc" 1 'load --restart where only the firmware had the image'
like "$err" 'the new image is removed$' '... says so'
is "$(ls -A "$S")$(command_of a)" '/bin/sleep 1000 ' \
	'... and units run that of the firmware'
finish
