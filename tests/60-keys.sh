#!/bin/sh
# Every key of unit files does what it says: a row of tests/keys/SECTION.tsv is a
# unit, what to ask of it, and the answer.  See tests/keys/README.md.
#
# 60-keys.sh [SECTION...]: these tables only.
. "$(dirname "$0")/lib.sh"

T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
keys=$tests/keys
export TCR_RUN=/run/tcr TCR_CGROUP=tcr TCR_IMAGES="$T/images"
unset TCR_UNIT_DIRS

# A unit file for each row.  Needed lines are added unless the row has the key.
cat >"$T/units.awk" <<'EOF'
function need(section, key, line) {
	if (("\n" text) !~ ("[]\n](" key ")="))
		head = head "[" section "]\n" line "\n"
}
{
	text = $1
	gsub(/\\n/, "\n", text)
	head = ""
	if (kind == "container") {
		need("Container", "Image|Rootfs", "Image=/img/app.sqfs")
		need("Container", "Exec", "Exec=/bin/app")
	} else if (kind == "uplink")
		need("Uplink", "Address|DHCP", "DHCP=yes")
	else if (kind == "image")
		need("Image", "Image", "Image=app")
	else if (kind == "timer") {
		need("Timer", "On[A-Za-z]*", "OnBootSec=1min")
		need("Timer", "Unit", "Unit=db.container")
	}
	gsub(/(^|\n)\[[^]\n]*\]/, "&\n", text)
	file = sprintf("%s/row%03d.%s", dir, NR, kind)
	printf "%s[%s]\n%s\n", head, section, text >file
	close(file)
}
EOF

# A program for jq that answers all rows, in order, each with an array.
cat >"$T/query.awk" <<'EOF'
BEGIN { print "INDEX(.units[]; .unit) as $u | (" }
{
	printf "%s($u[\"row%03d.%s\"] | [try (%s) catch .])\n", \
		(NR > 1 ? "," : ""), NR, kind, $2
}
END { print ")" }
EOF

table() { # SECTION KIND TITLE
	dir=$T/$1
	mkdir "$dir"
	cp "$keys"/common/* "$dir"
	grep -v -e '^#' -e '^[[:space:]]*$' "$keys/$1.tsv" >"$T/rows" || true
	awk -F '\t' -v kind="$2" -v section="$3" -v dir="$dir" \
		-f "$T/units.awk" "$T/rows"
	awk -F '\t' -v kind="$2" -f "$T/query.awk" "$T/rows" >"$T/query"
	"$TCR_BIN/tcrctl" verify --dump "$dir" >"$T/dump" || true
	jq -c -f "$T/query" "$T/dump" >"$T/answers" || true
	jq -c '.units[] | select(.unit | startswith("row"))
		| [.unit, .bad, .oci_error]' "$T/dump" >"$T/errors" || true
}

tab=$(printf '\t')
for file in "$keys"/*.tsv; do
	section=$(basename "$file" .tsv)
	case " $* " in
	"  " | *" $section "*) ;;
	*) continue ;;
	esac
	case $section in
	network | volume | image | pod | timer | uplink) kind=$section ;;
	*) kind=container ;;
	esac
	title=$(echo "$section" | sed 's/^./\U&/; s/^X-tcr/X-TCR/')
	table "$section" "$kind" "$title"
	n=0
	while IFS=$tab read -r lines query want; do
		n=$((n + 1))
		name=$(printf 'row%03d.%s' $n "$kind")
		IFS= read -r got <&3 || got=nothing
		failed=$failures
		text=$(printf '%s' "[$title] $lines: $query" | sed 's/\\/\\\\/g')
		is "$got" "[$want]" "$text"
		[ "$failed" -eq "$failures" ] ||
			grep -F "[\"$name\"" "$T/errors" | sed 's/^/# /' >&2
	done <"$T/rows" 3<"$T/answers"
done
finish
