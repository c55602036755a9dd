#!/bin/sh
# SPDX-License-Identifier: MIT
# tcrctl verify: all problems of all unit files in one run, where each is, without
# a device, without tcrd, without root.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/verify.sh"
good_units
run 0 verify good
has '0 errors, 0 warnings in 2 units; 2 units would start; images not checked' \
	"good units are good, a template without instances too"

# What is wrong, in several files at once.
unit bad/a.container <<'EOF'
[Unit]
After=b
[Container]
Image=web
Exec=/a
Memroy=64m
ReadOnly=ture
EOF
unit bad/c.container <<'EOF'
[Unit]
After=d
Wants=webb
[Container]
Image=web
Exec=/c
[Install]
WantedBy=multi-user.target
EOF
unit bad/d.container <<'EOF'
[Unit]
After=c
[Container]
Image=web
Exec=/d
EOF
unit bad/one.container <<'EOF'
[Container]
Image=web
Exec=/one
PublishPort=8080:80
EOF
unit bad/two.container <<'EOF'
[Container]
Image=web
Exec=/two
PublishPort=8080:80
Volume=/x:/data
Tmpfs=/data
EOF
unit bad/tpl@.container <<'EOF'
[Container]
Image=web
Exce=/a
EOF
unit bad/web.container <<'EOF'
[Container]
Image=web
Exec=/web
EOF
unit bad/three.container <<'EOF'
[Container]
Image=web
Exec=/three
Volume=/x:/data
Tmpfs=/data
EOF
unit bad/x.kube </dev/null
ln -s /dev/null "$T/bad/gone.container"
run 5 verify bad
has "bad/a.container:6:1: error: unknown key 'Memroy' in \[Container\] \(did you mean 'Memory'\?\)" \
	"an unknown key, with file, line and column and the one meant"
has 'bad/a.container:7:10: error: bad value ReadOnly=ture \(.*\)' \
	"... and the next problem of the same file"
like "$out" '^bad/c.container:2:7: error: dependency cycle c -> d -> c' "a cycle"
like "$out" '^bad/d.container:2:7: error: dependency cycle' \
	"... of every unit that is on it"
like "$out" '^bad/two.container:4:13: error: .*8080/tcp.* bad/one.container:4$' \
	"a port that is used twice, and where else"
like "$out" '^bad/c.container:3:7: warning: Wants=webb is unknown' \
	"an unknown unit"
like "$out" '^bad/tpl@.container:3:1: error: .*Exce' \
	"a template without instances is checked"
like "$out" '^bad/three.container: error: two mounts at /data' \
	"what config.json could not be made of"
like "$out" '^bad/c.container: warning: starts at boot and stays down' \
	"a unit that nothing restarts"
like "$out" '^bad/x.kube: error: unit type .kube is not supported' \
	"a file of a type that is not supported"
like "$out" 'in 8 units; 2 units would start, refused: a c d three two tpl@1' \
	"the summary says which are refused, masked ones are not counted"
is "$(printf '%s\n' "$out" | sed '$d' | LC_ALL=C sort -t: -k1,1 -k2,2n -s)" \
	"$(printf '%s\n' "$out" | sed '$d')" "sorted by file and line"

# JSON.
run 5 verify --json bad
is "$(printf '%s' "$out" | jq -c '.[] | select(.key == "Memroy")')" \
	'{"file":"bad/a.container","line":6,"col":1,"level":"error","unit":"a","key":"Memroy","msg":"unknown key '"'Memroy'"' in [Container]","hint":"did you mean '"'Memory'"'?"}' \
	"a problem as JSON has all that is known of it"
is "$(printf '%s' "$out" | jq -r 'map(.level) | unique | join(" ")')" \
	"error note warning" "... of all levels"
run 0 verify --json good
is "$out" "[]" "no problem is an empty array"
run 5 verify --dump bad
is "$(printf '%s' "$out" | jq -r '.v, (.units[] | select(.bad) | .unit)' |
	tr '\n' ' ')" \
	"1 a.container c.container d.container gone.container three.container two.container tpl@1.container " \
	"a dump has bad units with the reason"

# Templates.
mkdir "$T/templates"
printf '[Container]\nImage=web\nNetwork=lan@.network\nNetwork=dmz.network\n' \
	>"$T/templates/app@.container"
printf '[Network]\n' | tee "$T/templates/lan@.network" >"$T/templates/dmz.network"
run 0 verify templates
rm "$T"/templates/*.network
run 5 verify templates
has 'templates/app@.container:3:9: error: Network=lan@1.network is an instance without a template' \
	"a template without instances is asked which units it needs"
has 'templates/app@.container:4:9: error: Network=dmz.network is unknown' \
	"... by each of its lines"
has '2 errors, 0 warnings in 1 unit; 0 units would start, refused: app@1; images not checked' \
	"... and counts as refused then"

# Nobody special.
if [ "$(id -u)" -eq 0 ]; then
	chmod 755 "$T"
	mkdir "$T/bin"
	cp -P "$TCR_BIN/tcrctl" "$TCR_BIN/tcrd" "$T/bin"
	chown -R 65534 "$T/good"
	status=0
	out=$(cd / && setpriv --reuid 65534 --regid 65534 --clear-groups \
		"$T/bin/tcrctl" verify "$T/good" 2>&1) || status=$?
	is "$status" 0 "who is not root may verify"
fi
finish
