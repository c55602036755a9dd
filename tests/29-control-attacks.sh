#!/bin/sh
# SPDX-License-Identifier: MIT
# A container whose root sees the control socket is obeyed in nothing, whoever of
# it connects, asks, ends, or is handed a connection.
. "$(dirname "$0")/lib.sh"
enter "$@"

busybox_image busybox
gcc -static -O1 -o "$T/root-busybox/bin/peer" "$tests/driver/control-peer.c"
mksquashfs "$T/root-busybox" "$T/images/busybox.sqfs" -quiet -noappend \
	-no-progress -comp zstd -Xcompression-level 1 >/dev/null
idle_unit web
mkdir /run/shared
# A request is a line of /shared/do; what came of it goes to the log.
unit attacker.container <<'E'
[Container]
Image=busybox
Network=none
Volume=/run/shared:/shared
Exec=/bin/sh -c "while read -r how path request; do echo begin $how; peer $how $path \"$request\"; echo end $how; done <>/shared/do"
StopSignal=SIGKILL
[Install]
WantedBy=multi-user.target
E
mkfifo /run/shared/do
tcrd_start
until_ok 20 in_state web running
until_ok 20 in_state attacker running
# What a link followed by mistake, or an operator, would bring about.
ln /run/tcr/control/socket /run/shared/socket

answer=
said() { tcrctl logs attacker | grep -q " end $1\$"; }
attack() { # attack HOW PATH: asks to stop web; the answer in $answer
	echo "$1 $2 stop web" >/run/shared/do
	until_ok 20 said "$1" || :
	answer=$(tcrctl logs attacker | sed -n "/ begin $1\$/,/ end $1\$/p" |
		sed 's/^[^ ]* [^ ]* //')
}
pid=$(pid_of web)
attack ask /shared/socket
like "$answer" '^answer: error 1 only root of the device' \
	"a container's root that sees the socket is told no"
attack orphan /shared/socket
like "$answer" '^answer: error 1 ' "also when a child connected and has ended"
attack ghost /shared/socket
like "$answer" '^answer: error 1 ' "also when that child has asked"
"$T/root-busybox/bin/peer" give /run/tcr/control/socket /run/shared/door &
giver=$!
door_is_open() { ss -Hlx | grep -q " /run/shared/door "; }
until_ok 10 door_is_open
attack take /shared/door
claim "root of the device hands its connection over" wait "$giver"
like "$answer" '^answer: error 1 sent by another process than connected' \
	"and a container that asks over it is told no"
is "$(state_of web) $(pid_of web)" "running $pid" "web runs on through all that"

# Another user of the device, to whom somebody has opened the folder and the socket.
cp "$T/root-busybox/bin/peer" /run/peer
chmod 711 /run/tcr/control
chmod 666 /run/tcr/control/socket
like "$(setpriv --reuid 33 --regid 33 --clear-groups /run/peer ask \
	/run/tcr/control/socket 'stop web')" '^answer: error 1 only root of the device' \
	'another user who can connect is told no'
is "$(state_of web) $(pid_of web)" "running $pid" 'which has done nothing'
chmod 600 /run/tcr/control/socket
chmod 700 /run/tcr/control

# The same from the device: there they differ in what can be told.
kill -STOP "$tcrd_pid"
"$T/root-busybox/bin/peer" ghost /run/tcr/control/socket 'stop web' >"$T/ghost" &
ghost=$!
until_ok 10 grep -q 'is gone' "$T/ghost"
kill -CONT "$tcrd_pid"
wait "$ghost" || :
like "$(cat "$T/ghost")" '^answer: error 1 ' "who cannot be looked at any more is not obeyed"
is "$(pid_of web)" "$pid" "whoever it was"
out=$("$T/root-busybox/bin/peer" ask /run/tcr/control/socket 'stop web')
like "$out" '^answer: ok' "the device's root is"
is "$(state_of web)" inactive "and web is down"
claim "--no-wait returns when tcrd has taken the request" tcrctl start --no-wait web
claim "and it is done" until_ok 20 in_state web running
tcrctl stop --no-wait web nope >"$T/out" 2>&1 && rc=0 || rc=$?
like "$rc $(cat "$T/out")" "^4 .*no .*unit.*nope" "what is wrong with it is told"
is "$(state_of web)" running "and nothing of it done"
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" || :
finish
