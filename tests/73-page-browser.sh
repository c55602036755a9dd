#!/bin/sh
# SPDX-License-Identifier: MIT
# The device's page in a browser: live, with hostile values, at the width of a phone, with
# 200 units, for a screen reader, light and dark.  Screenshots are in build/shots.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/page.sh"
enter "$@"
page_start

unit_line() { # unit_line UNIT STATE MORE
	printf '{"unit":"%s","state":"%s","since_ms":3100,"restarts":0,"health":null,"status_text":null,%s}' "$@"
}
head_line() { # head_line STATE
	printf '{"v":1,"version":"0.1.0","state":"%s","time":"2026-11-23T14:02:11Z","now_ms":7204812,"boot_ms":4100,"settings":null,"data":"disk","data_why":null,"units":[\n' "$1"
}
{
	head_line degraded
	unit_line web.container running '"cause":"was","description":"A & B <b id=evil>bold</b>"'
	echo ,
	unit_line '<img src=http://evil.example/x onerror=document.evil=1>' bad-config \
		'"cause":"x.container:3: unknown key <script>document.evil=1</script>","description":null'
	echo ,
	unit_line 'z\"}]\u2028\u0000.container' backoff \
		'"cause":"exited with status 1","description":"javascript:document.evil=1"'
	printf '\n]}\n'
} >"$T/status"
cp "$T/status" "$documents/status"
cat >"$documents/metrics" <<'E'
# TYPE tcr_unit_memory_bytes gauge
tcr_unit_memory_bytes{unit="web.container"} 2097152
tcr_unit_start_queued_seconds{unit="web.container"} 1.025000
tcr_unit_start_queued_seconds{unit="bad<b>.container"} 1.025000
tcr_unit_start_queued_seconds{unit="late.container"} 4.200000
tcr_unit_start_begun_seconds{unit="web.container"} 2.050000
tcr_unit_start_begun_seconds{unit="bad<b>.container"} 1.025000
tcr_unit_start_ready_seconds{unit="web.container"} 3.075000
tcr_unit_start_ended_seconds{unit="bad<b>.container"} 2.050000
tcr_device_memory_bytes 104857600
tcr_device_memory_available_bytes 52428800
# EOF
E
cat >"$documents/log" <<'E'
web.container 1700000001.500 out second <img src=x onerror=document.evil=1>
web.container 1700000002.000 tcr third
app.container 1700000000.000 out first
E

# The contrast of each text and what is behind it, the smallest of the page.
contrast='(() => {
	const part = c => (c /= 255) <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4;
	const light = text => { const [r, g, b] = text.match(/\d+/g).map(Number);
		return .2126 * part(r) + .7152 * part(g) + .0722 * part(b) };
	const ground = light(getComputedStyle(document.body).backgroundColor);
	return Math.min(...[...document.querySelectorAll("body *")].map(e => {
		const l = light(getComputedStyle(e).color);
		return (Math.max(l, ground) + .05) / (Math.min(l, ground) + .05) })) })()'
contrast=$(echo "$contrast" | tr '\n\t' '  ')
wide='document.documentElement.scrollWidth <= innerWidth'
row='[...document.querySelectorAll("#units tr")].map(r => [...r.children].map(c => c.textContent))'
browser >"$T/said" <<E
size 360 640
load
until 20 document.querySelectorAll("#units tr").length == 3
say rows $row
say title document.title
say device document.getElementById("device").textContent
say about document.getElementById("about").textContent
say evil document.evil || document.querySelectorAll("#units img, #units script, #units b, #log img").length
say log document.getElementById("log").textContent
say phone $wide
say boot [...document.querySelectorAll("#boot li")].map(i => i.textContent)
say bars [...document.querySelectorAll("#boot li")].map(i => [...i.querySelectorAll("span")].map(s => s.className + Math.round(s.getBoundingClientRect().width / i.getBoundingClientRect().width * 100)).join(" "))
say trouble document.getElementById("trouble").textContent
say contrast $contrast
shot page-phone
tree tree
media dark
say dark $contrast
say ground getComputedStyle(document.body).backgroundColor
shot page-phone-dark
size 1200 800
say desk $wide
media light
shot page-desk
E
said() {
	sed -n "s/^$1 //p" "$T/said"
}
is "$(said rows | jq -c '.[0]')" \
	'["web.container","✓ running","2 h","0","2.0 MiB","A & B <b id=evil>bold</b>"]' \
	"a unit is a row: state, time, restarts, memory, what it is"
is "$(said rows | jq -r '.[1][0,1,5]')" "<img src=http://evil.example/x onerror=document.evil=1>
✗ bad-config
x.container:3: unknown key <script>document.evil=1</script>" \
	"a refused one says why, and its texts are texts"
