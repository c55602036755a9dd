#!/bin/sh
# The config.json that is made from an image and a unit gives the container that
# they describe: run by the real crun, looked at from inside.
# shellcheck disable=SC2016 # variables of the shell inside
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/images.sh"
enter "$@"
driver_build images-driver
driver_build spec-driver supervisor/spec/spec.c supervisor/spec/spec_*.c \
	supervisor/rungs/devtree.c supervisor/base/tree.c supervisor/rungs/devowner.c \
	supervisor/base/passwd.c supervisor/base/json.c supervisor/base/utf8.c \
	supervisor/base/arena.c supervisor/base/strv.c supervisor/base/jsoncheck.c \
	supervisor/spec/userns.c supervisor/base/paths.c supervisor/spec/points.c \
	supervisor/base/keep.c supervisor/base/linkwalk.c supervisor/spec/source.c \
	supervisor/base/lock.c supervisor/units/volume.c \
	supervisor/units/text/value.c supervisor/base/signals.c net/address.c \
	supervisor/units/text/env.c supervisor/spec/memory.c \
	supervisor/units/rights.c

image=$T/web.sqfs
rootfs_squash "$image"
printf '%s\n' Name=web "Architecture=$arch" Entrypoint=/bin/sh Cmd=-c \
	'Cmd=echo cmd "$X"' Env=X=image Env=PATH=/bin WorkingDir=/home \
	User=33 Group=63 | trailer "$image"
"$top/host/seccomp" "$arch" "$T/bpf" 2>/dev/null
unit=/run/unit
mkdir -p $unit "$T/data"
echo '10.0.0.1 web' >$unit/hosts
echo 'nameserver 10.88.0.1' >$unit/resolv.conf
echo web >$unit/hostname
echo outside >"$T/data/file"
"$T/images-driver" up "$image" /run/image >/dev/null

# run KEY=VALUE...: a container; its output is in $got, its status in $rc.
run() {
	images root-up /run/image/rootfs /run/rw /run/root 16777216
	[ "$rc" -eq 0 ] || ok "$rc" "a root"
	rc=0
	"$T/spec-driver" "$image" /run/root $unit "cgroup=/$TCR_CGROUP/c" \
		hostname=web "$@" 2>"$T/said" || rc=$?
	got=
	[ "$rc" -gt 0 ] || got=$(crun --root /run/crun run --bundle $unit c \
		2>&1 </dev/null) || rc=$?
}

inside() { # inside COMMANDS KEY=VALUE...: run by the image's sh
	commands=$1
	shift
	run exec=-c "exec=$commands" "$@"
}

lines() { # lines TEXT WANT: the lines of $got
	is "$(echo "$got" | tr '\n' '|')" "$2|" "$1"
}

run
lines "the image's own command and environment" 'cmd image'
inside 'id; pwd; echo $HOME $HOSTNAME $X $Y' env=X=unit env=Y=1
lines "the image's user, group, folder; the unit's environment" \
	'uid=33(web) gid=34(web) groups=63(audio)|/home|/home/web web unit 1'
inside 'id; pwd' user=root cwd=/tmp
lines "the unit's user and folder" 'uid=0(root) gid=0|/tmp'
inside 'id' user=web group=audio
lines "a user and a group by name" 'uid=33(web) gid=63(audio)'
run user=nobody
is "$rc $(cat "$T/said")" \
	'2 user nobody of the image is not in its /etc/passwd' \
	"an unknown user is refused"
run exec=/bin/nothing entrypoint=
like "$rc $got" '/bin/nothing.* (not found|No such file)' \
	"a program that lacks is named"

status='exec grep -E "^(Cap...|NoNewPrivs|Seccomp|Sig(Ign|Blk)|Umask):" /proc/self/status'
inside "$status" "seccomp=$T/bpf"
is "$(echo "$got" | grep -c '^Cap...:	0000000000000000$')" 5 \
	"who is not root has no capability"
