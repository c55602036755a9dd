#!/bin/sh
# SPDX-License-Identifier: MIT
# Limits of a container that runs change in its cgroup: to what a start would
# make, and never below the memory that is in use, as that would kill it.
. "$(dirname "$0")/lib.sh"
guest_demo_image busybox
# shellcheck disable=SC2016 # variables of the shell inside
for unit in web big; do
	guest_unit $unit.container <<-'E'
		[Container]
		Image=busybox
		Network=none
		Tmpfs=/t:size=40m
		Exec=/bin/sh -c "trap 'exit 0' TERM; dd if=/dev/zero of=/t/a bs=1M count=$$MIB; echo filled; while :; do sleep 1000 & wait; done"
		[Install]
		WantedBy=multi-user.target
	E
done
printf '[Container]\nMemory=64M\nEnvironment=MIB=%s\n' 24 |
	guest_file etc/tcr/conf.d/big.container.d/10-mib.conf
printf '[Container]\nMemory=48M\nEnvironment=MIB=%s\n' 1 |
	guest_file etc/tcr/conf.d/web.container.d/10-mib.conf

guest_run <<'E'
filled() { tcrctl logs $1 | grep -q filled; }
until_ok 60 filled web
until_ok 60 filled big
files() { # files UNIT
	for f in memory.max memory.high memory.low memory.min memory.swap.max \
		memory.oom.group pids.max cpu.max cpu.weight cpu.idle \
		cpuset.cpus.effective io.max io.weight; do
		[ -e /sys/fs/cgroup/tcr/$1/$f ] &&
			echo $f: $(cat /sys/fs/cgroup/tcr/$1/$f)
	done
}
limits() { # limits UNIT: a drop-in from stdin, applied
	mkdir -p /var/lib/tcr/conf.d/$1.container.d
	cat >/var/lib/tcr/conf.d/$1.container.d/20-limits.conf
	plan=$(tcrctl reload-config --dry-run)
	tcrctl reload-config >/run/out 2>&1 && rc=0 || rc=$?
}
pid=$(field web pid)
before=$(files web)
limits web <<'U'
[Container]
Memory=64M
PidsLimit=77
[Service]
MemoryHigh=32M
MemoryLow=1M
TasksMax=88
CPUQuota=50%
CPUWeight=50
AllowedCPUs=0
IOWeight=20
IOReadIOPSMax=/var/lib/tcr 100
OOMPolicy=continue
U
say planned "$(echo "$plan" | grep -c '^~ web  *change in place: Memory 48M -> 64M, ')"
say changed "$rc $(grep -c '^web changes in place: Memory 48M -> 64M' /run/out)"
[ "$(field web pid)" = "$pid" ] && say same yes
files web | sed 's/^/web /'
changed=$(files web)
tcrctl restart web
[ "$(files web)" = "$changed" ] && say as-started yes || files web
pid=$(field web pid)
rm /var/lib/tcr/conf.d/web.container.d/*
tcrctl reload-config
[ "$(files web)" = "$before" ] && say taken-back yes || { echo "$before"; files web; }
[ "$(field web pid)" = "$pid" ] && say still-same yes
limits web <<'U'
[Service]
CPUWeight=idle
U
say idle "$(cat /sys/fs/cgroup/tcr/web/cpu.idle)"
limits web <<'U'
[Service]
CPUWeight=70
U
say weight "$(cat /sys/fs/cgroup/tcr/web/cpu.idle) $(cat /sys/fs/cgroup/tcr/web/cpu.weight)"
[ "$(field web pid)" = "$pid" ] && say never-restarted yes

# Files on a tmpfs cannot be reclaimed without swap.
pid=$(field big pid)
limits big <<'U'
[Container]
Memory=50M
U
[ "$(field big pid)" = "$pid" ] && say fits "$rc $(cat /sys/fs/cgroup/tcr/big/memory.max)"
limits big <<'U'
[Container]
Memory=16M
U
say warned "$(echo "$plan" | grep -c '^  ! 2.* are in use: restart, unless')"
say told "$(grep -c '^big was restarted: its limits could not change in place' /run/out)"
say why "$(tcrctl logs tcrd | grep -c 'big: restarts, as its limits cannot change in place: .* KiB of memory are in use, the new limit is 16384 KiB')"
until_ok 30 renewed big "$pid" && say restarted yes
say oom "$(tcrctl logs tcrd | grep 'limits cannot change' -B 1 | grep -c 'out of memory')"
E
is "$(said planned):$(said changed)" '1:0 1' 'the dry run and the reload say what changes in place'
is "$(said same)" yes 'the same process runs'
has() { # has LINE TEXT
	is "$(grep -cx -- "web $1" "$T/output")" 1 "$2"
}
has 'memory.max: 67108864' 'Memory='
has 'memory.high: 33554432' 'MemoryHigh='
has 'memory.low: 1048576' 'MemoryLow='
has 'memory.oom.group: 0' 'OOMPolicy='
has 'pids.max: 77' 'PidsLimit= and TasksMax=: the smaller'
has 'cpu.max: 50000 100000' 'CPUQuota='
has 'cpu.weight: 50' 'CPUWeight='
has 'cpuset.cpus.effective: 0' 'AllowedCPUs='
like "$output" '^web io.max: [0-9]+:[0-9]+ .*riops=100' 'IOReadIOPSMax='
is "$(said as-started)" yes 'a start with the same file makes the same files'
is "$(said taken-back):$(said still-same)" yes:yes 'limits that are taken back leave nothing'
is "$(said idle):$(said weight)" '1:0 70' 'CPUWeight=idle comes and goes'
is "$(said never-restarted)" yes 'all that in one process'
is "$(said fits)" '0 52428800' 'a lower limit that fits'
is "$(said warned)" 1 'the dry run warns of one that does not fit'
is "$(said told):$(said why):$(said restarted):$(said oom)" 1:1:yes:0 \
	'it restarts the unit, and says why; the kernel kills nothing of it before'
[ "$failures" -eq 0 ] || printf '%s\n' "$output" "$console" | sed 's/^/# /'
finish
