#!/bin/sh
# SPDX-License-Identifier: MIT
# A reload restarts a unit whose files have changed as a start would start it: with
# all that these files pull in, whether that is new, was down or had failed.
. "$(dirname "$0")/lib.sh"
enter "$@"
busybox_image busybox
export TCR_DATA="$T/data"
mkdir -p "$TCR_DATA"

# one NAME [lines of Unit] [lines of Container] [lines of Service] [of Install]
one() {
	unit "$1.container" <<-EOT
		[Unit]
		${2:-}
		[Container]
		${3:-Network=none}
		Exec=/bin/sh -c "trap 'exit 0' TERM; while :; do sleep 1000 & wait; done"
		StopTimeout=2
		[Service]
		${4:-}
		[Install]
		${5-WantedBy=multi-user.target}
	EOT
	grep -q ^Image= "$T/conf.d/$1.container" ||
		sed -i 's/^Exec=/Image=busybox\n&/' "$T/conf.d/$1.container"
}

# pulled NAME [lines of Unit] [lines of Container] [of Service]: only if another
# unit wants it.
pulled() {
	one "$1" "${2:-}" "${3:-}" "${4:-}" ' '
}

requires() { # requires UNIT
	printf 'Requires=%s\nAfter=%s' "$1" "$1"
}

# A row for each way to pull in: the unit that changes, what it pulls in, the
# state of that after the reload, lines of [Unit] and of [Container].
table() {
	while IFS='|' read -r name what state in_unit in_container; do
		"$1" "$name" "$what" "$state" "$(printf '%b' "$in_unit")" \
			"$(printf '%b' "$in_container")"
	done <<-'EOT'
		required|n-required|running|Requires=n-required.container\nAfter=n-required.container|
		unordered|n-unordered|running|Requires=n-unordered.container|
		wanting|n-wanted|running|Wants=n-wanted.container|
		bound|n-bound|running|BindsTo=n-bound.container\nAfter=n-bound.container|
		upholding|n-upheld|running|Upholds=n-upheld.container|
		chained|n-low|running|Requires=n-high.container\nAfter=n-high.container|
		volume|n-store.volume|active||Network=none\nVolume=n-store.volume:/x
		network|n-lan.network|active||Network=n-lan.network
		pod|n-pod.pod|active||Pod=n-pod.pod
		image|n-image.image|active||Network=none\nImage=n-image.image
		joined|n-joined|running||Network=n-joined.container
		needs-resting|resting|running|Requires=resting.container\nAfter=resting.container|
		needs-stopped|stopped|running|Wants=stopped.container|
		needs-failed|a-failed|running|Requires=a-failed.container\nAfter=a-failed.container|
		needs-failed-2|z-failed|running|Requires=z-failed.container\nAfter=z-failed.container|
		needs-limited|a-limited|running|Requires=a-limited.container\nAfter=a-limited.container|
		needs-limited-2|z-limited|running|Requires=z-limited.container\nAfter=z-limited.container|
	EOT
}

before() { # before NAME...: its file as it is at first
	one "$1"
}
note() { # note NAME...: which process it is
	until_ok 20 in_state "$1" running
	pid_of "$1" >"$T/pid-$1"
}
change() { # change NAME WHAT STATE UNIT CONTAINER
	one "$1" "$4" "$5"
}
check() { # check NAME WHAT STATE...
	is "$(state_of "$1"):$(state_of "$2")" "running:$3" "$1 runs, and pulled in $2"
	renewed "$1" "$(cat "$T/pid-$1")" && rc=0 || rc=1
	ok "$rc" "$1 was restarted"
}

often='StartLimitBurst=2
StartLimitIntervalSec=1h'
quick='Restart=always
RestartSec=10ms'
failing() { # failing NAME [UNIT] [SERVICE]
	one "$1" "${2:-}" '' "${3:-}"
	sed -i 's/^Exec=.*/Exec=\/bin\/false/' "$T/conf.d/$1.container"
}
table before
pulled resting
one stopped
failing a-failed
failing z-failed
failing a-limited "$often" "$quick"
failing z-limited "$often" "$quick"
one base
one over "$(requires base.container)
Wants=aside.container
Requires=fallen.container"
pulled aside
one fallen
one same
tcrd_start
table note
for u in base over aside fallen same; do
	note "$u"
done
for u in a-failed z-failed a-limited z-limited; do
	until_ok 20 in_state $u failed && rc=0 || rc=$?
	ok "$rc" "$u has failed"
done
tcrctl stop stopped aside
kill -9 "$(pid_of fallen)"
until_ok 20 in_state fallen failed

for u in required unordered wanted bound upheld low joined; do
	pulled n-$u
done
pulled n-high "$(requires n-low.container)"
printf '[Volume]\n' >"$T/conf.d/n-store.volume"
printf '[Network]\n' >"$T/conf.d/n-lan.network"
printf '[Pod]\nNetwork=none\n' >"$T/conf.d/n-pod.pod"
printf '[Image]\nImage=busybox\n' >"$T/conf.d/n-image.image"
pulled n-nobody
one a-failed '# mended'
one z-failed '# mended'
one a-limited "$often" '' "$quick"
one z-limited "$often" '' "$quick"
one base '' 'Environment=CHANGED=1'
table change
plan=$(tcrctl reload-config --dry-run) || :
said=$(tcrctl reload-config 2>&1) && rc=0 || rc=$?
is "$rc:$(printf '%s\n' "$said" | grep -Ev ' (re)?starts$' || :)" 0: "the reload has nothing to complain of"
table check
like "$plan" '^\+ n-low +new: start$' "the dry run said that what is pulled in starts"
like "$plan" '^\+ resting +start$' "and one that was down"
like "$plan" '^~ a-failed +start$' "and one that had failed and is mended"
like "$plan" '^\+ n-nobody +new: nothing wants it$' "but not one that nobody wants"
is "$(state_of n-nobody)" inactive "which is down"
is "$(pid_of same)" "$(cat "$T/pid-same")" "what did not change runs on"

# What is restarted because of another unit starts as any unit does.
check base over running
check over fallen running
check over aside running
tcrctl stop aside
tcrctl restart over
is "$(state_of over):$(state_of aside)" running:running "a restart by hand pulls in, too"
finish
