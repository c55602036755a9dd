#!/bin/sh
# SPDX-License-Identifier: MIT
# tcrd killed twenty times while units start, stop and die: PID 1 starts another,
# which knows all that happened meanwhile.  No container notices, nothing leaks.
. "$(dirname "$0")/lib.sh"

guest_demo_image busybox
for name in keep one churn; do
	guest_unit $name.container <<-'E'
		[Container]
		Image=busybox
		Exec=/bin/sh -c "trap 'exit 0' TERM; trap 'exit 42' USR1; trap 'exit 43' HUP; while :; do sleep 1000 & wait; done"
		[Service]
		Restart=always
		[Install]
		WantedBy=multi-user.target
	E
done
sed -i 's/^Image=.*/&\nPublishPort=8080:80/' "$T/conf/keep.container"
sed -i 's/WantedBy=.*/WantedBy=/' "$T/conf/churn.container"

# PID 1 lets longer pass after each: with --icount idle time costs none.
guest_run --icount <<'E'
# All that could leak, as counts.
held()
{
	echo "mounts $(grep -c /run/tcr /proc/mounts)" \
		"pins $(grep -c ' /run/tcr/.*nsfs' /proc/mounts)" \
		"loops $(ls -d /sys/block/loop*/loop 2>/dev/null | wc -l)" \
		"groups $(find /sys/fs/cgroup -type d | wc -l)" \
		"links $(ls /sys/class/net | grep -vc '^~')" \
		"rules $(echo list ruleset | tcr-nft | wc -l)" \
		"crun $(ls /run/tcr/crun | wc -l)" \
		"units $(ls /run/tcr/units | wc -l)" \
		"fds1 $(ls /proc/1/fd | wc -l)" \
		"zombies $(grep -l '^State:.Z' /proc/[0-9]*/status | wc -l)" \
		"tcr $(pidof tcrd tcr-dns tcr-nft udhcpc crun | wc -w)"
}
same_as_before()
{
	[ "$(held)" = "$before" ]
}
answers()
{
	[ "$(pidof tcrd)" != "$old" ] && tcrctl status
}
kept()
{
	echo "$(field keep pid) $(field keep runs) $(field keep restarts)"
}
until_ok 60 in_state keep running
until_ok 60 in_state one running
tcrctl start churn && tcrctl stop churn
say started "$(field churn state)"
before=$(held)
pids=$(kept)
say held "$before"

i=0 answered=0 told=0
while [ $i -lt 20 ]; do
	old=$(pidof tcrd)
	case $((i % 4)) in
	0) tcrctl --no-wait start churn & ;;
	1) tcrctl --no-wait restart churn & ;;
	2) tcrctl --no-wait stop churn & ;;
	3)
		# It ends while tcrd cannot look, and tcrd ends too.
		victim=$(field one pid)
		kill -STOP $old
		case $((i % 3)) in
		0) kill -USR1 $victim reason='exited with status 42' ;;
		1) kill -HUP $victim reason='exited with status 43' ;;
		2) kill -KILL $victim reason='killed by SIGKILL' ;;
		esac
		until_ok 20 [ ! -d /proc/$victim ]
		;;
	esac
	usleep $((i * 9000))
	kill -KILL $old
	until_ok 30 answers && answered=$((answered + 1))
	if [ $((i % 4)) = 3 ]; then
		until_ok 20 renewed one $victim &&
			tcrctl logs one | tail -n 3 | grep -q "tcr: $reason" &&
			told=$((told + 1))
	fi
	i=$((i + 1))
done
wait
say answered $answered
say told $told
[ "$(kept)" = "$pids" ] && say same yes
tcrctl stop churn && say churn "$(field churn state)"
until_ok 20 same_as_before
[ "$(held)" = "$before" ] && say leaks none || say leaks "$(held)"

# And PID 1: it executes itself, nobody else is touched, it goes on telling.
others="$(kept) $(field one pid) $(pidof tcrd)"
kill -SEGV 1
until_ok 20 grep -q -- --state= /proc/1/cmdline && say fault survived
[ "$(kept) $(field one pid) $(pidof tcrd)" = "$others" ] && say untouched yes
victim=$(field one pid)
kill -USR1 $victim
until_ok 20 renewed one $victim
say after "$(tcrctl logs one | grep 'tcr: exited\|tcr: killed' | tail -n 1 |
	grep -o 'exited with status 42')"
tcrctl logs one
tcrctl status
E
is "$(said started)" inactive "a unit starts and stops"
is "$(said answered)" 20 "another tcrd answers after each of 20 kills"
is "$(said told)" 5 "what ended meanwhile is told as it was, and started again"
is "$(said same)" yes "the same processes run, none was restarted"
is "$(said churn)" inactive "the unit cut off in its ways is stopped at last"
is "$(said leaks)" none "mounts, devices, groups, links, rules, processes: as before"
is "$(said fault)" survived "SIGSEGV: PID 1 executes itself"
is "$(said untouched)" yes "containers and tcrd run on"
is "$(said after)" "exited with status 42" "how they end is told as before"
[ "$failures" -eq 0 ] || printf '%s\n' "$output" "$console" | sed 's/^/# /'
finish