like "$(said rows | jq -r '.[2][1]')" '^✗ backoff$' "a state has a sign, not only a colour"
is "$(said evil)" 0 "nothing of a unit became markup or ran"
is "$(said device)" '"This device is degraded: 2 of 3 units not as they should be"' \
	"the device's state comes first"
like "$(said about)" 'up for 2 h; all units had started 4.1 s after power on; 50.0 MiB of 100.0 MiB' \
	"and what else is known of it"
is "$(said title)" '"tcr: degraded"' "the title says it too"
is "$(said log | jq -r .)" "2023-11-14 22:13:20 app.container: first
2023-11-14 22:13:21 web.container: second <img src=x onerror=document.evil=1>
2023-11-14 22:13:22 web.container: third" "lines of logs are in the order of their times"
is "$(said boot | jq -r .[])" "bad<b>.container: began at 1.0 s, ended after 1.0 s
web.container: began at 2.0 s, ready after 1.0 s" "the boot: each unit of it, and its times"
is "$(said bars | jq -r .[])" "25 wait0 start25 failed50
25 wait25 start25 up25" "... with a bar: waiting, starting, ready or failed"
is "$(said phone) $(said desk)" "true true" "nothing is wider than a phone, or a desk's screen"
is "$(said trouble)" '""' "there is no trouble"
claim "text can be read: contrast $(said contrast), dark $(said dark)" \
	[ "$(jq -n "$(said contrast) >= 4.5 and $(said dark) >= 4.5")" = true ]
is "$(said ground)" '"rgb(20, 20, 20)"' "dark is dark"
tree=$(said tree)
for role in banner main contentinfo heading table columnheader rowheader cell; do
	like "$tree" "^$role( |\$)" "a screen reader finds: $role"
done
like "$tree" '^rowheader web.container$' "a row has its name"
like "$tree" '^columnheader Restarts$' "a column has one, on a phone as well"
like "$tree" '^table Units$' "the table too"
is "$(said request)" "http://127.0.0.1/
http://127.0.0.1/log
http://127.0.0.1/metrics
http://127.0.0.1/page.css
http://127.0.0.1/page.js
http://127.0.0.1/status.json" "it asks for nothing of anybody else"
is "$(said error)" '' "the console has no error"
is "$(said timeout)" '' "and nothing took too long"

# 200 units; then the page goes on by itself: a unit changes, one goes, tcrd is away.
{
	head_line running
	for i in $(seq 199); do
		unit_line "unit-with-a-rather-long-name-$i.container" running \
			'"cause":null,"description":"A description of some words"'
		echo ,
	done
	unit_line last.container starting '"cause":null,"description":null'
	printf '\n]}\n'
} >"$documents/status"
sed 's/starting/running/; /long-name-7[.]/d' "$documents/status" >"$T/next"
(
	until grep -q changes "$T/said2" 2>/dev/null; do sleep 0.1; done
	mv "$T/next" "$documents/status"
	until grep -q away "$T/said2"; do sleep 0.1; done
	rm "$documents/status"
	until grep -q again "$T/said2"; do sleep 0.1; done
	cp "$T/status" "$documents/status"
) &
changer=$!
browser >"$T/said2" <<E
size 360 640
load
until 20 document.querySelectorAll("#units tr").length == 200
say phone $wide
say kept (document.querySelector("#units tr").mark = 1)
say changes 1
until 20 document.querySelectorAll("#units tr").length == 199
say last document.querySelector("#units tr:last-child td").textContent
say kept document.querySelector("#units tr").mark
shot page-200-phone
size 1200 800
shot page-200-desk
say away 1
until 20 document.getElementById("trouble").textContent
say trouble document.getElementById("trouble").textContent
say still document.querySelectorAll("#units tr").length
say again 1
until 20 document.querySelectorAll("#units tr").length == 3
say mended document.getElementById("trouble").textContent
E
wait "$changer"
said() {
	sed -n "s/^$1 //p" "$T/said2"
}
is "$(said phone)" true "200 units with long names: nothing is wider than a phone"
is "$(said last)" '"✓ running"' "a new state is shown by itself"
is "$(said kept | xargs)" "1 1" "in the row that was there"
like "$(said trouble)" 'No answer from the device \(status.json: 503\)' \
	"without an answer it says so"
is "$(said still)" 199 "and what was known stays"
is "$(said mended)" '""' "until there is one again"
is "$(said error | grep -v '503')" '' "the console has no other error"
is "$(said timeout)" '' "and nothing took too long"
finish
