#!/bin/sh
# SPDX-License-Identifier: MIT
# tcrctl ps and top: containers, their processes and what they use.  What a container
# calls itself moves no cursor, and the terminal is as it was after each way out.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/terminal.sh"
enter "$@"
busybox_image busybox
ctl() { # ctl COMMAND...: its words in $said, its errors in $err, its status in $rc
	said=$(tcrctl "$@" 2>"$T/err") && rc=0 || rc=$?
	err=$(cat "$T/err")
}
said() {
	printf '%s\n' "$said"
}
wide() { # of $said: how many lines have more than 80 columns
	said | awk 'length > 80' | wc -l
}
names() {
	said | awk '/^[a-z]/ {print $1}' | xargs
}
unit busy.container <<-'E'
	[Container]
	Image=busybox
	Network=none
	User=7:7
	Exec=/bin/sh -c "trap 'exit 0' TERM; sleep 1234 & while :; do :; done"
E
unit web.container <<-'E'
	[Container]
	Image=busybox
	PublishPort=127.0.0.1:8080:80
	PublishPort=127.0.0.1:8081:81
	PublishPort=127.0.0.1:8082:82
	Exec=/bin/sh -c ": '\x1b[2Jevil'; trap 'exit 0' TERM; while :; do sleep 1000 & wait; done"
E
idle_unit down
sed -i '/WantedBy/d' "$T/conf.d/down.container"
ctl ps
is "$rc:$said" 7: 'without tcrd: exit status 7'
ctl top -n 1
is "$rc:$said" 7: 'of top, too'
tcrd_start
tcrctl start busy web

# ps
ctl ps
is "$rc:$(wide)" 0:0 'ps fits 80 columns'
like "$said" '^NAME  *IMAGE  *STATE  *SINCE  PORTS$' 'its titles'
like "$said" '^web  *busybox  *running  *[0-9]+s  *127.0.0.1:8080:80' 'a container that runs'
is "$(names)" 'busy web' 'and no others'
is "$(said | tr ' ' '\n' | grep -c :808)" 3 'with all its ports'
ctl ps -a
is "$(names)" 'busy down web' '-a: all containers'
is "$(tcrctl ps --json | jq -r 'map(.unit) | join(" ")')" 'busy.container web.container' \
	'--json: an array of what the status has of each'
forked() {
	tcrctl ps busy | grep -q 'sleep 1234'
}
until_ok 20 forked
ctl ps busy
is "$rc:$(wide)" 0:0 'the processes of a container'
like "$said" "^ *$(pid_of busy) +1 +7 .* /bin/sh -c trap" 'both pids, user and command'
is "$(said | wc -l)" 3 'the first one and its child, no others'
group=/sys/fs/cgroup/$TCR_CGROUP
is "$(tcrctl ps --json busy | jq -r 'map(.pid) | sort | map(tostring) | join(" ")')" \
	"$(sort -n "$group/busy/cgroup.procs" | xargs)" '--json has those of the cgroup'
is "$(tcrctl ps --json busy.container | jq -c '.[0] | [.container_pid, .uid,
	.memory_bytes > 0, (.command | startswith("/bin/sh -c trap"))]')" \
	'[1,7,true,true]' 'with what they are'
is "$(tcrctl ps --json busy | jq -r '.[0] | keys_unsorted | join(" ")')" \
	'pid container_pid uid cpu_ms memory_bytes command' 'under these keys'
used() { # used MS: its first process has used so much
	[ "$(tcrctl ps --json busy | jq '.[0].cpu_ms')" -ge "$1" ]
}
claim 'time of processors grows' until_ok 20 used 300
ctl ps web
is "$(said | tr -d '[:print:]\n' | wc -c):$(said | grep -c evil)" 0:1 \
	'a control character in a command is not shown'
mkdir "$group/web/below"
tcrctl ps --json web | jq '.[-1].pid' >"$group/web/below/cgroup.procs"
is "$(tcrctl ps --json web | jq length)" 2 'a cgroup below that of the unit counts'
ctl ps down
is "$rc:$err" '3:tcrctl: down has no process: it is inactive' 'ps of a unit that is down'
ctl ps busi
is "$rc" 4 'ps of no unit'
like "$err" "did you mean 'busy'" 'a name to propose'
ctl ps busy web
is "$rc" 2 'one unit at a time'

# top
ctl top -n 1 -d 1
is "$rc:$(wide):$err" 0:0: 'top once, in 80 columns'
like "$said" '^UNIT  *CPU%  *MEM  *MAX  *TASKS  *READ/s  *WRITE/s  *CPU-P  *MEM-P  *IO-P$' \
	'its titles'
is "$(said | sed -n '2s/ .*//p;3s/ .*//p' | xargs)" 'device busy' \
	'the whole device is above all units, of which the one that uses most comes first'
