#!/bin/sh
# SPDX-License-Identifier: MIT
# tcrctl time, blame, critical-chain and plot: the times of each unit's first start,
# of one that fails, one that is never ready, one that is stopped; hostile texts.
. "$(dirname "$0")/lib.sh"
enter "$@"

told() { # told EXPRESSION: in Python; u[NAME] is a unit, d the document
	tcrctl time --json >"$T/times" || [ $? -eq 3 ]
	python3 - "$T/times" "$1" <<-'E'
		import json, sys
		d = json.load(open(sys.argv[1]))
		u = {x["unit"].split(".")[0]: x for x in d["units"]}
		took = lambda x: x["ready_ms"] - x["deps_done_ms"]
		def parts(x): # how long each took
		    at, out = x["deps_done_ms"], {}
		    for name, ms in x["parts_ms"].items():
		        out[name], at = ms - at, ms
		    return out
		print(eval(sys.argv[2]))
	E
}

asked() { # asked COMMAND...: its words in $said, its status in $rc
	rc=0
	said=$(tcrctl "$@" 2>&1) || rc=$?
}

asked time
is "$rc" 7 'without tcrd: exit status 7'

busybox_image busybox
idle_unit one
printf '[Network]\n' >"$T/conf.d/lan.network"
unit once.container <<'E'
[Container]
Image=busybox
Exec=sleep 2
Network=none
[Service]
Type=oneshot
[Install]
WantedBy=multi-user.target
E
unit two.container <<'E'
[Unit]
Description=</text><script>alert("1")</script> & ü￾
After=one.container once.container u1.container
[Container]
Image=busybox
Exec=sleep 1000
Network=lan.network
[Install]
WantedBy=multi-user.target
E
i=0
while [ $((i += 1)) -le 140 ]; do # nothing starts them
	printf '[Container]\nImage=busybox\nExec=sleep 1000\nNetwork=none\n' >"$T/conf.d/u$i.container"
done
unit bad.container <<'E'
[Container]
Image=nothere
[Service]
Restart=no
[Install]
WantedBy=multi-user.target
E
unit mute.container <<'E'
[Container]
Image=busybox
Exec=sleep 1000
Network=none
Notify=yes
[Service]
Restart=no
[Install]
WantedBy=multi-user.target
E
unit skip.container <<'E'
[Unit]
ConditionPathExists=/nonexistent
[Container]
Image=busybox
[Install]
WantedBy=multi-user.target
E
tcrd_start
until_ok 20 in_state two running
until_ok 20 in_state bad failed

# mute does not become ready: the boot is not over.
asked time
is "$rc" 3 'the boot is not over: exit status 3'
like "$said" '^before tcrd [0-9.]*s \+ units [0-9.]*s = [0-9.]*s so far$' '... and says so'
blamed() {
	tcrctl blame |
		grep -Eq '^ +- mute.container +image [0-9.]*s  network [0-9.]*s  run [0-9.]*s$'
}
claim 'a unit that is not ready' until_ok 20 blamed
is "$(told 'd["boot_ms"], u["mute"]["ready_ms"], u["mute"]["end"]')" \
	'(None, None, None)' '... has no such time'
tcrctl plot >"$T/early.svg"
is "$(grep -c 'fill="#f5a623"><title>not ready yet' "$T/early.svg")" 1 \
	'plot before the boot is over: what is being started'

tcrctl stop mute
boot_is_over() {
	tcrctl time >/dev/null
}
claim 'the boot is over' until_ok 20 boot_is_over
is "$(told 'u["mute"]["end"]')" stopped 'a unit stopped by hand'
is "$(told 'u["bad"]["end"], u["bad"]["ready_ms"], list(u["bad"]["parts_ms"])')" \
	"('failed', None, ['failed'])" 'a unit that failed, and with what'
is "$(told 'u["skip"]["end"], u["skip"]["ready_ms"], u["skip"]["deps_done_ms"]')" \
	"('skipped', None, None)" 'a unit that a condition left out'
is "$(told 'list(u["two"]["parts_ms"])')" "['image', 'network', 'run', 'ready']" \
	'the rungs of a container'
is "$(told 'sum(parts(u["once"]).values()) >= 2000')" True \
	'a oneshot is ready when it has ended'
is "$(told 'all(sum(parts(x).values()) == took(x) for x in u.values() if x["ready_ms"])')" \
	True 'the parts of each start are all of it'
is "$(told 'all(p >= 0 for x in u.values() if x["deps_done_ms"] for p in parts(x).values())')" \
	True '... and none is negative'
is "$(told 'all(d["start_ms"] <= x["queued_ms"] <= x["deps_done_ms"] for x in u.values() if x["deps_done_ms"])')" \
	True 'no unit starts before it may'
is "$(told 'u["two"]["deps_done_ms"] >= max(u[x]["ready_ms"] for x in ("one", "once", "lan"))')" \
	True 'After= holds'
is "$(told 'd["boot_ms"] >= max(x["ready_ms"] or 0 for x in u.values())')" True \
	'the boot is over after them'
is "$(told 'len(u) == len(d["units"]), sum(x["queued_ms"] is None for x in d["units"])')" \
	'(True, 140)' 'each of many units once, also those that were never started'
