#!/bin/sh
# SPDX-License-Identifier: MIT
# Whatever lies in conf.d and among the images: it is named with its file, line
# and reason, it can be seen in the status, and everything else starts.
# shellcheck disable=SC2119 # tcrd takes no arguments here
. "$(dirname "$0")/lib.sh"
enter "$@"

busybox_image busybox
conf=$T/conf.d
good='[Container]
Image=busybox
Network=none
Exec=/bin/sh -c "trap exit TERM; while :; do sleep 1000 & wait; done"
[Install]
WantedBy=multi-user.target'
file() { # file NAME [LINE OF CONTAINER]: a good unit but for that line
	printf '%s\n' "$good" | sed "2a ${2:-#}" >"$conf/$1.container"
}

# Files that are none.
file good
head -c 300000 /dev/urandom >"$conf/binary.container"
{ echo '[Container]' && yes 'Image=busybox' | head -c 1048576; } >"$conf/huge.container"
{ printf '[Container]\nImage=busybox\nExec=' && head -c 100000 /dev/zero |
	tr '\0' x; } >"$conf/long-line.container"
printf '[Container]\nImage=busybox\nExe' >"$conf/cut.container"
printf '[Container\nImage=busybox\n' >"$conf/header.container"
printf '[Container]\nImage busybox\n' >"$conf/no-equals.container"
printf '[Container]\nImage=busy\000box\n' >"$conf/nul.container"
: >"$conf/empty.container"
mkfifo "$conf/fifo.container"
mkdir "$conf/folder.container"
ln -s /nowhere "$conf/dangling.container"
ln -s /proc/kmsg "$conf/device.container"
cp "$conf/good.container" "$conf/$(printf %070d 1).container"
cp "$conf/good.container" "$conf/bad name.container"
cp "$conf/good.container" "$conf/open.container"
chmod 666 "$conf/open.container"

# Units that are wrong.
file unknown 'Imagee=busybox'
file value 'ReadOnly=perhaps'
file later 'IP6=fd00::2'
file cycle-a
file cycle-b
sed -i '1i [Unit]\nAfter=cycle-b.container' "$conf/cycle-a.container"
sed -i '1i [Unit]\nAfter=cycle-a.container' "$conf/cycle-b.container"
file port-a 'PublishPort=8080:80'
file port-b 'PublishPort=8080:81'
sed -i 's/^Network=.*/#/' "$conf"/port-?.container
file requires
sed -i '1i [Unit]\nRequires=nosuch.container' "$conf/requires.container"
file environment 'EnvironmentFile=/nowhere/environment'
file environment-maybe 'EnvironmentFile=-/nowhere/environment'
# shellcheck disable=SC2016 # a variable of the unit
file variables 'Label=site=$SITE'
echo '[Service]' >>"$conf/variables.container"
echo 'EnvironmentFile=/nowhere/variables' >>"$conf/variables.container"

# Images that are none.
image() { # image NAME: a unit that wants it
	file "image-$1"
	sed -i "s/^Image=.*/Image=$1/" "$conf/image-$1.container"
}
image missing
image short
head -c 100 "$T/images/busybox.sqfs" >"$T/images/short.sqfs"
image torn
head -c 200000 "$T/images/busybox.sqfs" >"$T/images/torn.sqfs"
image noise
head -c 300000 /dev/urandom >"$T/images/noise.sqfs"
image folder
mkdir "$T/images/folder.sqfs"
image void
: >"$T/images/void.sqfs"

tcrd_start
claim "the boot comes to its end" until_ok 30 booted
is "$(state_of good)" running "a good unit runs"
is "$(state_of environment-maybe)" running "so does one whose file may lack"

says() { # says UNIT STATE PATTERN TEXT
	is "$(state_of "$1")" "$2" "$4: $2"
	like "$(tcrctl status "$1" | tr -s ' \n' ' ')" "$3" "... and why"
}
says binary bad-config 'binary.container: larger than 256 KiB' "noise"
says huge bad-config 'huge.container: larger than 256 KiB' "a file of 1 MiB"
says long-line bad-config 'long-line.container:3: .*long' "a line of 100 kB"
says cut bad-config 'cut.container:3: ' "a file cut in a line"
says header bad-config 'header.container:1: ' "a broken header"
says no-equals bad-config 'no-equals.container:2: ' "a line without ="
says nul bad-config 'nul.container:2: ' "a NUL byte"
says empty bad-config 'empty.container: no Image=' "an empty file"
says fifo bad-config 'fifo.container: not a regular file' "a FIFO"
says folder bad-config 'folder.container: not a regular file' "a folder"
says dangling bad-config 'dangling.container: .*No such file' "a link to nothing"
says device bad-config 'device.container: ' "a link into /proc"
says "$(printf %063d 0)" bad-config 'more than 63 letters' "a name that is too long"
is "$(state_of 'bad?name')" bad-config "a name with a blank: bad-config"
like "$(field 'bad?name' cause)" 'a name is letters' "... and why"
says open bad-config 'open.container: writable by others' "a file that others write"
says unknown bad-config \
	"unknown.container:3: .*'Imagee'.*did you mean 'Image'" "an unknown key"
says value bad-config 'value.container:3: .*ReadOnly' "a value that is none"
says later bad-config 'later.container:3: .*IP6' "a key that would limit"
says cycle-a bad-config 'cycle-a.container:2: .*cycle' "a cycle"
says cycle-b bad-config 'cycle-b.container:2: .*cycle' "the other half of it"
is "$(state_of port-a)" running "the first to claim a port has it"
says port-b bad-config \
	'port-b.container:3: .*8080/tcp.* port-a.container:3|8080/tcp is taken by .*port-a' \
	"the second"
says requires bad-config 'requires.container:2: .*nosuch' "what requires nothing"
says environment failed '/nowhere/environment' "a file with variables that lacks"
says variables failed '/nowhere/variables' "one that only \$ means"
says image-missing failed "missing" "an image that lacks"
for name in short torn noise folder void; do
	says image-$name failed "image.*$name" "image $name"
done
like "$(cat "$T/console")" 'boot: [0-9]+ of [0-9]+ units up, [0-9]+ refused' \
	"the console sums up"
is "$(grep -c 'unknown.container:3' "$T/console")" 1 "each reason is there once"
is "$(losetup -l -n -O BACK-FILE | grep -c "$T.*\(short\|torn\|noise\|void\)" || :)" 0 \
	"no device is left of a bad image"
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" || :

# Without crun.
rm -rf "$conf"
mkdir "$conf"
file good
printf '[Service]\nRestart=always\n' >>"$conf/good.container"
PATH=$TCR_BIN "$TCR_BIN/tcrd" 2>>"$T/console" &
tcrd_pid=$!
claim "without crun there is no container" until_ok 10 in_state good backoff
like "$(tcrctl status good)" 'crun.*No such file' "but a reason"
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" && rc=0 || rc=$?
is "$rc" 0 "and an end"

# Many.
for n in $(seq 200); do
	file "many$n"
	sed -i 's/WantedBy=.*/WantedBy=/' "$conf/many$n.container"
done
tcrd_start
is "$(device 'units | length')" 201 "200 units more are no trouble"
claim "the one that is wanted runs" until_ok 10 in_state good running
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" || :
finish
