#!/bin/sh
# SPDX-License-Identifier: MIT
# Limits hold on a real kernel with cgroup v2: what a unit says is in its cgroup,
# memory and processes end where it says, devices are those that are named, and
# the ids of a user namespace are nobody's outside.
. "$(dirname "$0")/lib.sh"
guest_demo_image busybox

once() # once NAME COMMAND: more lines from stdin
{
	{
		printf '[Container]\nImage=busybox\nNetwork=none\n'
		echo "Exec=/bin/sh -c \"$2\""
		cat
		printf 'Type=oneshot\nRemainAfterExit=yes\n'
		printf '[Install]\nWantedBy=multi-user.target\n'
	} | guest_unit "$1.container"
}
# shellcheck disable=SC2016 # variables of the shell inside
all='for f in memory.max memory.high memory.low memory.oom.group pids.max cpu.max cpu.weight cpuset.cpus.effective io.max; do sed s,^,$$f:, /sys/fs/cgroup/$$f; done'
once usual "$all" <<'E'
[Service]
E
once limited "$all" <<'E'
Memory=32m
PidsLimit=40
[Service]
MemoryMax=64M
MemoryHigh=24M
MemoryLow=1M
TasksMax=20
CPUQuota=20%
CPUWeight=50
AllowedCPUs=0
IOWriteBandwidthMax=/var/lib/tcr 1M
IOReadIOPSMax=/var/lib/tcr 100
OOMPolicy=continue
E
once hog 'sleep 1000 & dd if=/dev/zero of=/dev/null bs=40M count=1; echo survived' <<'E'
Memory=16m
[Service]
MemorySwapMax=0
E
once bomb 'for n in 1 2 3 4 5 6 7 8 9 10 11 12; do sleep 5 & done; echo bombed' <<'E'
PidsLimit=8
[Service]
E
# shellcheck disable=SC2016
once slow 'i=0; while [ $$i -lt 3000 ]; do i=$$((i+1)); done; cat /sys/fs/cgroup/cpu.stat' <<'E'
[Service]
CPUQuota=10%
E
once disk 'dd if=/dev/vda of=/dev/null bs=512 count=1 && echo read; echo x >/dev/vda || echo not written; mknod /tmp/kmsg c 1 11 && cat /tmp/kmsg || echo no kmsg' <<'E'
AddDevice=/dev/vda:r
AddCapability=MKNOD
[Service]
E
guest_file etc/look <"$tests/driver/proc-sys.sh"
once look '. /look; (: </dev/console) || echo no console' <<'E'
Volume=/etc/look:/look:ro,noexec
[Service]
E
once delegate 'mkdir /sys/fs/cgroup/sub && echo made; echo max >/sys/fs/cgroup/memory.max || echo kept' <<'E'
Memory=32m
[Service]
Delegate=yes
E
once user 'cat /proc/self/uid_map; stat -c root-%%u /etc/passwd; touch /new && echo wrote; touch /data/x && stat -c data-%%u /data/x; echo 1 >/proc/sys/kernel/panic || echo no sysctl' <<'E'
UserNS=auto
Volume=data:/data
[Service]
E

guest_file etc/tcr/tcr.conf <<'E'
[Manager]
ContainersMemoryMax=60%
E

guest_run <<'E'
units="usual limited hog bomb slow disk look delegate user"
settled()
{
	for u in $units; do
		in_state $u active || in_state $u failed || return 1
	done
}
until_ok 200 settled && say settled yes
for u in $units; do
	tcrctl logs $u | sed "s/^[^ ]* $u /$u /" | tee -a /run/logs
	say $u.state "$(field $u state)"
done
say all "$(cat /sys/fs/cgroup/tcr/memory.max)"
say each "$(sed -n 's/^usual memory.max:\([0-9]*\)$/\1/p' /run/logs)"
say total "$(sed -n 's/MemTotal: *\([0-9]*\).*/\1/p' /proc/meminfo)"
say owner "$(stat -c %u /var/lib/tcr/volumes/data/x)"
say range "$(cat /var/lib/tcr/userns)"
tcrctl stop delegate
say left "$(find /sys/fs/cgroup/tcr -name sub | wc -l)"
E
is "$(said settled)" yes "all units end"
has() # has LINE TEXT
{
	is "$(grep -cx -- "$1" "$T/output")" 1 "$2"
}
total=$(($(said total) * 1024 * 6 / 10))
[ $(($(said all) - total)) -lt 8192 ] && [ $((total - $(said all))) -lt 8192 ] && rc=0 || rc=1
ok "$rc" "ContainersMemoryMax=: of the device's memory"
is "$(said each)" $(($(said all) / 2 / 4096 * 4096)) "half of it without a key"
has 'usual pids.max:512' "512 tasks"
has 'usual memory.oom.group:1' "all is killed when memory is short"
has 'limited memory.max:33554432' "Memory= and MemoryMax=: the smaller"
has 'limited memory.high:25165824' "MemoryHigh="
has 'limited memory.low:1048576' "MemoryLow="
has 'limited memory.oom.group:0' "OOMPolicy=continue"
has 'limited pids.max:20' "PidsLimit= and TasksMax=: the smaller"
has 'limited cpu.max:20000 100000' "CPUQuota="
has 'limited cpu.weight:50' "CPUWeight="
has 'limited cpuset.cpus.effective:0' "AllowedCPUs="
like "$output" 'limited io.max:[0-9]+:[0-9]+ .*wbps=1048576 riops=100' \
	"IOWriteBandwidthMax=, IOReadIOPSMax= of the disk of a path"
is "$(grep -c 'hog survived' "$T/output") $(said hog.state)" "0 failed" \
	"what needs more memory is killed"
like "$output" "bomb .*(can't fork|Resource temporarily)" "no more processes than said"
like "$output" 'slow nr_throttled [1-9]' "no more processor time than said"
has 'disk read' "a device that is named can be read"
has 'disk not written' "but not written if that is not said"
has 'disk no kmsg' "a node that the container makes is no device"
is "$(sed -n 's/^look //p' "$T/output" |
	grep -v -e '^tcr: ' -e ': \(can.t\|[^ ]*: [A-Z]\)' | xargs)" \
	"ok looked no console" "nothing of the device in /proc and /sys"
has 'delegate made' "Delegate=yes: groups of its own"
has 'delegate kept' "but its limit stays out of its reach"
is "$(said left)" 0 "they go with the unit"
like "$output" 'user +0 +65536 +65536' "UserNS=auto: ids of its own"
has 'user root-65534' "6.1 cannot map squashfs: the image's files are nobody's"
has 'user wrote' "its root is its own"
has 'user data-0' "a volume on ext4 is mapped"
is "$(said owner)" 0 "with the owner it has inside"
has 'user no sysctl' "nothing of the device can be set"
is "$(said range)" 'user 0' "the range is written down where volumes are"
[ "$failures" -eq 0 ] || printf '%s\n' "$output" "$console" | sed 's/^/# /'
finish
