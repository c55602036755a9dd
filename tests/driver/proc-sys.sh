#!/bin/sh
# SPDX-License-Identifier: MIT
# Run inside a container of default settings, as its root: what of /proc and /sys
# it can write to, and what it should not see.  Each line is a find; what begins
# with "ok" is as it should be.
PATH=/bin:/usr/bin:/sbin:/usr/sbin

# The files of its own processes are its own: they change or tell nothing of
# others, and what would (oom_score_adj below 0, timens, loginuid, maps) asks for
# capabilities that it lacks.
others() { # others TYPE...: what find finds that is of no process
	busybox find /proc /sys "$@" 2>/dev/null |
		busybox grep -v -e '^/proc/[0-9]' -e '^/proc/self/' \
			-e '^/proc/thread-self/'
}
others -type f -perm /222 | while read -r file; do
	(: >>"$file") 2>/dev/null && echo "writable $file"
done
echo "file * +p" >/proc/dynamic_debug/control && echo dynamic debug obeys
for what in cpu io memory irq; do
	echo "some 500000 2000000" >/proc/pressure/$what &&
		echo "a trigger of $what"
done
[ ! -x /proc/pressure ] || busybox grep -q avg10 /proc/pressure/cpu ||
	echo pressure cannot be read
for file in /sys/kernel/notes /sys/kernel/vmcoreinfo /proc/kallsyms \
	/proc/vmallocinfo /proc/slabinfo /proc/interrupts /proc/keys \
	/proc/timer_list /proc/mtrr /proc/config.gz; do
	[ -z "$(busybox head -c 1 $file | busybox tr '\0' x)" ] ||
		echo "readable $file"
done
for dir in /proc/acpi /proc/asound /proc/scsi /proc/dynamic_debug \
	/sys/firmware /sys/module /sys/kernel/slab /sys/kernel/boot_params \
	/sys/kernel/debug /sys/kernel/tracing /sys/fs/bpf /sys/fs/pstore \
	/sys/kernel/security /sys/devices/virtual/powercap \
	/sys/devices/system/cpu/cpu*/thermal_throttle; do
	[ -z "$(busybox ls -A "$dir")" ] || echo "full $dir"
done
# ID PARENT DEVICE ROOT PLACE FLAGS [OPTIONAL...] - TYPE SOURCE OPTIONS
while read -r _ _ _ from at flags rest; do
	type=${rest##*- }
	type=${type%% *}
	lacks=
	for flag in nosuid nodev noexec; do
		case ,$flags, in
		*,$flag,*) ;;
		*) lacks=$lacks,$flag ;;
		esac
	done
	case $at:$type:$lacks in
	*:*: | /:overlay:,noexec) ;; # the program is there
	/run:tmpfs:,noexec | /tmp:tmpfs:,noexec | /var/tmp:tmpfs:,noexec) ;;
	/dev:tmpfs:,nodev | /dev/pts:devpts:,nodev) ;; # and the devices here
	/proc/*:proc:* | /sys/*:sysfs:*) ;; # no program, no device: the kernel
	/proc/*:*:* | /sys/*:*:*) # a mask
		case ,$flags,:$from in
		*,ro,*) ;;
		*) echo "a mask at $at that is writable" ;;
		esac
		;;
	*) echo "at $at $type without $lacks" ;;
	esac
done </proc/self/mountinfo
for at in /proc/acpi /sys/firmware /proc/kallsyms /proc/sys /proc/pressure; do
	[ ! -e $at ] || ! (: >"$at/x") || echo "made $at/x"
	[ ! -e $at ] || ! busybox chmod 600 $at || echo "changed $at"
done
echo ok looked
