#!/bin/sh
# SPDX-License-Identifier: MIT
# Debian's prometheus on this machine scrapes the demo in a guest, by a published port,
# and answers queries about it.
[ -n "${PRIVATE_NET-}" ] || PRIVATE_NET=1 exec unshare -n "$0"
. "$(dirname "$0")/lib.sh"
ip link set lo up
prometheus=${TCR_CACHE:-$top/build/cache}/prometheus/usr/bin/prometheus
guest_demo_image page
guest_demo_image sntp
guest_demo_image busybox
for unit in "$top"/conf.d/*; do
	guest_unit "${unit##*/}" <"$unit"
done
guest_firmware
cat >"$T/prometheus.yml" <<'E'
global:
  scrape_interval: 1s
scrape_configs:
  - job_name: tcr
    static_configs:
      - targets: ['127.0.0.1:8081']
E
"$prometheus" --config.file="$T/prometheus.yml" --log.level=warn \
	--storage.tsdb.path="$T/tsdb" --web.listen-address=127.0.0.1:9090 >"$T/log" 2>&1 &
server=$!

# What someone says to the guest's port 9000: "kill" kills a unit, once, "end" ends all.
guest_run --publish 8081:8080 --publish 9000:9000 <<'E' &
until_ok 60 in_state web running && until_ok 60 in_state client running && say up
victim=$(field client pid)
while word=$(nc -l -p 9000) && [ "$word" != end ]; do
	[ "$word" != kill ] || kill -9 "$victim"
done
E
guest=$!

query() # query PROMQL: prints the value of the only answer
{
	wget -q -O - "http://127.0.0.1:9090/api/v1/query?query=$(printf %s "$1" |
		jq -sRr @uri)" | jq -r '.data.result | if length == 1 then .[0].value[1] else
		"\(length) answers" end'
}
answers() # answers PROMQL VALUE
{
	[ "$(query "$1")" = "$2" ]
}
talk() # talk WORD CLAIM...: QEMU takes it before the guest listens: again until CLAIM holds
{
	echo "$1" | socat - TCP:127.0.0.1:9000,connect-timeout=1 2>/dev/null
	shift
	"$@"
}
gone()
{
	! kill -0 "$guest" 2>/dev/null
}
claim "the device is scraped" until_ok 90 answers up 1
claim "its page runs" \
	until_ok 60 answers 'tcr_unit_state{unit="web.container",state="running"}' 1
claim "all of it runs" until_ok 60 answers 'tcr_device_state{state="running"}' 1
claim "it says what kernel and version it has" until_ok 10 answers 'count(tcr_info)' 1
claim "the memory of its units is known" \
	until_ok 10 answers 'count(tcr_unit_memory_bytes > 0) >= bool 2' 1
claim "a unit that was killed is a restart more" until_ok 60 talk kill \
	answers 'tcr_unit_restarts_total{unit="client.container"}' 1
claim "the guest goes down" until_ok 60 talk end gone
wait "$guest" || status=$?
is "$status" 0 "... as it was told to"
claim "a device that is gone is not up" until_ok 60 answers up 0
kill "$server"
[ "$failures" -eq 0 ] || sed 's/^/# /' "$T/console" "$T/log"
finish
