#!/bin/sh
# tcr.conf: what units have by default, and how long all may take to go down.
. "$(dirname "$0")/lib.sh"
enter "$@"

busybox_image busybox
export TCR_ETC="$T/etc"
mkdir -p "$T/etc/tcr.conf.d"
cat >"$T/etc/tcr.conf" <<'EOF'
[Manager]
DefaultRestart=always
DefaultRestartSec=50ms
EOF
cat >"$T/etc/tcr.conf.d/10-down.conf" <<'EOF'
[Manager]
ShutdownTimeoutSec=2s
EOF
unit short.container <<'EOF'
[Container]
Image=busybox
Exec=/bin/true
Network=none
[Install]
WantedBy=multi-user.target
EOF
unit stubborn.container <<'EOF'
[Container]
Image=busybox
Exec=/bin/sh -c "trap '' TERM; while :; do sleep 1; done"
Network=none
StopTimeout=100
[Service]
Restart=no
[Install]
WantedBy=multi-user.target
EOF

tcrd_start
claim 'DefaultRestart= holds for a unit that does not say' \
	until_ok 20 at_least short restarts 2
until_ok 10 in_state stubborn running
start=$(date +%s)
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" && rc=0 || rc=$?
is "$rc" 0 'all goes down'
ok "$([ $(($(date +%s) - start)) -lt 30 ]; echo $?)" 'within ShutdownTimeoutSec= whatever a unit allows itself'
like "$(cat "$T/console")" 'killing what is left' 'which is said'

echo 'DefaultRestart=sometimes' >>"$T/etc/tcr.conf"
rm "$T/conf.d/short.container"
tcrd_start
claim 'with a bad file units run' until_ok 10 in_state stubborn running
is "$(device state)" degraded 'but the device is degraded'
like "$(cat "$T/console")" 'tcr.conf:4: bad value' 'and the line is told'
kill -KILL "$(pid_of stubborn)"
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" || :
finish
