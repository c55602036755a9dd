#!/bin/sh
# SPDX-License-Identifier: MIT
# tcrctl show and cat: what a unit is with all its files, each value with where it
# is from, and no secret in it.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/verify.sh"
good_units
unit bad/a.container <<'EOF'
[Container]
Image=web
Memroy=64m
EOF

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
run 0 show --json --units=good web
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
run 4 show --units good webbb
like "$out" "did you mean 'web'" "an unknown unit, and the one meant"
run 0 cat --units good web
is "$(printf '%s\n' "$out" | grep -c '^# /.*good/web.container')" 2 \
	"cat says where each file is"
like "$out" '^ReadOnly=yes' "... and what is in it"
finish