like "$got" '^NoNewPrivs:	1$' "nor a way to get one"
like "$got" '^Seccomp:	2$' "behind the filter"
like "$got" '^Umask:	0022$' "with the usual umask"
# 32 and 33 are glibc's own: make, by posix_spawn(3), leaves them ignored here.
is "$(echo "$got" | grep -cE '^Sig...:	0000000(00|18)0000000$')" 2 \
	"no signal ignored or blocked"
inside "$status" user=0 "seccomp=$T/bpf"
like "$got" '^CapBnd:	00000000000405fb|^CapBnd:	00000000000405eb$' \
	"root has the usual few capabilities"
like "$got" '^CapAmb:	0000000000000000$' "and leaves none to others"
inside 'unshare -U id || echo refused; unshare -m id || echo refused' \
	user=0 "seccomp=$T/bpf"
is "$(echo "$got" | grep -c '^refused$')" 2 "no new namespaces"

inside 'cat /etc/hosts /etc/resolv.conf; echo x >/etc/hosts' user=0
like "$got" '10.0.0.1 web' "its hosts file"
like "$got" 'nameserver 10.88.0.1' "its resolvers"
like "$got" 'Read-only file system' "which it may not change"
inside 'mount'
is "$(echo "$got" | grep -E ' /(dev/shm|dev/mqueue|proc|sys|sys/fs/cgroup) ' |
	grep -c 'nosuid,nodev,noexec')" 5 "what is mounted: no exec, dev, suid"
like "$got" 'cgroup2 on /sys/fs/cgroup type cgroup2 \(ro' "cgroups read-only"
inside 'ls /dev; for d in null zero full random urandom tty; do test -c /dev/$d || echo $d lacks; done; echo x >/dev/null'
is "$(echo "$got" | tr '\n' ' ')" 'fd full mqueue null ptmx pts random shm stderr stdin stdout tty urandom zero ' \
	"the usual devices and no other"
inside 'cat /proc/kallsyms /proc/interrupts; (echo x >/proc/sysrq-trigger); echo 1 >/proc/sys/kernel/panic' user=0
is "$(echo "$got" | grep -vc "^/bin/sh: can't create")" 0 \
	"/proc tells nothing of the device and changes nothing"
inside 'cd /proc/sys/net/ipv4; cat ping_group_range ip_unprivileged_port_start; grep -E "Max (open|core)" /proc/self/limits; cat /proc/self/oom_score_adj; ls /proc/self/fd'
like "$got" '^0	2147483647$' "ping needs no capability"
like "$got" '^0$' "nor does port 80"
like "$got" '^Max core file size +0 ' "no cores"
like "$got" '^Max open files +1024 ' "1024 files for select(2)"
is "$(echo "$got" | tail -n 5 | tr '\n' ' ')" '0 0 1 2 3 ' \
	"no oom score, no descriptor but its own"

inside 'touch /new /home/web/mine && ls /new; cat /run/file' user=0
lines "a root to write to" '/new|there'
inside 'touch /new; cat /run/file; touch /tmp/a /run/a /var/tmp/a && echo wrote' \
	user=0 read-only=1
lines "ReadOnly=yes has places to write to, as the image has them" \
	'touch: /new: Read-only file system|there|wrote'
inside 'cat /data/file; echo x >/data/file; cat /tmp/d/file; echo x >/tmp/d/y' \
	user=0 "volume=$T/data:/data:ro" "volume=$T/data:/tmp/d" tmpfs=/tmp:size=64k
like "$got" '^outside$' "a volume"
like "$got" '/data/file: Read-only file system' "read-only where asked"
is "$(cat "$T/data/file" "$T/data/y")" "outside
x" "and else written through"
is "$(stat -c %a $unit/config.json)" 600 "config.json is root's alone"

images root-down /run/rw /run/root
images down /run/image
is "$(loops)" 0 "no loop device is left"
finish
