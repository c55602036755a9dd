#!/bin/sh
# tcrd runs, restarts, orders and stops containers, and says what happened.
. "$(dirname "$0")/lib.sh"
enter "$@"

busybox_image busybox
idle_unit steady
idle_unit after 'HostName=later'
sed -i '1i [Unit]\nAfter=prepare.container\nRequires=prepare.container' \
	"$T/conf.d/after.container"
unit prepare.container <<'EOF'
[Container]
Image=busybox
Exec=/bin/sh -c "echo preparing; exit 0"
Network=none
[Service]
Type=oneshot
RemainAfterExit=yes
EOF
unit crash.container <<'EOF'
[Unit]
Description=Crashes
[Container]
Image=busybox
Exec=/bin/sh -c "echo oops >&2; exit 7"
Network=none
[Service]
Restart=on-failure
[Install]
WantedBy=multi-user.target
EOF
unit once.container <<'EOF'
[Container]
Image=busybox
Exec=/bin/true
Network=none
[Install]
WantedBy=multi-user.target
EOF
unit missing.container <<'EOF'
[Container]
Image=nowhere
Network=none
[Install]
WantedBy=multi-user.target
EOF
unit broken.container <<'EOF'
[Container]
Imgae=busybox
EOF
unit needs-broken.container <<'EOF'
[Unit]
Requires=broken.container
After=broken.container
[Container]
Image=busybox
Exec=/bin/true
Network=none
[Install]
WantedBy=multi-user.target
EOF
unit noexec.container <<'EOF'
[Container]
Image=busybox
Exec=/bin/nosuch
Network=none
[Install]
WantedBy=multi-user.target
EOF

tcrd_start
until_ok 20 booted
claim 'a unit starts after the oneshot that it requires' \
	until_ok 20 in_state after running
is "$(state_of prepare)" active 'the oneshot remains'
is "$(state_of steady)" running 'an unrelated unit runs'
is "$(losetup -l -n -O BACK-FILE | grep -c "$T/images/busybox.sqfs")" 1 \
	'all that started at once share the loop device of their image'
claim 'a crashing unit is in backoff' until_ok 10 in_state crash backoff
like "$(tcrctl status crash || :)" 'exited with status 7' 'and the reason is said'
claim 'a program that ends without Restart= is exited' until_ok 10 in_state once exited
is "$(state_of missing)" failed 'a unit without its image failed'
like "$(tcrctl status missing || :)" 'nowhere' 'and names the image'
is "$(state_of broken)" bad-config 'a bad unit is bad-config'
like "$(tcrctl status broken || :)" 'broken.container:2' 'with file and line'
is "$(state_of needs-broken)" failed 'what requires it failed'
like "$(tcrctl status needs-broken || :)" 'requires broken' 'and says so'
like "$(tcrctl status noexec || :)" 'nosuch' 'a missing program is named'

advised() { tcrctl logs | grep -q 'crun: version.* older than 1.28.*CVE-2026-47766'; }
version=$(crun --version | sed -n 's/crun version //p')
rc=0
[ "$(printf '%s\n' 1.28 "$version" | sort -V | head -n 1)" = 1.28 ] ||
	until_ok 10 advised || rc=1
ok "$rc" 'an old crun is said to be one'

pid=$(pid_of steady)
kill -KILL "$pid"
claim 'a killed container is started again' until_ok 10 renewed steady "$pid"
like "$(tcrctl logs steady)" 'killed by SIGKILL' 'its log says how it ended'
like "$(tcrctl status steady)" 'Last: *killed by SIGKILL' 'and so does its status'
said_oops() { tcrctl logs crash | grep -q oops; }
until_ok 10 said_oops || :
like "$(tcrctl logs crash)" 'oops' 'what a container writes is in its log'

claim 'tcrctl stop returns when the unit is down' tcrctl stop steady
is "$(state_of steady)" inactive 'it is down'
claim 'tcrctl start returns when the unit is up' tcrctl start steady
is "$(state_of steady)" running 'it is up'
before=$(pid_of steady)
tcrctl restart steady
is "$([ "$(pid_of steady)" != "$before" ] && echo new)" new 'restart gives a new process'
tcrctl start nosuch 2>/dev/null && rc=0 || rc=$?
is "$rc" 4 'an unknown unit is exit code 4'
tcrctl start broken 2>/dev/null && rc=0 || rc=$?
is "$rc" 5 'a bad unit is exit code 5'
tcrctl stop prepare
is "$(state_of after)" inactive 'what requires a unit is stopped with it'

kill -TERM "$tcrd_pid"
wait "$tcrd_pid" && rc=0 || rc=$?
is "$rc" 0 'SIGTERM stops everything in order'
is "$(grep -c /run/tcr /proc/self/mounts || :)" 0 'no mount is left'
is "$(find "/sys/fs/cgroup/$TCR_CGROUP" "/sys/fs/cgroup/${TCR_CGROUP}d" -mindepth 1 -type d | wc -l)" 0 'no cgroup is left'
is "$(losetup -l -n -O BACK-FILE | grep -c "$T" || :)" 0 'no loop device is left'
is "$(find /run/tcr/crun -mindepth 1 ! -name .empty-directory | wc -l)" 0 "crun knows of nothing"
finish
