#!/bin/sh
# SPDX-License-Identifier: MIT
# Thousands of packets that are hardly requests: tcrd answers each, keeps nothing of
# them, and goes on.  COUNT=N for another number, SEED=N for others.
. "$(dirname "$0")/lib.sh"
enter "$@"

busybox_image busybox
idle_unit web
idle_unit spare
idle_unit door 'Volume=/bin/busybox:/bin/tool:ro'
printf '[X-TCR]\nControl=full\n' >>"$T/conf.d/door.container"
unit lan.network <<E
[Network]
E
tcrd_start
for name in web spare door; do
	until_ok 20 in_state $name running
done
pid=$(pid_of web)
files() { find "/proc/$tcrd_pid/fd" | wc -l; }
before=$(files)
packets=${COUNT:-3000}
seed=${SEED:-7}
random() { timeout 500 python3 "$tests/driver/control-random.py" /run/tcr/control/socket "$@"; }

rc=0
said=$(random "$packets" "$seed" 2>&1) || rc=$?
is "$rc" 0 "$packets packets of root are answered"
like "$said" 'error [0-9]+.*ok [0-9]+' 'some of them were requests'
rc=0
said=$(random "$((packets / 10))" "$seed" "/sys/fs/cgroup/$TCR_CGROUP/door" 2>&1) || rc=$?
is "$rc" 0 "as are $((packets / 10)) of a container with Control=full"
like "$said" 'error [0-9]+ exit [0-9]+' 'which are errors, or ran a command'
is "$(state_of web) $(pid_of web)" "running $pid" 'what they did not name runs on'
same() { [ "$(files)" -eq "$before" ]; }
claim 'tcrd has as many descriptors as before' until_ok 10 same
is "$(tcrctl is-active web)" running 'and answers'
claim 'a request is carried out' tcrctl restart spare
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" && rc=0 || rc=$?
is "$rc" 0 'tcrd ends as it should'
finish
