#!/bin/sh
# What userspace expects is there, and the machine around a namespace untouched.
. "$(dirname "$0")/lib.sh"
. "$tests/driver/init.sh"

outside() { # what belongs to the machine
	hostname
	cat /proc/mounts
	cat /proc/sys/kernel/panic /proc/sys/kernel/core_pattern
	cat /proc/sys/kernel/kptr_restrict
}

mkdir -p "$T/etc/tcr"
echo gadget >"$T/etc/hostname"
echo 9999999999 >"$T/etc/tcr/build-time" # in 2286
cat >"$T/etc/fstab" <<'EOF'
# a comment

tmpfs /mnt tmpfs size=64k,nodev,noexec,mode=0700 0 0
none	/nowhere	none	noauto	0 0
tmpfs /with\040space tmpfs ro 0 0
none /broken nosuchfs defaults 0 0
tmpfs /after tmpfs
EOF
before=$(outside)
boot ''
said '^tcrd '
mounts=$(cat "/proc/$init/mounts")
for at in /dev/pts /dev/shm /run /tmp; do
	like "$mounts" "^[a-z]* $at " "$at is mounted"
done
like "$mounts" '^run /run tmpfs rw,nosuid,nodev,.*size=.*mode=755' \
	'/run is small and safe'
like "$mounts" '^tmpfs /mnt tmpfs rw,nodev,noexec,.*size=64k,mode=700' \
	'fstab: options'
like "$mounts" '^tmpfs /with.040space tmpfs ro' 'fstab: an escaped blank'
like "$mounts" '^tmpfs /after tmpfs' 'fstab: a line of three words'
is "$(printf '%s\n' "$mounts" | grep -c nowhere)" 0 'fstab: noauto'
like "$(cat "$out")" 'mount none on /broken: No such device' \
	'what cannot be mounted is said'
like "$(cat "$out")" 'fstab: No such device, [0-9]* ms' 'and passed over'
is "$(inside /bin/hostname)" gadget 'the name is that of /etc/hostname'
is "$(inside /bin/cat /sys/class/net/lo/flags 2>/dev/null ||
	nsenter -t "$init" -n cat /proc/net/if_inet6 | grep -c ' lo$')" 1 \
	'lo is up'
is "$(readlink "/proc/$init/root/dev/fd")" /proc/self/fd '/dev/fd'
claim 'a clock before its floor is the machine'"'"'s affair' \
	[ "$(date +%s)" -lt 9999999999 ]
is "$(outside)" "$before" 'the machine has its mounts, name and sysctls'
is "$(awk '/^tcrd/ {print $2 == $4}' "$out")" 1 'tcrd has its own session'
tcrd=$(children | tr -d ' ')
is "$(grep -E '^Sig(Blk|Ign)' "/proc/$tcrd/status" | tr -d '\n\t')" \
	'SigBlk:0000000000000000SigIgn:0000000000000000' 'and no signal blocked'
is "$(find "/proc/$tcrd/fd" -lname 'socket:*' | wc -l)" 1 'one socket'
is "$(find "/proc/$tcrd/fd" -lname '*memfd*' | wc -l)" 0 'and no state'
is "$(tr '\0' '\n' <"/proc/$tcrd/environ" | sed 's/=.*//' | tr '\n' ' ')" \
	'PATH TCR_NOTES_FD ' 'a clean environment'
shut_off


is "$("$TCR_BIN/tcr-init" 2>&1 | sed 's/.*tcr-init: //')" \
	'only runs as PID 1' 'it refuses to be anything but PID 1'
dump
finish
