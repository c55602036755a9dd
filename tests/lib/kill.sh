# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Sourced after lib.sh and `enter`: tcrd killed at its N-th call of a system call,
# anywhere from its start over a stop and a start of a unit to its end.
# shellcheck disable=SC2119,SC2154 # tcrd_start's arguments; T is lib.sh's

kill_units='a b c'

kill_setup() {
	busybox_image busybox
	for name in $kill_units; do
		unit "$name.container" <<-'E'
			[Container]
			Image=busybox
			Exec=/bin/sleep 1000
			StopSignal=SIGKILL
			[Service]
			Restart=always
			[Install]
			WantedBy=multi-user.target
		E
	done
	sed -i 's/^Image=.*/&\nNetwork=none/' "$T/conf.d/b.container"
	sed -i '1i [Unit]\nAfter=a.container' "$T/conf.d/c.container"
}

up() {
	for name in $kill_units; do
		in_state "$name" running || return 1
	done
}

traced() { # the process that strace runs, while there is one
	children=$(cat "/proc/$strace_pid/task/$strace_pid/children" 2>/dev/null) &&
		[ -n "$children" ] && echo "${children%% *}"
}

ended() {
	! kill -0 "$strace_pid" 2>/dev/null ||
		grep -q '^State:.Z' "/proc/$strace_pid/status"
}

# life STRACE-OPTION...: one life of tcrd under strace, however long it is.
# phase: how far it came, boot or later.
life() {
	strace -qqq "$@" tcrd 2>>"$T/console" &
	strace_pid=$!
	phase=boot
	until_ok 20 eval 'up || ended' || return 1
	if up; then
		phase=later
		tcrctl stop a && tcrctl start a
		child=$(traced) && kill -TERM "$child"
	fi >/dev/null 2>&1
	until_ok 20 ended || return 1
	wait "$strace_pid" 2>/dev/null && life_rc=0 || life_rc=$?
}

# What is there of each unit: one process, or it is said.
single() {
	for name in $kill_units; do
		n=$(wc -l <"/sys/fs/cgroup/$TCR_CGROUP/$name/cgroup.procs") || n=0
		[ "$n" -eq 1 ] || echo "$name: $n processes"
	done
}

unit_pids() {
	for name in $kill_units; do
		pid_of "$name"
	done | xargs
}

# What must be gone when all is down, each as a word.
leaks() {
	grep -q /run/tcr /proc/self/mounts && echo mounts
	losetup -l -n -O BACK-FILE | grep -q "$T" && echo loops
	find "/sys/fs/cgroup/$TCR_CGROUP" "/sys/fs/cgroup/${TCR_CGROUP}d" -mindepth 1 -type d | grep -q . &&
		echo groups
	find /run/tcr/crun -mindepth 1 ! -name .empty-directory | grep -q . && echo crun
	pgrep -x sleep -f -a | grep '/bin/sleep 1000' && echo processes
	ip -o link | grep -v '^[0-9]*: \(lo\|~\)' && echo links
	nft list tables | grep -q . && echo tables
	return 0
}

no_leaks() {
	[ -z "$(leaks)" ]
}

# A tcrd after one that was killed brings all to what it should be, once; one
# more changes nothing; at the end nothing is left.  Says what was not so.
recovered() {
	tcrd_start >/dev/null || { echo "no tcrd"; return; }
	[ "$phase" = boot ] || tcrctl start a b c >/dev/null 2>&1 || echo "start"
	until_ok 10 up || echo "not up"
	single
	before=$(unit_pids)
	kill -KILL "$tcrd_pid"
	wait "$tcrd_pid" 2>/dev/null || :
	tcrd_start >/dev/null || echo "no second tcrd"
	[ "$(unit_pids)" = "$before" ] || echo "not adopted"
	kill -TERM "$tcrd_pid"
	wait "$tcrd_pid" || echo "bad end"
	until_ok 5 no_leaks || leaks
}

# kill_points COUNT: records a life, then kills at COUNT points all over it.
# Sets points (killed there) and trouble.
kill_points() {
	life -o "$T/trace"
	[ "$phase $life_rc" = 'later 0' ] || {
		echo "# a life without a kill: $phase $life_rc" >&2
		return 1
	}
	sed -n 's/^\([a-z0-9_]*\)(.*/\1/p' "$T/trace" |
		grep -v '^exec\|^exit\|^arch_prctl' |
		awk '{ print $1, ++n[$1] }' >"$T/points"
	total=$(wc -l <"$T/points")
	awk -v n="$1" -v total="$total" 'int(NR * n / total) != int((NR - 1) * n / total)' \
		"$T/points" >"$T/sample"
	points=0 trouble=
	while read -r call nth; do
		life -o /dev/null -e "trace=$call" \
			-e "inject=$call:signal=KILL:when=$nth" </dev/null ||
			trouble="$trouble $call:$nth: hangs;"
		[ "$life_rc" -eq 0 ] || points=$((points + 1))
		wrong=$(recovered </dev/null | xargs)
		[ -z "$wrong" ] || trouble="$trouble $call:$nth ($phase): $wrong;"
	done <"$T/sample"
}
