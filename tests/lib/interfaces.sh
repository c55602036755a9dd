# shellcheck shell=sh
# Sourced after lib.sh by the tests of what tcr-interfaces(7) promises.  Keys are
# words KEY:TYPE[|TYPE], the types being those of jq; "missing" is that of a key
# which may be left out.
# shellcheck disable=SC2154 # top is lib.sh's
page=$top/supervisor/man/tcr-interfaces.7

# has_all TEXT FILTER KEYS FILE: each object that the jq FILTER gives has the keys,
# each with a value of its types.
has_all() {
	lacking=
	for key in $3; do
		jq -e --arg key "${key%%:*}" --arg types "${key#*:}" "[$2] |
			length > 0 and all((if has(\$key) then .[\$key] | type
			else \"missing\" end) as \$t | \$types | split(\"|\") | index(\$t) != null)" \
			"$4" >/dev/null || lacking="$lacking $key"
	done
	is "$lacking" '' "$1"
}

# in_manual TEXT KEYS: the page has each key, with the same types.
in_manual() {
	lacking=
	for key in $2; do
		grep -q "^\.It Ic ${key%%:*} Ta $(echo "${key#*:}" | sed 's/|/ or /g') Ta " \
			"$page" || lacking="$lacking $key"
	done
	is "$lacking" '' "$1"
}