is "$(told '(lambda c: c == sorted(c))([x["deps_done_ms"] or 1e18 for x in d["units"]])')" True \
	'in the order in which they could start'
tcrctl start u1 # which is not of the boot, and nobody has waited for it

asked time
like "$said" '^before tcrd [0-9.]*s \+ units [0-9.]*s = [0-9.]*s$' 'time'
like "$said" '^last: two.container \+[0-9.]*s$' '... and the last unit'
asked blame
like "$(echo "$said" | head -n 2 | xargs)" \
	'^[0-9.]*s once.container image [0-9.]*s network [0-9.]*s run [0-9.]*s exited [0-9.]*s' \
	'blame: the slowest unit first'
is "$(echo "$said" | grep -c '.\{81\}')" 0 '... in 80 columns'
like "$said" '^ +- bad.container +failed [0-9.]*s$' '... those not ready last'
asked critical-chain
like "$(echo "$said" | tr '\n' '|')" \
	'^two.container @[0-9.]*s \+[0-9.]*s\|  once.container @[0-9.]*s \+[0-9.]*s' \
	'critical-chain: what the boot waited for'
asked critical-chain mute
like "$said" '^mute.container @[0-9.]*s stopped$' 'critical-chain of a unit'
asked critical-chain tow
is "$rc:$said" "4:tcrctl: no such unit: 'tow' (did you mean 'two'?)" 'a typo'
asked plot one
is "$rc" 2 'plot takes no name'
asked tmie
like "$rc:$said" "^2:.*did you mean 'time'" 'a misspelt command'

svg() { # svg EXPRESSION: in Python; t is the tree, e all its elements
	python3 - "$T/svg" "$1" <<-'E'
		import sys, xml.etree.ElementTree as x
		t = x.parse(sys.argv[1]).getroot()
		e = [(n.tag.split("}")[1], n) for n in t.iter()]
		print(eval(sys.argv[2]))
	E
}
tcrctl plot >"$T/svg"
[ -z "${KEEP:-}" ] || cp "$T/svg" "$KEEP"
is "$(svg 'sorted({k for k, n in e})')" \
	"['desc', 'path', 'rect', 'svg', 'text', 'title']" 'the plot is XML, of few elements'
is "$(svg 't.get("viewBox") is not None, t[0].tag[-5:], t[1].tag[-4:], t.get("aria-labelledby")')" \
	"(True, 'title', 'desc', 't d')" '... of any width, with title and description'
is "$(svg 'all(int(n.get("width")) > 0 and int(n.get("x")) + int(n.get("width")) <= 1080 for k, n in e if k == "rect")')" \
	True '... whose bars are within it'
is "$(grep -c 'script>\|href\|url(\| on[a-z]*=' "$T/svg")" 0 '... without markup of units'
like "$(svg '[n.text for k, n in e if k == "text" and n.text.startswith("two")]')" \
	'</text><script>alert\("1"\)</script> & ü' '... whose texts it shows'
is "$(svg '[n.text.split()[1] for k, n in e if n.text and n.text.startswith("units ")][0]')" \
	"$(tcrctl time | sed -n 's/.*units \([0-9.]*s\).*/\1/p')" '... whose sums are those of time'
is "$(svg '[n[0].text[:6] for k, n in e if n.get("fill") == "#c62828"]')" \
	"['failed', 'failed']" 'red: failed'
bars() { # bars COLOUR: what those of it say, each once, and how many there are
	svg "(lambda b: (sorted(set(b)), len(b)))([n[0].text.split()[0] for k, n in e
		if n.get('fill') == '$1'])"
}
of_boot='for x in u.values() if x["queued_ms"] and x["queued_ms"] <= d["boot_ms"]'
is "$(bars '#3a9b4a')" "$(told "['ready'], sum(x['ready_ms'] is not None $of_boot)")" \
	'green: each that became ready'
is "$(bars '#bbb')" "$(told "['waiting'], sum(
	(x['deps_done_ms'] or x['ended_ms'] or 0) > x['queued_ms'] $of_boot)")" \
	'grey: each that waited'
is "$(svg '[n.text for k, n in e if k == "text" and n.text.startswith("u1.")]')" '[]' \
	'and no unit that was started later'

# Times survive tcrd, and those that nobody saw are not made up.
before=$(told 'u["two"], u["bad"], d["boot_ms"]')
kill -KILL "$tcrd_pid"
wait "$tcrd_pid" || :
tcrd_start
until_ok 20 in_state two running
is "$(told 'u["two"], u["bad"], d["boot_ms"]')" "$before" 'tcrd was killed: the times stay'
tcrctl restart two
is "$(told '{**u["two"], "end": None, "ended_ms": None}, u["bad"], d["boot_ms"]')" "$before" \
	'a later start changes none of them'
is "$(told 'u["two"]["end"]')" stopped '... it is only seen that the first one ended'
idle_unit late
tcrctl reload-config >/dev/null
until_ok 20 in_state late running
is "$(told 'u["late"]["queued_ms"] > d["boot_ms"]')" True 'a unit that was started later'
asked blame
is "$(echo "$said" | grep -c late.container)" 0 '... is not of the boot'
finish
