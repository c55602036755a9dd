# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154,SC2034
# Sourced after lib.sh by tests of what one container may do to a device.
#
#	memory_units THING...    a container for each, not started at boot, and
#	                         `neighbour`; see hog.c for both
#	memory_attacks MB SECONDS THING...
#	                         boots and lets each have what it gets, so long
#	memory_held THING        asserts that all others were well meanwhile

memory_units()
{
	root=$T/hog
	mkdir -p "$root/bin" "$root/etc" "$root/tmp" "$root/run" "$root/var/log" \
		"$root/var/tmp" "$root/proc" "$root/sys" "$root/dev" "$root/data"
	musl-gcc -Os -static -o "$root/bin/hog" "$qemu_tests/hog.c"
	echo root:x:0:0::/:/bin/hog >"$root/etc/passwd"
	mksquashfs "$root" "$T/images/hog.sqfs" -quiet -noappend -no-progress \
		-all-root
	guest_unit neighbour.container <<-E
		[Container]
		Image=hog
		Exec=/bin/hog hold 2
		Network=none
		StopSignal=SIGKILL
		[Service]
		Restart=always
		[Install]
		WantedBy=multi-user.target
	E
	for thing; do
		guest_unit "hog-$thing.container" <<-E
			[Container]
			Image=hog
			Exec=/bin/hog $thing
			Network=none
			StopSignal=SIGKILL
			Volume=hog-$thing:/data
		E
	done
}

# Times are the guest's, in ms; a machine that is busy makes all of them longer,
# so the answers before the attack are the measure.
# shellcheck disable=SC2016 # variables of the guest's shell
memory_script='
now() { IFS=" ." read -r s h _ </proc/uptime; echo $((s * 1000 + 1${h%} * 10 - 1000)); }
available() { sed -n "s/MemAvailable: *\([0-9]*\).*/\1/p" /proc/meminfo; }
waited() { tcrctl logs neighbour | sed -n "s/.*waited \([0-9]*\) ms/\1/p" | tail -n 1; }
ask() { # longest FILE: asks tcrctl once
	asked=$(now)
	tcrctl status >/dev/null || say "$1" tcrctl failed
	took=$(($(now) - asked))
	[ "$took" -le "$slowest" ] || slowest=$took
}
has_all() { in_state "hog-$1" failed || tcrctl logs "hog-$1" | grep -q ", then "; }
attack() { # attack THING SECONDS: 2 s longer than it needs to have all
	slowest=0
	for n in 1 2 3; do ask "$1"; done
	quiet=$slowest slowest=0 least=$(available) from=$(dmesg | wc -l)
	begun=$(now) until=$((begun + $2 * 1000))
	tcrctl start "hog-$1" >/dev/null 2>&1 &
	while [ "$(now)" -lt "$until" ]; do
		ask "$1"
		free=$(available)
		[ "$free" -ge "$least" ] || least=$free
		if has_all "$1" && [ $(($(now) + 2000)) -lt "$until" ]; then
			until=$(($(now) + 2000))
		fi
		sleep 0.1
	done
	wait
	say "$1.free" "$least"
	say "$1.quiet" "$quiet"
	say "$1.answer" "$slowest"
	say "$1.hog" "$(field "hog-$1" state) $(field "hog-$1" result)"
	say "$1.neighbour" "$(field neighbour state) $(field neighbour runs)"
	say "$1.waited" "$(waited)"
	say "$1.lacks" "$(tcrctl logs neighbour | sed -n "s/.*cannot: //p" | xargs)"
	say "$1.killed" "$(dmesg | tail -n +$((from + 1)) | sed -n "s/.*oom-kill:.*oom_memcg=\([^,]*\).*task=\([^,]*\).*/\2 by \1/p" | xargs)"
	say "$1.said" "$(tcrctl logs "hog-$1" | sed -n "s/.*, then //p" | tail -n 1)"
	tcrctl stop "hog-$1" >/dev/null 2>&1
}
until_ok 60 in_state neighbour running
say total "$(sed -n "s/MemTotal: *\([0-9]*\).*/\1/p" /proc/meminfo)"
say idle "$(available)"
say containers "$(cat /sys/fs/cgroup/tcr/memory.max)"
say each "$(cat /sys/fs/cgroup/tcr/neighbour/memory.max)"
say tasks "$(cat /sys/fs/cgroup/tcr/pids.max)"
say tcrd "$(sed s/0::// "/proc/$(pidof tcrd)/cgroup") $(cat /sys/fs/cgroup/tcrd/memory.min)"
'

memory_attacks()
{
	mem=$1 seconds=$2
	shift 2
	guest_run --mem "$mem" --timeout 280 <<-E
		$memory_script
		for thing in $*; do attack \$thing $seconds; done
	E
}

memory_held()
{
	is "$(said "$1")" '' "$mem MiB, $1: tcrctl always answers"
	allowed=$(($(said "$1.quiet") * 20))
	[ "$allowed" -ge 2000 ] || allowed=2000
	[ "$(said "$1.answer")" -le "$allowed" ] && rc=0 || rc=1
	ok "$rc" "within 2 s ($(said "$1.answer") ms)"
	waited=$(said "$1.waited")
	[ "${waited:-0}" -le "$allowed" ] && rc=0 || rc=1
	ok "$rc" "and so does its neighbour"
	is "$(said "$1.neighbour")" 'running 1' 'which runs on'
	is "$(said "$1.lacks")" '' 'and lacks nothing'
	case $(said "$1.hog") in
	'running null') ;; # it has what there is, or is still at it
	*) is "$(said "$1.hog")" 'failed oom-kill' \
		"who takes all is killed, and that is its result" ;;
	esac
}
