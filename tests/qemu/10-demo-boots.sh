#!/bin/sh
# SPDX-License-Identifier: MIT
# The demo: its units start in order, its page is served through the published
# port and by name, the device goes down cleanly and comes up again.
. "$(dirname "$0")/lib.sh"

guest_demo_image page
guest_demo_image sntp
guest_demo_image busybox
for unit in "$top"/conf.d/*; do
	guest_unit "${unit##*/}" <"$unit"
done
guest_firmware
cp --sparse=always "$T/firmware/data.img" "$T/data"

guest_run --data "$T/data" <<'E'
up=no
until_ok 60 in_state web running && until_ok 60 in_state client running && up=yes
say up $up
say device "$(device state)"
say prepare "$(field prepare state)"
say pid1 "$(cat /proc/1/comm)"
answered()
{
	wget -q -O /tmp/status http://127.0.0.1:8080/status.json &&
		grep -q '"web.container".*"state":"running"' /tmp/status
}
until_ok 20 answered && say page yes
well()
{
	[ "$(device state)" = running ]
}
until_ok 60 well # sntp waits for half a minute, as this network leads nowhere
wget -q -O /tmp/metrics http://127.0.0.1:8080/metrics
say state "$(grep -c '^tcr_device_state{state="running"} 1$' /tmp/metrics)"
say memory "$(sed -n 's/^tcr_unit_memory_bytes{unit="web.container"} //p' /tmp/metrics)"
say oom "$(sed -n 's/^tcr_unit_oom_kills_total{unit="web.container"} //p' /tmp/metrics)"
say uplink "$(grep -c '^tcr_unit_receive_bytes_total{unit="eth0.uplink"} [1-9]' /tmp/metrics)"
say lines "$(wget -q -O - http://127.0.0.1:8080/log | grep -c '^prepare.container .* out 1$')"
by_name()
{
	tcrctl logs client | grep -q '<title>tcr</title>'
}
until_ok 30 by_name && say name yes
say images "$(stat -c %a /usr/lib/tcr/images/page.sqfs)"
say root "$(grep -c '^/dev/vda / squashfs ro' /proc/mounts)"
say seccomp "$(grep Seccomp: /proc/$(field web pid)/status | tr -dc 0-9)"
say boots "$(tcrctl logs prepare | grep -c ' 1$')"
say verify "$(tcrctl verify --system | tail -n 1)"
say lacks "$(tcrctl verify --system | grep -c 'error: lacks')"
say shown "$(tcrctl show web | grep -c '^Image=page .*web.container:')"
say spec "$(tcrctl show --oci web | grep -c '"ociVersion"')"
settled()
{
	tcrctl time >/tmp/time
}
until_ok 60 settled
say time "$(tr '\n' '|' </tmp/time)"
tcrctl time --json >/tmp/times
say times "$(tr -d '\n' </tmp/times)"
say blame "$(tcrctl blame | tr '\n' '|')"
say chain "$(tcrctl critical-chain client | tr '\n' '|')"
say ports "$(tcrctl ports | tail -n 1)"
say dns "$(tcrctl dns --from client web | tr '\n' '|')"
say inside "$(tcrctl network inspect tcr0 | grep -c '^   [a-z]* *running  eth0 10[.]88[.]')"
say plot "$(tcrctl plot | tr -d '\n')"
exit 3
E
is "$status" 3 "the exit status is the script's"
is "$(said up)" yes "web and client run"
is "$(said prepare)" active "the oneshot that they wait for is done"
is "$(said pid1)" tcr-init "PID 1 is tcr-init"
is "$(said page)" yes "the published port serves the page, with live states"
is "$(said state)" 1 "the metrics say that all is well"
claim "with the page's memory: $(said memory)" [ "$(said memory)" -gt 4096 ]
is "$(said oom)" 0 "and that nothing was killed for want of it"
is "$(said uplink)" 1 "and what the uplink has received"
is "$(said lines)" 1 "the page has the lines of a unit that allows it"
is "$(said name)" yes "a container reaches another by its name"
is "$(said images)" 400 "images are for root alone"
is "$(said root)" 1 "the root is the read-only squashfs"
is "$(said seccomp)" 2 "the container has its seccomp filter"
like "$(said verify)" '^0 errors, .* in 5 units; 5 units would start$' \
	"the device finds its own units good, its images and its kernel too"
is "$(said lacks)" 0 "... which lacks nothing"
is "$(said shown)" 1 "a unit's keys are shown, with where they are from"
is "$(said spec)" 1 "... and the config.json that it runs with"
is "$(said boots)" 1 "the first boot was counted on the data disk"
echo "# $(said time)"
like "$(said time)" \
	'^kernel [0-9.]+s \+ tcr-init [0-9.]+s \+ units [0-9.]+s = [0-9.]+s\|last: ' \
	"the kernel's, tcr-init's and the units' part of the boot"
like "$(said blame)" '[0-9.]+s web.container +image [0-9.]+s  network [0-9.]+s  run ' \
	"each unit's part, and its parts"
like "$(said chain)" '^client.container @[^|]*\|  (web|prepare).container @' \
	"what the last unit waited for"
said times >"$T/times"
said plot >"$T/plot"
is "$(python3 - "$T/times" "$T/plot" <<-'P'
	import json, sys, xml.etree.ElementTree as x
	d = json.load(open(sys.argv[1]))
	u = {n["unit"]: n for n in d["units"]}
	t = [0, d["kernel_ms"], d["start_ms"], u["prepare.container"]["ready_ms"],
	     u["web.container"]["deps_done_ms"], *u["web.container"]["parts_ms"].values(),
	     u["client.container"]["deps_done_ms"], u["client.container"]["ready_ms"],
	     d["boot_ms"]]
	e = x.parse(sys.argv[2]).getroot().iter()
	print(t == sorted(t) or t, sum(n.tag.endswith("rect") for n in e) > 12)
P
)" "True True" "the times are in order, the plot is an SVG"
like "$(said ports)" '^8080 +tcp +10[.]88[.]0[.][0-9]+:80 +web +running$' \
	"where the published port leads"
like "$(said dns)" '^client asks tcr-dns at 10[.]88[.]0[.]1 .*  A +10[.]88[.]0[.][0-9]+: web.container' \
	"what a container is answered for a name"
is "$(said inside)" 3 "who is in the network"
is "$(printf '%s\n' "$console" | grep -c 'Power down')" 1 "the device powered off"
is "$(e2fsck -fn "$T/data" >"$T/fsck" 2>&1; echo $?)" 0 "the data disk is clean"
[ "$failures" -eq 0 ] || sed 's/^/# /' "$T/console"

guest_run --data "$T/data" <<'E'
until_ok 60 in_state web running
counted()
{
	tcrctl logs prepare | grep -q ' 2$'
}
until_ok 20 counted && say counted yes
E
is "$(said counted)" yes "after a reboot the volume is still there"
finish
