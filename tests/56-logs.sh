#!/bin/sh
# SPDX-License-Identifier: MIT
# Where a container's output goes: nowhere, the console, the kernel's log, a
# terminal, a file that outlives the boot; and how much of it.
. "$(dirname "$0")/lib.sh"
enter "$@"
busybox_image busybox
ln -s busybox "$T/root-busybox/bin/seq"
ln -s busybox "$T/root-busybox/bin/tty"
mksquashfs "$T/root-busybox" "$T/images/busybox.sqfs" -quiet -noappend \
	-no-progress >/dev/null
gcc -std=gnu17 -D_GNU_SOURCE -o "$T/pty" "$top/tests/driver/pty.c"
mkdir -p /var/lib
mount -t tmpfs lib /var/lib
kept=/var/lib/tcr/logs
mkfifo "$T/console-fifo"
exec 9<>"$T/console-fifo" # nobody reads it yet
: >"$T/kmsg"
mount --bind "$T/console-fifo" /dev/console
mount --bind "$T/kmsg" /dev/kmsg
mount -t devpts -o newinstance,ptmxmode=666 devpts /dev/pts
mkfifo "$T/keys"
"$T/pty" /dev/pts/ptmx <"$T/keys" >"$T/screen" &
exec 8>"$T/keys"
until_ok 5 grep -q . "$T/screen"

server() { # server NAME COMMAND LINE...
	name=$1 command=$2
	shift 2
	unit "$name.container" <<-EOF
		[Container]
		Image=busybox
		Network=none
		Exec=/bin/sh -c "trap 'exit 0' TERM; $command; while :; do sleep 1000 & wait; done"
		[Service]
		$(printf '%s\n' "$@")
		[Install]
		WantedBy=multi-user.target
	EOF
}
server null 'echo lost; echo kept >&2' StandardOutput=null StandardError=journal
server both "printf 'a '; printf 'E ' >&2; echo b; echo F >/dev/stderr"
server none 'echo lost; echo lost >&2' '[Container]' LogDriver=none
server kmsg "echo 'to\\033kmsg'" StandardOutput=kmsg SyslogIdentifier=tag
server flood 'seq 20000' '[X-TCR]' Console=yes
server rate 'seq 100' LogRateLimitIntervalSec=2 LogRateLimitBurst=5
server keep 'echo first boot' '[X-TCR]' LogPersist=yes
server beside 'echo one more' '[X-TCR]' LogPersist=yes
# shellcheck disable=SC2016 # the container's variable
server term 'tty; read x; echo got $x; echo err >&2' StandardInput=tty \
	"TTYPath=/dev/pts/$(head -n 1 "$T/screen")" StandardError=journal \
	TTYReset=yes
server noterm true StandardInput=tty TTYPath=/dev/null
mkdir "$T/etc"
printf '[Manager]\nLogPersist=yes\n' >"$T/etc/tcr.conf"
export TCR_PERSIST_MS=200 TCR_ETC="$T/etc"
tcrd_start
# shellcheck disable=SC2317 # until_ok calls them
said() { # said UNIT: its own lines
	tcrctl logs "$1" | grep -v -e ' tcr: ' -e 'Z -- ' | sed 's/^[^ ]* [^ ]* //'
}
# shellcheck disable=SC2317
has_said() { said "$1" | grep -q "$2"; }
until_ok 20 all_running null none kmsg flood rate keep term || :
until_ok 10 has_said null kept || :
is "$(said null)" kept 'a stream that is to be dropped is'
is "$(said none)" '' 'LogDriver=none drops both'
until_ok 10 has_said kmsg kmsg || :
until_ok 10 grep -q kmsg "$T/kmsg" || :
is "$(cat "$T/kmsg")" '<6>tag: to?kmsg' "a line in the kernel's log, cleaned"

stream() { # stream NAME: its lines of the unit both
	tcrctl logs --stream="$1" both | sed 's/^[^ ]* //'
}
# shellcheck disable=SC2317
both_said() { has_said both 'a b' && has_said both 'E F'; }
until_ok 10 both_said || :
is "$(stream out)" 'both a b' 'standard output is apart, in whole lines'
is "$(stream err)" 'both E F' 'and so is standard error'
is "$(tcrctl logs --jsonl both | jq -r 'select(.m == "E F").s')" err 'JSON has it'
tcrctl stop both >/dev/null
like "$(stream tcr | xargs)" '^-- both started, .* -- both tcr: ' 'and what tcrd says of the unit'
rc=0
tcrctl logs --stream=in both 2>"$T/err" || rc=$?
like "$rc $(cat "$T/err")" "^2 .*'in' is no stream" 'there are no others'

