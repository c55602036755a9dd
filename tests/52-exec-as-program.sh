#!/bin/sh
# SPDX-License-Identifier: MIT
# A check, and a ReloadCmd=, run as the container's program does: as the same
# user with the same rights, limits, directory, environment and filter.
. "$(dirname "$0")/lib.sh"
enter "$@"

# facts WHICH: what there is to know of a process, in the container.
busybox_image busybox
mkdir -m 777 /run/shared
cat >/run/shared/facts <<'E'
p=/proc/$$
{
	grep -E '^(Uid|Gid|Groups|Umask|NoNewPrivs|Seccomp|Cpus_allowed_list|Cap)' $p/status
	cat $p/limits $p/cgroup $p/oom_score_adj
	busybox nice
	busybox readlink $p/cwd
	for ns in $p/ns/*; do busybox readlink "$ns"; done
	busybox tr '\0' '\n' <$p/environ | busybox sort
	for fd in $p/fd/?; do echo "descriptor ${fd##*/}"; done
	busybox timeout 2 busybox cat <&0 && echo "nothing to read"
} >"/shared/$1.new" 2>&1
echo "said by $1" >/dev/stderr
busybox mv "/shared/$1.new" "/shared/$1"
case $1 in *.program)
	trap 'exit 0' TERM
	while :; do sleep 1000 & wait; done ;;
esac
E
program() { # program NAME [LINES OF [Container]] [OF [Service]]
	unit "$1.container" <<-E
		[Container]
		Image=busybox
		Exec=sh /shared/facts $1.program
		Volume=/run/shared:/shared
		Network=none
		HealthCmd=["sh", "/shared/facts", "$1.check"]
		HealthInterval=200ms
		ReloadCmd=sh /shared/facts $1.reload
		${2:-}
		[Service]
		${3:-}
		[Install]
		WantedBy=multi-user.target
	E
}
TCR_SECCOMP=$T/seccomp/seccomp.bpf
export TCR_SECCOMP
"$top/host/seccomp" --all "$arch" "$T/seccomp" 2>"$T/err"

most='GroupAdd=7
GroupAdd=8
AddCapability=NET_ADMIN SYS_TIME
DropCapability=KILL
WorkingDir=/tmp
Ulimit=nofile=200:300
Ulimit=nproc=90:100
Environment=COLOUR=blue "QUOTED=\"args\":[1],\"env\":["'
service='UMask=0027
Nice=5
OOMScoreAdjust=100
CPUAffinity=0'
program root
program user 'User=1234
Group=56'
program root-most "$most" "$service"
program user-most "User=1234
Group=56
$most" "$service"
program weak 'NoNewPrivileges=no
SeccompProfile=unconfined'
program mapped 'UserNS=auto'

tcrd_start
for unit in root user root-most user-most weak mapped; do
	until_ok 30 test -e /run/shared/$unit.program
	until_ok 30 test -e /run/shared/$unit.check
	claim "$unit: the check runs" until_ok 30 has $unit health.state healthy
	is "$(diff /run/shared/$unit.program /run/shared/$unit.check 2>&1)" '' \
		"$unit: ... as the program does"
	tcrctl reload $unit >"$T/out" 2>&1 || cat "$T/out"
	is "$(diff /run/shared/$unit.program /run/shared/$unit.reload 2>&1)" '' \
		"$unit: and so does what reloads it"
done
like "$(grep -h '^NoNewPrivs' /run/shared/*.check | sort | uniq -c | xargs)" \
	'^1 NoNewPrivs: 0 5 NoNewPrivs: 1$' 'the comparison sees differences'
like "$(cat /run/shared/user-most.check)" \
	'^Umask:.0027' 'and what it compares is what was asked for'
like "$(field user health.last)" '^ok: said by user.check' 'what it says can be told'

# Output is bounded by what is kept of it, and so is what is left behind.
idle_unit talker 'HealthCmd=busybox yes | busybox head -c 20000000; busybox yes & echo the end
HealthInterval=1h
HealthOnFailure=kill'
tcrctl reload-config >"$T/out" 2>&1 || cat "$T/out"
until_ok 60 has talker health.state healthy
like "$(field talker health.last)" '^ok: (the end|y)$' \
	'a check may say much, and leave behind one that goes on'
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" || :
finish
