#!/bin/sh
# tcrd killed at any moment: the next one adopts what runs, finishes or undoes
# what was half done, and leaks nothing.
. "$(dirname "$0")/lib.sh"
enter "$@"

kills=${KILLS:-20}
busybox_image busybox
for n in a b c; do
	idle_unit "keep-$n"
done
unit crash.container <<'EOF'
[Container]
Image=busybox
Exec=/bin/sh -c "exit 3"
Network=none
[Service]
Restart=always
RestartSec=50ms
RestartMaxDelaySec=200ms
[Install]
WantedBy=multi-user.target
EOF
idle_unit churn
unit done.container <<'EOF'
[Container]
Image=busybox
Exec=/bin/sh -c "echo run >>/shared/done"
Network=none
Volume=/run/shared:/shared
[Service]
Type=oneshot
RemainAfterExit=yes
[Install]
WantedBy=multi-user.target
EOF
mkdir -p /run/shared
tcrd_start
for n in keep-a keep-b keep-c churn; do
	until_ok 20 in_state $n running
done
until_ok 10 in_state 'done' active
pids() {
	echo "$(pid_of keep-a) $(pid_of keep-b) $(pid_of keep-c)"
}
before=$(pids)
like "$before" '^[0-9]+ [0-9]+ [0-9]+$' 'three containers run'

lost=0
i=0
while [ $i -lt "$kills" ]; do
	# Work in flight: a stop or a start, cut off somewhere.
	if [ $((i % 2)) -eq 0 ]; then
		tcrctl --no-wait stop churn 2>/dev/null &
	else
		tcrctl --no-wait start churn 2>/dev/null &
	fi
	# How long it lives: each time a little longer.
	busybox usleep $((i * 1500))
	kill -KILL "$tcrd_pid"
	wait "$tcrd_pid" 2>/dev/null || :
	tcrd_start || lost=$((lost + 1))
	i=$((i + 1))
done
is "$lost" 0 "tcrd came back after each of $kills kills"
is "$(pids)" "$before" 'the same processes run, none was restarted'
is "$(cat /run/shared/done)" run 'a oneshot that was done did not run again'
tcrctl start churn
is "$(state_of churn)" running 'the unit that was cut off can be started'
processes() { # of churn: its first one, and the sleep that this starts
	find "/sys/fs/cgroup/$TCR_CGROUP/churn" -name cgroup.procs -exec cat {} + |
		wc -l
}
one() { [ "$(processes)" = 2 ] && pgrep -P "$(pid_of churn)" .; }
claim 'there is one of it, not two' until_ok 10 one

# As a crun may leave it that has gone on after a killed tcrd.
tcrctl stop churn
mkdir -p /run/tcr/units/churn/dev/pts
tcrctl start churn
is "$(state_of churn)" running 'what such a start leaves hinders no other'

tcrctl restart keep-a
before=$(pids)
kill -KILL "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
second=$(echo "$before" | cut -d ' ' -f 2)
kill -KILL "$second"
tcrd_start
until_ok 10 renewed keep-b "$second" && rc=0 || rc=1
ok "$rc" 'what died while tcrd was away is started again'
is "$(pid_of keep-a)" "${before%% *}" 'what did not die is not touched'

adopted=$(pid_of keep-a)
kill -KILL "$adopted"
until_ok 10 renewed keep-a "$adopted" && rc=0 || rc=1
ok "$rc" 'an adopted container that ends is started again'

# A unit that is new and pulls one that runs.
running=$(pid_of keep-b)
idle_unit a-new
sed -i '1i [Unit]\nAfter=keep-b.container\nRequires=keep-b.container' \
	"$T/conf.d/a-new.container"
kill -KILL "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
tcrd_start
until_ok 10 in_state a-new running && rc=0 || rc=1
ok "$rc" 'a new unit starts beside adopted ones'
is "$(pid_of keep-b)" "$running" 'and the one that it requires runs on'

rm "$T/conf.d/keep-c.container"
kill -KILL "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
tcrd_start
gone() { [ ! -d "/proc/${before##* }" ]; }
claim 'a unit whose file is gone is taken down' until_ok 15 gone

kill -TERM "$tcrd_pid"
wait "$tcrd_pid" || :
is "$(grep -c /run/tcr /proc/self/mounts || :)" 0 'no mount is left'
is "$(find "/sys/fs/cgroup/$TCR_CGROUP" "/sys/fs/cgroup/${TCR_CGROUP}d" -mindepth 1 -type d | wc -l)" 0 'no cgroup is left'
is "$(losetup -l -n -O BACK-FILE | grep -c "$T" || :)" 0 'no loop device is left'

# Ended in order is not stopped by someone: that stays with the units.
tcrd_start
claim 'the tcrd after one that ended in order boots anew' \
	until_ok 10 in_state keep-a running
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" || :
finish