until_ok 10 has_said rate '^5$' || :
# shellcheck disable=SC2317
told() { tcrctl logs rate | grep -q 'Z -- rate: 95 lines dropped --$'; }
claim 'lines beyond the limit are counted, and told when it is over' until_ok 10 told
is "$(tcrctl logs --jsonl rate | jq -c 'select(.s == "drop") | [.u, .dropped]')" \
	'["rate",95]' 'also as a number'
like "$(tcrctl logs rate | head -n 1)" \
	"Z -- rate started, pid $(field rate pid), run 1 --\$" 'a start is marked'
is "$(said rate | tr '\n' ' ')" '1 2 3 4 5 ' 'those below it are there'

claim 'a console that takes nothing does not hold up the log' \
	until_ok 20 has_said flood '^20000$'
kill -9 "$tcrd_pid" # the count goes with it, so: once more, with a reader
wait "$tcrd_pid" 2>/dev/null || :
cat <&9 >>"$T/console-text" &
reader=$!
tcrd_start
until_ok 10 all_running flood || :
echo DRAINED >&9
until_ok 10 grep -q DRAINED "$T/console-text"
: >"$T/console-text"
tcrctl restart flood >/dev/null
claim 'lines on the console have the name of the unit' \
	until_ok 20 grep -q 'flood: 20000' "$T/console-text"
is "$({
	grep -c '^flood: [0-9]*.$' "$T/console-text"
	sed -n 's/^(\([0-9]*\) lines lost).*/\1/p' "$T/console-text"
} | awk '{ n += $1 } END { print n }')" 20000 \
	'what it had no room for is counted'
kill $reader

tty=/dev/pts/$(head -n 1 "$T/screen")
# shellcheck disable=SC2317
on_screen() { grep -q "$1" "$T/screen"; }
echo hello >&8
claim "a container reads and writes a terminal ($tty)" until_ok 10 on_screen 'got hello'
claim 'and its errors go to the log' until_ok 10 has_said term err
until_ok 10 in_state noterm failed || :
like "$(tcrctl status noterm)" '/dev/null is no terminal' \
	'what is no terminal fails the start'

claim 'a log is kept while the container runs' until_ok 10 test -e $kept/keep.log
like "$(cat $kept/keep.log)" 'out first boot' 'with its lines'
is "$(stat -c %a $kept $kept/keep.log | tr '\n' ' ')" '700 600 ' "root's alone"
inode=$(stat -c %i $kept/keep.log)
copied() { [ "$(grep -c 'out one more' "$kept/beside.log")" -ge "$1" ]; }
for n in 1 2 3; do # periods: in each another's log is written
	until_ok 10 copied $n
	tcrctl restart beside >/dev/null
done
is "$(stat -c %i $kept/keep.log)" "$inode" 'and not written without need'
claim "tcrd's own log is kept, too" until_ok 10 grep -q 'keep: running' $kept/tcrd.log
inode=$(stat -c %i "$kept/tcrd.log")
tcrctl restart keep >/dev/null
# shellcheck disable=SC2317
renewed() { [ "$(stat -c %i "$kept/tcrd.log")" != "$inode" ]; }
claim 'again when it has something new' until_ok 10 renewed
kill "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
like "$(cat $kept/tcrd.log)" 'stopping all units' 'to the end'
like "$(tail -n 1 $kept/keep.log)" 'tcr ' 'at a shutdown to its end'

rm -rf /run/tcr/units/keep
rm "$T/conf.d/flood.container" "$T/conf.d/kmsg.container" \
	"$T/conf.d/beside.container"
sed -i 's/first boot/second boot/' "$T/conf.d/keep.container"
unset TCR_PERSIST_MS
tcrd_start
until_ok 10 has_said keep second || :
like "$(tcrctl logs -b -1 keep)" 'keep first boot' \
	'the log of the boot before can be read'
for _ in 1 2; do # each stop makes a copy
	tcrctl stop keep >/dev/null
	like "$(tcrctl logs -b -1 keep.container)" 'keep first boot' \
		'also when this boot has kept its own'
	tcrctl start keep >/dev/null
done
like "$(cat $kept/keep.log)" 'second boot' 'which is apart'
rc=0
tcrctl logs -b -1 null 2>"$T/err" || rc=$?
like "$rc $(cat "$T/err")" '1 .*nothing was kept' 'others keep nothing'
is "$(find $kept -name '*.log' | sort | xargs)" \
	"$kept/beside.log $kept/keep.log $kept/tcrd.log" 'nothing else is written'
kill "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
exec 8>&-
finish