like "$said" '^web  *0\.[0-9]' 'one that waits uses nothing'
is "$(said | grep -c '^down')" 0 'one without a cgroup is left out'
at=$(tcrctl top -n 1 -d 1 --json | jq '.[] | select(.unit == "busy.container")')
is "$(printf '%s' "$at" | jq '.cpu_percent > 1')" true 'one that only counts uses a processor'
is "$(printf '%s' "$at" | jq -r 'keys_unsorted | join(" ")')" 'unit cpu_percent memory_bytes'\
' memory_max_bytes tasks read_bytes_per_second write_bytes_per_second'\
' cpu_pressure_percent memory_pressure_percent io_pressure_percent' 'the keys of --json'
for file in memory.current pids.current io.stat cpu.pressure; do
	case $file in
	memory.current) key=memory_bytes ;;
	pids.current) key=tasks ;;
	io.stat) key=read_bytes_per_second ;;
	*) key=cpu_pressure_percent ;;
	esac
	[ -r "$group/busy/$file" ] && there=true || there=false
	is "$(printf '%s' "$at" | jq ".$key != null")" "$there" \
		"$key is known if this kernel has $file"
done
is "$(tcrctl top -n 2 -d 1 --json | jq -s length)" 2 '-n 2: two measurements'
# The device: of --json the first object, with no unit.
at=$(tcrctl top -n 1 -d 1 --json | jq '.[0]')
is "$(printf '%s' "$at" | jq -c '[.unit, .cpu_percent > 1, .memory_bytes > 0, .memory_max_bytes, .tasks > 2]')" \
	"[null,true,true,$(($(sed -n 's/^MemTotal: *\([0-9]*\).*/\1/p' /proc/meminfo) * 1024)),true]" \
	'--json: the device comes first, with its memory and tasks'
used=$(awk '/^MemTotal/ { n += $2 } /^MemAvailable/ { n -= $2 } END { printf "%d", n * 1024 }' /proc/meminfo)
is "$(printf '%s' "$at" | jq ".memory_bytes / $used | . > 0.5 and . < 2")" true \
	'... of which is used what is not available'
for file in io.stat cpu.pressure memory.pressure io.pressure; do
	case $file in
	io.stat) key=write_bytes_per_second ;;
	*) key=${file%.pressure}_pressure_percent ;;
	esac
	[ -r "/sys/fs/cgroup/$file" ] && there=true || there=false
	is "$(printf '%s' "$at" | jq ".$key != null")" "$there" "... $key if the root cgroup has $file"
done
is "$(tcrctl top -n 2 -d 1 busy | grep -c COMMAND)" 2 'top NAME: processes, twice'
ctl top -n 0
is "$rc" 2 '-n 0 is nothing'
ctl top -n 1 down
is "$rc" 3 'top of a unit that is down'
tcrctl top -d 1 >"$T/blocks" &
top=$!
blocks() { # blocks NUMBER: so many were written
	[ "$(grep -c ^UNIT "$T/blocks")" -ge "$1" ]
}
claim 'without a terminal block after block' until_ok 20 blocks 2
kill "$top"
wait "$top" && rc=0 || rc=$?
is "$rc:$(tr -d '[:print:]\n' <"$T/blocks" | wc -c)" 0:0 'plain ones, until a signal'

# On a terminal.
TERM=vt220 terminal tcrctl top -d 1 <<-'E'
	expect busy
	expect IO-P
	send x
	expect IO-P
	send q
E
ends 0 'q ends'
like "$(cat "$T/screen")" '^device  *[0-9.]*[0-9]  *[0-9.]*[KMG]  *[0-9.]*[KMG]  *[0-9]' 'the device is drawn there, too'
like "$(cat "$T/screen")" "$(printf '\033\\[H')UNIT" 'it is drawn in the same place'
TERM=vt220 terminal tcrctl top -d 600 <<-'E'
	expect busy
	send \x03
E
ends 0 'Ctrl-C, during the pause'
TERM=vt220 terminal tcrctl top -d 600 busy <<-'E'
	expect sleep 1234
	signal TERM
E
ends 0 'SIGTERM'
TERM=vt220 terminal tcrctl top -d 1 -n 1 web </dev/null
ends 0 'a count'
(sleep 2; exec tcrctl stop busy) & # top has begun by then, or tells the same
TERM=vt220 terminal tcrctl top -d 1 busy <<-'E'
	expect busy has no process
E
ends 3 'a unit that ends meanwhile'
TERM=vt220 terminal tcrctl top -d 1 <<-'E'
	expect IO-P
	size 3 80
	expect IO-P
	expect IO-P
	send q
E
ends 0 'a small terminal'
is "$(python3 -c 'import sys
print(open(sys.argv[1]).read().split("\033[H")[-1].count("\033[K\n"))' "$T/screen")" 2 \
	'... has as many lines as there is room for'
TERM=dumb terminal tcrctl top -d 1 -n 1 </dev/null
is "$(grep -c "$(printf '\033')" "$T/screen")" 0 'TERM=dumb: plain'
TERM=vt220 terminal tcrctl top --json -d 1 -n 1 </dev/null
is "$(grep -c "$(printf '\033')" "$T/screen")" 0 'and so is JSON'
for c in ps top; do
	ctl $c a b
	is "$rc" 2 "$c: too much"
done
tcrctl stop web
is "$(tcrctl ps --json):$(tcrctl top -n 1 -d 1 --json | jq -c 'map(select(.unit == "web.container"))')" \
	'[]:[]' 'with nothing there, --json is an empty array'
finish
