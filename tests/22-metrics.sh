#!/bin/sh
# SPDX-License-Identifier: MIT
# The metrics and the public lines of logs: FIFOs beside that of the status, for the
# device and for a container that mounts /run/tcr/public.
. "$(dirname "$0")/lib.sh"
enter "$@"
busybox_image busybox
unit web.container <<-'E'
	[Container]
	Image=busybox
	Exec=/bin/sh -c "trap 'exit 0' TERM; echo hello '<b>'; echo again; while :; do sleep 1000 & wait; done"
	Volume=/run/tcr/public:/run/tcr:ro
	[Service]
	Restart=always
	[X-TCR]
	LogPublic=yes
	[Install]
	WantedBy=multi-user.target
	E
idle_unit quiet
unit ends.container <<-'E'
	[Container]
	Image=busybox
	Network=none
	Exec=/bin/false
	[Install]
	WantedBy=multi-user.target
	E
printf '[Container]\nImage=busybox\nMemroy=1\n[X-TCR]\nLogPublic=yes\n' \
	>"$T/conf.d/bad.container"
tcrd_start
until_ok 20 in_state web running
until_ok 20 in_state quiet running
until_ok 20 in_state ends failed

take() {
	cat /run/tcr/metrics >"$T/metrics"
}
value() { # value METRIC [LABELS]: of what was taken last
	grep "^tcr_$1${2-} " "$T/metrics" | cut -d ' ' -f 2
}
of_web() { # of_web METRIC
	value "unit_$1" '{unit="web.container"}'
}
take
is "$(tail -n 1 "$T/metrics")" '# EOF' "the document ends as OpenMetrics says"
is "$(value unit_state '{unit="web.container",state="running"}')" 1 "a unit's state"
is "$(value unit_state '{unit="bad.container",state="bad-config"}')" 1 \
	"a refused unit has one as well"
is "$(value device_state '{state="degraded"}')" 1 "and the device has"
is "$(of_web restarts_total)" 0 "it was not restarted"
began=$(of_web start_begun_seconds)
claim "the times of its first start are in order, and there" \
	[ "$(jq -n "$(of_web start_queued_seconds) <= $began and
		$began <= $(of_web start_ready_seconds)")" = true ]
is "$(of_web start_ended_seconds)" '' "... and it has not ended"
kill -9 "$(field web pid)"
restarted() {
	take
	[ "$(of_web restarts_total)" = 1 ]
}
claim "then it was, once" until_ok 20 restarted
claim "and its first start has an end" [ -n "$(of_web start_ended_seconds)" ]
is "$(of_web start_begun_seconds)" "$began" "... and begins when it did"
until_ok 20 in_state web running

# What the kernel counts is there: a file that this kernel does not have has no sample.
group=/sys/fs/cgroup/$TCR_CGROUP/web
take
for file in memory.current pids.current memory.events io.pressure; do
	case $file in
	memory.current) metric=memory_bytes ;;
	pids.current) metric=tasks ;;
	memory.events) metric=oom_kills_total ;;
	*) metric=io_pressure_seconds_total ;;
	esac
	is "$(of_web $metric | grep -c '^[0-9]')" "$(find "$group" -name $file | wc -l)" \
		"$file is counted, if this kernel has it"
done
like "$(of_web cpu_seconds_total)" '^[0-9]+\.[0-9]{6}$' "and its time of processors"
like "$(of_web cpu_pressure_seconds_total)" '^[0-9]+\.[0-9]{6}$' "and its pressure"
is "$(value unit_memory_bytes '{unit="ends.container"}')" '' \
	"one that does not run has no memory"
is "$(value unit_state '{unit="ends.container",state="failed"}')" 1 "but a state"
claim "the device's memory" [ "$(value device_memory_bytes)" -gt \
	"$(value device_memory_available_bytes)" ]
like "$(value device_uptime_seconds)" '^[1-9]' "and its uptime"

# The bytes of a container are those that its own end of the veth counts.
inside() {
	crun --root /run/tcr/crun exec web "$@"
}
same() {
	# shellcheck disable=SC2046 # words on purpose
	set -- $(inside cat /proc/net/dev | sed -n 's/.*eth0://p')
	take
	[ "$(of_web receive_bytes_total) $(of_web transmit_bytes_total)" = "$1 $9" ]
}
asks() { # asks NAME: nslookup fails, as there is no address of IPv6
	inside nslookup "$1" >/dev/null 2>&1 || :
}
asks quiet.tcr
claim "its network's bytes are those that it sees itself" until_ok 20 same
claim "and there are some" [ "$(of_web receive_bytes_total)" -gt 0 ]
asked=$(value dns_queries_total)
claim "tcr-dns counts what it is asked" [ "$asked" -ge 1 ]
claim "and what it answers itself" [ "$(value dns_local_answers_total)" -ge 1 ]
counted_on() {
	asks web.tcr
	take
	[ "$(value dns_queries_total)" -gt "$asked" ]
}
tcrctl restart tcr-dns.service
claim "the next tcr-dns counts on" until_ok 20 counted_on

cat /run/tcr/public/log >"$T/log"
like "$(cat "$T/log")" '^web.container [0-9]+\.[0-9]{3} out hello <b>$' \
	"lines of a unit with LogPublic=yes are there"
is "$(grep -cv '^web.container [0-9.]* \(out\|err\|tcr\|start\|drop\) ' "$T/log")" 0 \
	"and no line of another"
is "$(inside cat /run/tcr/metrics | tail -n 1)" '# EOF' \
	"a container that mounts the folder reads the metrics"
is "$(inside cat /run/tcr/log | grep -c 'out again')" 2 "and the lines"
like "$(inside sh -c 'echo x >/run/tcr/other' 2>&1)" 'Read-only' \
	"it can write nothing there"

# Who asks as fast as possible makes tcrd fork seldom.
pause=$(($(jq '.units | length' /run/tcr/status) * 5))
began=$(date +%s%N)
for _ in 1 2 3 4; do
	take
done
claim "after a document a party waits for $pause ms" \
	[ $((($(date +%s%N) - began) / 1000000)) -ge $((3 * pause)) ]
is "$(tail -n 1 "$T/metrics")" '# EOF' "each of them whole"

# A tcrd that is started again goes on with the counters and serves all FIFOs.
asked=$(value dns_queries_total)
kill -9 "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
tcrd_start
until_ok 20 in_state web running
claim "after a crash of tcrd the counters of tcr-dns go on" until_ok 20 counted_on
is "$(of_web restarts_total)" 1 "and those of units"
is "$(inside cat /run/tcr/log | grep -c 'out again')" 2 "lines are read as before"
finish
