#!/bin/sh
# SPDX-License-Identifier: MIT
# Debian's prometheus scrapes the device's page, as a container of a real tcrd, and answers
# queries; promtool finds nothing wrong with the metrics.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/page.sh"
enter "$@"
prometheus=${TCR_CACHE:-$top/build/cache}/prometheus/usr/bin
busybox_image busybox
"$top/host/own-image" page "$arch" "$TCR_BIN/tcr-page" "$T/images/page.sqfs"
sed '/^Requires=/d; /^After=/d' "$top/conf.d/web.container" >"$T/conf.d/web.container"
idle_unit neighbour
unit ends.container <<-'E'
	[Container]
	Image=busybox
	Network=none
	Exec=/bin/false
	[Install]
	WantedBy=multi-user.target
	E
tcrd_start
until_ok 20 in_state web running
until_ok 20 in_state ends failed
address=$(field web ip)
is "$(grep Cap /proc/"$(field web pid)"/status | grep -v CapBnd | tr -d '0\n\t' | sed 's/Cap...://g')" \
	'' "the page has no capability"
is "$(awk '/^Uid/ { print $2 }' /proc/"$(field web pid)"/status)" 33 "and is not root"

cat >"$T/prometheus.yml" <<E
global:
  scrape_interval: 1s
scrape_configs:
  - job_name: tcr
    static_configs:
      - targets: ['$address:80']
E
"$prometheus/prometheus" --config.file="$T/prometheus.yml" --log.level=warn \
	--storage.tsdb.path="$T/tsdb" --web.listen-address=127.0.0.1:9090 >"$T/prometheus" 2>&1 &
# query PROMQL: prints the value of the only answer.
query() {
	wget -q -O - "http://127.0.0.1:9090/api/v1/query?query=$(printf %s "$1" |
		jq -sRr @uri)" | jq -r '.data.result | if length == 1 then .[0].value[1] else
		"\(length) answers" end'
}
answers() { # answers PROMQL VALUE
	[ "$(query "$1")" = "$2" ]
}
claim "prometheus scrapes the page" until_ok 60 answers up 1
claim "a unit that runs" \
	until_ok 20 answers 'tcr_unit_state{unit="web.container",state="running"}' 1
claim "a unit that has failed" \
	until_ok 20 answers 'count(tcr_unit_state{state="failed"})' 1
claim "the device's state" until_ok 20 answers 'tcr_device_state{state="degraded"}' 1
kill -9 "$(field neighbour pid)"
claim "a restart is counted" \
	until_ok 20 answers 'tcr_unit_restarts_total{unit="neighbour.container"}' 1
grows() {
	[ "$(query 'increase(tcr_unit_transmit_bytes_total{unit="web.container"}[20s]) > bool 0')" = 1 ]
}
claim "the bytes that the page sends become more" until_ok 30 grows
used() {
	[ "$(query 'tcr_unit_cpu_seconds_total{unit="web.container"} > bool 0')" = 1 ]
}
claim "its time of processors is a number" until_ok 20 used
claim "metrics can be compared" \
	until_ok 20 answers 'tcr_device_memory_bytes > bool tcr_device_memory_available_bytes' 1
# One may last longer than its second, on a machine with more to do.
last_is_good() {
	wget -q -O - http://127.0.0.1:9090/api/v1/targets |
		jq -e '.data.activeTargets[0].lastError == ""'
}
claim "scrapes do not fail" until_ok 20 last_is_good
is "$(wget -q -O - http://127.0.0.1:9090/api/v1/metadata |
	jq -r '.data.tcr_unit_restarts[0].type // .data.tcr_unit_restarts_total[0].type')" counter \
	"it knows what a counter is"

# promtool reads the older format, in which a counter's name has its suffix everywhere.
wget -q -O "$T/metrics" "http://$address/metrics"
sed 's/^# TYPE \(.*\) counter$/# TYPE \1_total counter/' "$T/metrics" |
	awk '/^# TYPE/ { name = $3 } /^# HELP/ { $3 = name } { print }' >"$T/older"
"$prometheus/promtool" check metrics <"$T/older" >"$T/said" 2>&1 && rc=0 || rc=$?
is "$rc:$(cat "$T/said")" 0: "promtool finds nothing wrong"
sed '/^# HELP tcr_info/d' "$T/older" | "$prometheus/promtool" check metrics >"$T/said" 2>&1 || :
like "$(cat "$T/said")" 'tcr_info no help text' "and would, if there were"
finish
