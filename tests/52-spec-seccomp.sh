#!/bin/sh
# SPDX-License-Identifier: MIT
# A program's system calls are filtered by the usual profile, by that of what its
# unit adds, or by the file that its unit names; a profile that would be something
# else is refused.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/probes.sh"
enter "$@"
usual_filters
busybox_image busybox
ln -sf busybox "$T/root-busybox/bin/mkdir"
mksquashfs "$T/root-busybox" "$T/images/busybox.sqfs" -quiet -noappend \
	-no-progress -all-root -comp zstd -Xcompression-level 1 >/dev/null

probe filtered 'grep Seccomp: /proc/self/status; mount -t tmpfs x /tmp || echo no mount' </dev/null
probe admin 'grep Seccomp: /proc/self/status; mount -t tmpfs x /tmp && echo mounted' <<'E'
AddCapability=SYS_ADMIN
E
probe both 'mount -t tmpfs x /tmp && echo mounted' <<'E'
AddCapability=SYS_ADMIN SYS_TIME
E
probe sockets 'grep Seccomp: /proc/self/status; mount -t tmpfs x /tmp || echo no mount' <<'E'
SeccompProfile=sockets
E
probe adminsockets 'mount -t tmpfs x /tmp && echo mounted' <<'E'
SeccompProfile=sockets
AddCapability=SYS_ADMIN
E
probe unconfined 'grep Seccomp: /proc/self/status' <<'E'
SeccompProfile=unconfined
E
probe profile 'grep Seccomp: /proc/self/status; mkdir /tmp/x || echo no folder' <<'E'
SeccompProfile=./profile.json
E
probe badprofile true <<'E'
SeccompProfile=./bad.json
E
probe docker true <<'E'
SeccompProfile=/usr/share/containers/seccomp.json
E
printf '%s' '{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names":
	["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO", "errnoRet": 1}]}' \
	>"$T/conf.d/profile.json"
echo '{"defaultAction": "SCMP_ACT_ALLOW"}, "x": {' >"$T/conf.d/bad.json"
tcrd_start
probes_settled

like "$(say filtered)" '^no mount$' "the usual filter refuses mounts"
like "$(say filtered)" '^Seccomp:	2$' "... as a filter"
like "$(say admin)" '^mounted$' "AddCapability=SYS_ADMIN brings its calls"
like "$(say admin)" '^Seccomp:	2$' "... behind another filter"
like "$(say both)" '^mounted$' "two capabilities bring those of both"
like "$(say sockets)" '^Seccomp:	2$' "SeccompProfile=sockets"
like "$(say sockets)" '^no mount$' "... is the usual filter but for sockets"
like "$(say adminsockets)" '^mounted$' "... also with a capability"
like "$(say unconfined)" '^Seccomp:	0$' "SeccompProfile=unconfined"
like "$(say profile)" '^no folder$' "SeccompProfile= of a file"
like "$(cause_of badprofile)" 'bad.json: it is not JSON' \
	"a file that would be more than a profile"
like "$(cause_of docker)" "conditions are docker" "a profile of docker's form"
finish
