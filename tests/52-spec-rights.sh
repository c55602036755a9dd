#!/bin/sh
# SPDX-License-Identifier: MIT
# What a unit says of its rights is what its program finds: looked at from
# inside, started by tcrd and crun.  Filters of system calls are in
# tests/52-spec-seccomp.sh, limits that need cgroup controllers in
# tests/qemu/35-limits.sh.
# shellcheck disable=SC2016 # variables of the shell inside
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/probes.sh"
enter "$@"
usual_filters
busybox_image busybox
for a in cut tr umask mkdir ionice; do
	ln -sf busybox "$T/root-busybox/bin/$a"
done
printf 'web:x:33:33::/:/bin/sh\n' >>"$T/root-busybox/etc/passwd"
printf 'audio:x:63:\n' >>"$T/root-busybox/etc/group"
rm "$T/images/busybox.sqfs"
mksquashfs "$T/root-busybox" "$T/images/busybox.sqfs" -quiet -noappend \
	-no-progress -all-root -comp zstd -Xcompression-level 1 >/dev/null

status="grep -E '^(Cap|NoNew|Groups)' /proc/self/status"

probe usual "$status; cat /proc/self/limits; umask" </dev/null
probe root "$status" <<'E'
AddCapability=CAP_NET_ADMIN
DropCapability=CAP_CHOWN kill
NoNewPrivileges=no
GroupAdd=audio
GroupAdd=44
E
probe ambient "$status" <<'E'
User=web
AddCapability=NET_BIND_SERVICE
E
probe none "$status" <<'E'
DropCapability=all
E
probe much 'ls -l /dev/mine /dev/net/tun; cat /etc/group; cat /proc/sys/net/ipv4/ip_default_ttl /proc/sys/kernel/shmmni /proc/sys/net/ipv4/ping_group_range; mount; cat /proc/self/limits; umask; cat /proc/self/oom_score_adj; cut -d \" \" -f 19,41 /proc/1/stat; grep Cpus_allowed_list /proc/self/status; ionice -p 1' <<'E'
AddDevice=/dev/fuse:/dev/mine:r -/dev/nosuch
AddDevice=/dev/net
Mask=/etc/group
Unmask=/sys/module /proc/sys
Sysctl=net.ipv4.ip_default_ttl=77 kernel.shmmni=99
Sysctl="net.ipv4.ping_group_range=1 2"
ShmSize=128k
Ulimit=nofile=300:400
Ulimit=core=1:2
[Service]
LimitNOFILE=350
LimitSTACK=4M
UMask=0077
OOMScoreAdjust=321
Nice=7
CPUAffinity=0
CPUSchedulingPolicy=batch
IOSchedulingClass=best-effort
IOSchedulingPriority=6
E
probe frozen 'for d in /tmp /run /dev /dev/shm; do touch $d/x || echo $d refused; done; echo x >/dev/null && echo null works; mount | grep -c tmpfs.on./proc; true' <<'E'
ReadOnly=yes
ReadOnlyTmpfs=no
Unmask=ALL
E
probe delegate 'mkdir /sys/fs/cgroup/sub && mkdir /sys/fs/cgroup/sub/sub && echo made' <<'E'
[Service]
Delegate=yes
E
probe nogroup true <<'E'
GroupAdd=nosuch
E
probe nodevice true <<'E'
AddDevice=/dev/nosuch
E
probe noapparmor true <<'E'
AppArmor=nosuch
E
probe nomemory true <<'E'
[Service]
MemoryMax=64M
E
probe noprocessor true <<'E'
[Service]
CPUAffinity=1000
E
probe app@one 'echo instance' </dev/null
sed -i 's/\$/$$/g' "$T"/conf.d/*.container
tcrd_start
probes_settled

got=$(say usual)
like "$got" '^CapEff:	00000000000405eb|^CapEff:	00000000000405fb' \
	"root has the usual capabilities"
like "$got" '^NoNewPrivs:	1' "and no way to more"
like "$got" 'Max locked memory +(65536|8192) ' "and locks little memory"
like "$got" 'Max core file size +0 +0' "and leaves no cores"
like "$got" '^0022$' "with the usual umask"
got=$(say root)
like "$got" '^CapEff:	00000000000415da' "AddCapability=, DropCapability="
like "$got" '^NoNewPrivs:	0' "NoNewPrivileges=no"
like "$got" '^Groups:	(0 )?(44 63|63 44)' "GroupAdd= by name and number"
got=$(say ambient)
like "$got" '^CapAmb:	0000000000000400' \
	"who is not root has what was added, as ambient"
like "$got" '^CapBnd:	0000000000000400' "and nothing else"
is "$(say none | grep -c '^Cap...:	0000000000000000')" 5 \
	"DropCapability=all leaves none"
got=$(say much)
like "$got" '^cr.* /dev/mine' "AddDevice= at another place"
like "$got" '^cr.* /dev/net/tun' "AddDevice= of a directory"
is "$(printf '%s\n' "$got" | grep -c '^audio')" 0 "Mask= covers a file"
like "$got" '^77$' "Sysctl= of the network"
like "$got" '^99$' "Sysctl= of System V memory"
like "$got" '^1	2$' "Sysctl= in the place of a usual one"
like "$got" '/dev/shm .*size=128k' "ShmSize="
like "$got" 'Max open files +300 +350 ' "Ulimit= and LimitNOFILE=: the smaller"
like "$got" 'Max core file size +1 +2 ' "Ulimit= with both limits"
like "$got" 'Max stack size +4194304 +4194304 ' "LimitSTACK="
like "$got" '^0077$' "UMask="
like "$got" '^321$' "OOMScoreAdjust="
like "$got" '^7 3$' "Nice=, CPUSchedulingPolicy="
like "$got" '^Cpus_allowed_list:	0$' "CPUAffinity="
like "$got" 'best-effort: prio 6' "IOSchedulingClass=, IOSchedulingPriority="
is "$(printf '%s\n' "$got" | grep -c ' on /proc/sys ')" 0 \
	"Unmask= of a read-only path"
like "$(cause_of noprocessor)" 'CPUAffinity=1000: Invalid argument' \
	"CPUAffinity= of a processor that is not there"
like "$(say app@one)" "^instance" "an instance of a template"
got=$(say frozen)
is "$(printf '%s\n' "$got" | grep -c ' refused$')" 4 \
	"ReadOnlyTmpfs=no leaves nothing to write to"
like "$got" '^null works$' "but the devices"
like "$got" '^0$' "Unmask=ALL covers nothing"
like "$(say delegate)" '^made$' "Delegate=yes: cgroups of its own"
tcrctl stop delegate
is "$(find "/sys/fs/cgroup/$TCR_CGROUP" -name sub | wc -l)" 0 \
	"which go with the unit"
like "$(cause_of nogroup)" 'group nosuch' "a group that the image lacks"
like "$(cause_of nodevice)" '/dev/nosuch' "a device that lacks"
like "$(cause_of noapparmor)" 'AppArmor' "a kernel without AppArmor"
if grep -qw memory /sys/fs/cgroup/cgroup.controllers; then
	ok 0 "memory can be limited here # SKIP"
else
	like "$(cause_of nomemory)" 'MemoryMax=.*memory' \
		"a limit that cannot be kept"
fi
finish
