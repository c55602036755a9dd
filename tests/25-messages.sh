#!/bin/sh
# SPDX-License-Identifier: MIT
# What is said of units is right, says which, and once: the boot, what degrades
# the device, what comes next, how often, a name that is none, names in order.
. "$(dirname "$0")/lib.sh"
enter "$@"
busybox_image busybox
for n in 2 10 1; do
	idle_unit "idle$n"
done
# Comes up, is healthy, and ends; then it waits long.
unit ends.container <<'E'
[Container]
Image=busybox
Network=none
Exec=/bin/sh -c "until test -e /shared/end; do sleep 0.1; done; exit 3"
Volume=/run/shared:/shared
HealthCmd=/bin/true
HealthInterval=100ms
[Service]
Restart=always
RestartSec=6h
[Install]
WantedBy=multi-user.target
E
# Never comes up.
unit never.container <<'E'
[Unit]
StartLimitIntervalSec=0
[Container]
Image=busybox
Network=none
Volume=/nowhere:/x
[Service]
Restart=always
RestartSec=10ms
[Install]
WantedBy=multi-user.target
E
unit backup.container <<'E'
[Container]
Image=busybox
Network=none
Exec=/bin/true
E
unit backup.timer <<'E'
[Timer]
OnBootSec=365d
[Install]
WantedBy=timers.target
E
mkdir /run/shared "$T/bin"
# shellcheck disable=SC2016 # the script's own variables
printf '#!/bin/sh\ncase $1 in --version) echo >>%s; echo crun version 1.8.1;; *) exec %s "$@";; esac\n' \
	"$T/asked" "$(command -v crun)" >"$T/bin/crun"
chmod +x "$T/bin/crun"
PATH=$T/bin:$PATH
tcrd_start
until_ok 20 has ends health.state healthy
booted() { grep -q 'boot: ' "$T/console"; }
until_ok 20 booted
like "$(grep 'boot: ' "$T/console")" ' 5 of 6 units up, .*; not up: never$' \
	"the boot tells which unit is not up"
is "$(tcrctl status | sed -n 's/^. \(idle[0-9]*\) .*/\1/p' | xargs)" \
	'idle1 idle2 idle10' "idle2 comes before idle10"
touch /run/shared/end
until_ok 20 in_state ends backoff
like "$(tcrctl status ends)" 'next try in [56]h[0-5][0-9]m' "a long wait is told in hours"
like "$(tcrctl logs ends)" 'restart in [56] h [0-9]+ min' "and in its log"
like "$(tcrctl status)" 'retry in [56]h[0-5][0-9]m' "in the table too"
is "$(tcrctl status ends | grep -c Health:) $(field ends health)" '0 null' \
	"who does not run is not said to be healthy"
until_ok 20 at_least never restarts 7
like "$(tcrctl status never)" 'started 0 times, tried again by itself [0-9]+ times' \
	"tries are not counted as starts"
is "$(tcrctl status backup backup.timer | grep -c '^. backup')" 2 \
	"a unit that two names mean is shown once"
like "$(tcrctl status backup.timer)" 'active .*, due in 36[0-9]d' "a timer is due, it tries nothing"

none() { # none COMMAND...: of a name that no unit has
	"$@" >"$T/out" 2>&1 && rc=0 || rc=$?
	is "$rc $(cat "$T/out")" \
		"4 tcrctl: no such unit: 'idel2' (did you mean 'idle2'?)" "$*"
}
none tcrctl status idel2
none tcrctl logs idel2
none tcrctl start idel2
none tcrctl stop --no-wait idel2
none tcrctl show idel2
tcrctl logs -b -1 >"$T/out" 2>&1 && rc=0 || rc=$?
like "$rc $(cat "$T/out")" '^1 tcrctl: tcrd: nothing was kept \(LogPersist= in \[Manager\] of tcr.conf\)' \
	"of tcrd's log tcr.conf is spoken"
like "$(tcrctl logs)" '^[^ ]* tcrd idle1: running, pid ' "its log has its lines"
is "$(tcrctl logs | grep -c '^[^ ]* tcrd tcrd')" 0 "nor does it name itself twice"

# Each help fits a terminal, and names itself.
for group in '' image volume network slot; do
	# shellcheck disable=SC2086 # no group is no word
	tcrctl help $group | sed -n "s/^  \([a-z-]*\)  .*/${group:+$group }\1/p"
done >"$T/commands"
while read -r name; do
	# shellcheck disable=SC2086 # a group and a command
	tcrctl help $name | awk -v name="$name" '
	NR == 1 && index($0, "Usage: tcrctl " name) != 1 || length > 80 ||
		/ $/ { print name ": " $0 }'
done <"$T/commands" >"$T/out"
like "$(grep -c . "$T/commands")" '^[3-9][0-9]$' "the help lists the commands"
is "$(cat "$T/out")" '' "the help of each has 80 columns at most"

# A unit that runs as its files no longer say.
sed -i 's/^Image=/Imaeg=/' "$T/conf.d/idle2.container"
tcrctl reload-config >/dev/null 2>&1 || :
tcrctl status >"$T/out"
like "$(head -n 1 "$T/out")" 'state: degraded .*1 stale' "what degrades the device is counted"
like "$(cat "$T/out")" '^! idle2 .* stale: idle2.container:[0-9]+: ' "and its row tells why"

advised() { grep -c 'crun 1.8.1\|version 1.8.1' "$T/console"; }
until_ok 30 advised
kill -9 "$tcrd_pid"
wait "$tcrd_pid" || :
tcrd_start
tcrctl restart idle10 # a start takes longer than crun, asked for its version
is "$(grep -c 'boot: ' "$T/console")" 1 "that the boot is done is told once a boot"
is "$(advised) $(wc -l <"$T/asked")" "1 1" "that crun is old is told once a boot"

# As a container sees it.
inside() { # inside FOLDER: with that as /run/tcr
	unshare -m sh -c "mount --bind $1 /run && tcrctl status;
		tcrctl start idle2" 2>&1 || :
}
mkdir -p "$T/empty" "$T/mounted/tcr"
ln -s nothing "$T/mounted/tcr/status"
like "$(inside "$T/empty")" 'or this is a container without Volume=' \
	"a container that mounts nothing is told what to mount"
: >"$T/mounted/tcr/x"
rm "$T/mounted/tcr/status"
mkfifo "$T/mounted/tcr/status"
like "$(inside "$T/mounted")" 'a container sees the state, but controls nothing' \
	"one that mounts the state is told that it cannot control"
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" || :
finish
