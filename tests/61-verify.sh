#!/bin/sh
# tcrctl verify, show and cat: all problems of all unit files in one run, where
# each is, without a device, without tcrd, without root.
. "$(dirname "$0")/lib.sh"

T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
unset TCR_UNIT_DIRS TCR_IMAGES
ctl=$TCR_BIN/tcrctl
mkdir "$T/bad" "$T/good" "$T/over" "$T/images"

unit() { # unit FILE: from stdin
	mkdir -p "$(dirname "$T/$1")"
	cat >"$T/$1"
}
# run STATUS ARGUMENT...: its output is in $out.
run() {
	want=$1
	shift
	status=0
	out=$(cd "$T" && "$ctl" "$@" 2>&1) || status=$?
	is "$status" "$want" "$* ends with $want"
}
has() { # has LINE TEXT: the output has exactly that line
	like "$out" "^$1\$" "$2"
}

unit good/web.container <<'EOF'
[Container]
Image=web
Exec=/bin/web -p ${PORT} 'a b'
Environment=A=1 B=2
Environment=A=3
[Service]
Environment=PORT=80
Restart=always
[Install]
WantedBy=multi-user.target
EOF
unit good/web.container.d/10-more.conf <<'EOF'
[Container]
ReadOnly=yes
EOF
unit good/app@.container <<'EOF'
[Container]
Image=web
Exec=/bin/app %i
PublishPort=80%i:80
EOF
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
unit tcr.conf <<'EOF'
[Manager]
DefaultMemoryMax=64Q
DefaultRestrat=no
EOF
run 5 verify tcr.conf
like "$out" '^tcr.conf:2:18: error: bad value DefaultMemoryMax=64Q' \
	"tcr.conf is checked when it is named"
like "$out" '^tcr.conf:3:1: warning: .*DefaultRestrat.*DefaultRestart' \
	"to its end"
unit tcr.conf <<'EOF'
[Manager]
DefaultMemoryMax=64M
EOF
run 0 verify --dump tcr.conf good
is "$(printf '%s' "$out" | jq '[.units[].oci.linux.resources.memory.limit] | max')" \
	67108864 "what it says holds for the units named behind it"
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
	"error warning" "... of both levels"
run 0 verify --json good
is "$out" "[]" "no problem is an empty array"
run 5 verify --dump bad
is "$(printf '%s' "$out" | jq -r '.v, (.units[] | select(.bad) | .unit)' |
	tr '\n' ' ')" \
	"1 a.container c.container d.container gone.container three.container two.container tpl@1.container " \
	"a dump has bad units with the reason"

# Files alone, --strict, drop-ins, search path.
run 0 verify bad/c.container
has '0 errors, 1 warning in 1 unit; 1 unit would start; other units not checked; images not checked' \
	"of a file alone other units are not asked"
run 5 verify --strict bad/c.container
run 5 verify bad/tpl@.container
(cd "$T/bad" && "$ctl" verify a.container >"$T/out") || true
like "$(cat "$T/out")" '^a.container:6:1: error' "paths are as they were given"
echo 'Exce=x' >>"$T/good/web.container.d/10-more.conf"
run 5 verify good
like "$out" '^good/web.container.d/10-more.conf:3:1: error: .*Exce' \
	"a problem of a drop-in is where the drop-in is"
sed -i '$d' "$T/good/web.container.d/10-more.conf"
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
sed 's/Exec=.*/Exec=\/over/' "$T/good/web.container" >"$T/over/web.container"
run 0 verify -v over good
like "$out" '^over/web.container: note: overrides good/web.container' \
	"-v says what overrides what"
like "$out" 'web.container.d/10-more.conf: note: adds to .*/web.container' \
	"... and what is added"

# Images.
run 5 verify --images images good
like "$out" '^good/web.container:2:7: error: image web: not found in images' \
	"a missing image"
mkdir "$T/tree"
echo x >"$T/tree/x"
mksquashfs "$T/tree" "$T/images/web.sqfs" -quiet -noappend -no-progress \
	>/dev/null
run 0 verify --images images good
unit good/no.container <<'EOF'
[Container]
Image=web
EOF
run 5 verify --images images good
like "$out" '^good/no.container: error: nothing to run' \
	"an image without a command, and a unit without one"
rm "$T/good/no.container"

# Usage.
run 2 verify --nope
run 2 verify good/web.container.d/10-more.conf
run 1 verify nowhere
like "$out" 'nowhere: No such file' "a path that is not there is no good unit"

# What the kernel lacks is named.
run 0 verify --system good
like "$(printf '%s\n' "$out" | sed -n 's/.*lacks \([A-Z]*\)_.*/\1/p' |
	sort -u)" '^(CONFIG)?$' "what is lacking is a CONFIG_ symbol"

# show and cat.
run 0 show --units good web
has 'Exec=/bin/web -p 80 "a b" +# web.container:3' "a value is expanded"
has 'Environment=A=3 +# web.container:5' "... of pairs the last holds"
like "$out" '^Environment=B=2' "... and the others stay"
is "$(printf '%s\n' "$out" | grep -c '^Environment=A=')" 1 "... once"
has 'ReadOnly=yes +# 10-more.conf:2' "a drop-in's value has its file"
like "$out" '^RestartSec=100ms +# default' "defaults are marked"
has '# runs \["/bin/web","-p","80","a b"\]' "what is run"
is "$(printf '%s\n' "$out" | grep -v '^# /' | awk 'length > 80')" "" \
	"in 80 columns"
run 0 show --json --units good web
is "$(printf '%s' "$out" |
	jq -c '.unit, .args[1], (.keys[] | select(.key == "ReadOnly") | .value, .line, .default)' |
	tr '\n' ' ')" '"web.container" "-p" "yes" 2 false ' "the same as JSON"
run 0 show --oci --units good web
is "$(printf '%s' "$out" | jq -c .process.args)" \
	'["/bin/web","-p","80","a b"]' "config.json as it would be"
mkdir -p "$T/run/units/web"
echo '{"env":["PASS=x\"y","PASSAGE=1"]}' >"$T/run/units/web/config.json"
printf '[Container]\nSecret=db,type=env,target=PASS\n' \
	>"$T/good/web.container.d/20-secret.conf"
is "$(TCR_UNIT_DIRS=$T/good TCR_RUN=$T/run "$ctl" show --oci web)" \
	'{"env":["PASS=***","PASSAGE=1"]}' \
	"that of the last start is shown, but no secret in it"
rm "$T/good/web.container.d/20-secret.conf"
run 5 show --units bad a
run 4 show --units bad webbb
like "$out" "did you mean 'web'" "an unknown unit, and the one meant"
run 0 cat --units good web
is "$(printf '%s\n' "$out" | grep -c '^# /.*good/web.container')" 2 \
	"cat says where each file is"
like "$out" '^ReadOnly=yes' "... and what is in it"

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
