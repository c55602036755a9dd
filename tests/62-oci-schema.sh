#!/bin/sh
# SPDX-License-Identifier: MIT
# Every config.json that the rows of tests/keys and the good units of tests/ini
# give is valid by the JSON schema of the OCI runtime specification.
. "$(dirname "$0")/lib.sh"

T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
schema=/usr/share/gocode/src/github.com/opencontainers/runtime-spec/schema
if [ ! -e $schema/config-schema.json ] ||
	! /usr/bin/python3 -c 'import jsonschema' 2>/dev/null; then
	echo "1..0 # SKIP needs golang-github-opencontainers-specs-dev and python3-jsonschema"
	exit 0
fi
export TCR_RUN=/run/tcr TCR_CGROUP=tcr TCR_IMAGES="$T/images"
unset TCR_UNIT_DIRS
mkdir "$T/rows" "$T/ini"

# A unit of each row: see tests/keys/README.md.
for section in container service; do
	title=$(echo $section | sed 's/^./\U&/')
	grep -v -e '^#' -e '^[[:space:]]*$' "$tests/keys/$section.tsv" |
		awk -F '\t' -v dir="$T/rows" -v name=$section -v title="$title" '{
			text = $1
			gsub(/\\n/, "\n", text)
			gsub(/(^|\n)\[[^]\n]*\]/, "&\n", text)
			file = sprintf("%s/%s%03d.container", dir, name, NR)
			printf "[Container]\n%s%s\n[%s]\n%s\n",
				text ~ /Rootfs=/ ? "" : "Image=/img/app.sqfs\n",
				"Exec=/bin/app", title, text >file
			close(file)
		}'
done
cp "$tests"/keys/common/* "$T/rows"
cp "$tests"/ini/*.container "$T/ini"
for dir in rows ini; do
	"$TCR_BIN/tcrctl" verify --dump "$T/$dir" >"$T/$dir.json" || :
done

cat >"$T/check.py" <<'E'
import json, pathlib, sys
import jsonschema

schema = pathlib.Path(sys.argv[1])
top = schema / "config-schema.json"
resolver = jsonschema.RefResolver(top.as_uri(), json.loads(top.read_text()))
check = jsonschema.Draft4Validator(resolver.referrer, resolver=resolver)
valid = 0
for name in sys.argv[2:]:
    for unit in json.load(open(name))["units"]:
        if not unit.get("oci"):
            continue
        errors = list(check.iter_errors(unit["oci"]))
        valid += not errors
        for e in errors:
            print(unit["unit"], "/".join(map(str, e.path)), e.message[:200])
        last = unit["oci"]
print("valid", valid)
last["linux"]["resources"]["pids"] = {"limit": "many"}
print("broken", len(list(check.iter_errors(last))))
E
/usr/bin/python3 -W ignore "$T/check.py" $schema "$T/rows.json" "$T/ini.json" \
	>"$T/said"
valid=$(sed -n 's/^valid //p' "$T/said")
is "$(grep -cv -e '^valid ' -e '^broken ' "$T/said")" 0 \
	"config.json is what the schema says"
grep -v -e '^valid ' -e '^broken ' "$T/said" | head -n 20 | sed 's/^/# /' >&2
is "$((${valid:-0} >= 150))" 1 "of ${valid:-no} units, each with other keys"
is "$(sed -n 's/^broken //p' "$T/said")" 1 "and the schema refuses what is not"
finish
