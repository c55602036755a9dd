#!/bin/sh
# SPDX-License-Identifier: MIT
# RunInit=yes: a first process that hands on signals, reaps, and ends as the
# program does; without it a program is told what it lacks.
. "$(dirname "$0")/lib.sh"
enter "$@"

program() { # program NAME EXEC [LINES OF [Container]] [OF [Service]]
	unit "$1.container" <<-E
		[Container]
		Image=busybox
		Exec=$2
		Network=none
		${3:-}
		[Service]
		${4:-Restart=no}
		[Install]
		WantedBy=multi-user.target
	E
}
holds() { # holds NAME COUNT: so many processes of it have not ended
	[ "$(wc -l <"/sys/fs/cgroup/$TCR_CGROUP/$1/cgroup.procs")" -eq "$2" ]
}
zombies() { # zombies NAME: that its first process has not reaped
	cat /proc/[0-9]*/stat 2>/dev/null |
		awk -v p="$(field "$1" pid)" '$3 == "Z" && $4 == p { n++ }
			END { print n + 0 }'
}
said() { # said NAME PATTERN
	tcrctl logs "$1" | grep -Eq "$2"
}

busybox_image busybox
orphans='/bin/sh -c "(sh -c '\''sleep 0.3; touch /tmp/done'\'' &); exec sleep 1000"'
traps='/bin/sh -c "trap '\''echo got HUP'\'' HUP; trap '\''echo got USR2; exit 5'\'' USR2; echo ready; while :; do sleep 1000 & wait; done"'
program deaf '/bin/sleep 1000' StopTimeout=1
program heard '/bin/sleep 1000' 'RunInit=yes
StopTimeout=60'
program many "$orphans" "HealthCmd=test -e /tmp/done
HealthInterval=200ms
Notify=healthy"
program reaped "$orphans" "RunInit=yes
HealthCmd=test -e /tmp/done
HealthInterval=200ms
Notify=healthy"
program traps "$traps" 'RunInit=yes
StopSignal=SIGUSR2
ReloadSignal=SIGHUP'
program seven '/bin/sh -c "exit 7"' RunInit=yes
program crash "/bin/sh -c 'kill -SEGV \$\$\$\$'" RunInit=yes 'Restart=on-abnormal
RestartSec=10ms'
program absent /bin/nosuch RunInit=yes
program child-first '/bin/sh -c "(sleep 0.1; exit 9) & sleep 1000 & exec sleep 1000"' RunInit=yes
program weak '/bin/grep -E CapEff|Uid /proc/self/status' 'RunInit=yes
User=1234
AddCapability=NET_ADMIN
ReadOnly=yes
ReadOnlyTmpfs=no'
program mapped '/bin/sh -c "cat /proc/self/uid_map; exec sleep 1000"' \
	'RunInit=yes
UserNS=auto'

tcrd_start
for unit in deaf heard many reaped traps child-first mapped; do
	claim "$unit runs" until_ok 30 has $unit state running
done
tcrctl stop heard
is "$(field heard state) $(field heard result)" 'inactive null' \
	'SIGTERM reaches a program that has no handler for it, at once'
is "$(said heard 'did not stop in time' && echo killed)" '' 'nobody kills it'
like "$(field heard last_exit)" '^killed by SIGTERM after' 'and how it ended is seen'
tcrctl stop deaf
like "$(tcrctl logs deaf)" 'did not stop in time, killing it; its first process has no handler for SIGTERM, which RunInit=yes makes up for' \
	'without RunInit= it is told what would help'

until_ok 20 holds many 1
until_ok 20 holds reaped 2
is "$(zombies many)" 1 'a program that does not reap keeps zombies'
is "$(zombies reaped)" 0 'behind RunInit= there are none'
like "$(tr '\0' ' ' <"/proc/$(field reaped pid)/cmdline")" \
	'^/dev/init /bin/sh -c' 'the first process is the firmware'"'"'s'
rss=$(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$(field reaped pid)/status")
echo "# resident: $rss KiB"
ok $((rss > 32)) 'it takes no more than 32 KiB'
status=$(cat "/proc/$(field reaped pid)/status")
like "$status" '^Threads:.1$' 'it is one thread'

until_ok 20 said traps ready
tcrctl reload traps
claim 'signals are handed on' until_ok 20 said traps 'got HUP'
tcrctl stop traps
like "$(field traps last_exit)" '^exited with status 5 ' 'StopSignal= too'
until_ok 20 has seven state failed
like "$(field seven last_exit)" '^exited with status 7 ' 'an exit status passes through'
claim 'a signal that ends the program is one to Restart=' \
	until_ok 20 at_least crash restarts 1
like "$(field crash last_exit)" '^killed by SIGSEGV' '... and in words'
until_ok 20 has absent state failed
like "$(tcrctl logs absent)" 'cannot run /bin/nosuch: not found' \
	'a program that is not there is named'
like "$(field absent last_exit)" 'exited with status 127' 'with the status of a shell'
is "$(field child-first state)" running 'the end of another process is not its end'
until_ok 20 has weak state exited
like "$(tcrctl logs weak)" 'Uid:.1234' 'the program has its user'
like "$(tcrctl logs weak)" 'CapEff:.0000000000001000' 'and its capabilities'
until_ok 20 said mapped ' 0 +[1-9]' && rc=0 || rc=1
ok "$rc" 'it works in a user namespace'
tcrctl kill --signal KILL child-first
until_ok 20 has child-first state failed
like "$(field child-first last_exit)" '^killed by SIGKILL' 'SIGKILL ends both'

# On a device without the program.
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" || :
mkdir "$T/bin"
cp "$TCR_BIN/tcrd" "$TCR_BIN/tcr-dns" "$T/bin/"
PATH=$T/bin:$PATH
rm "$T"/conf.d/*
program heard '/bin/sleep 1000' RunInit=yes
tcrd_start
until_ok 20 has heard state failed
like "$(field heard cause)" 'RunInit=: .*/tcr-reap: No such file' \
	'a device without it says so'
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" || :
finish
