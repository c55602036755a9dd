#!/bin/sh
# SPDX-License-Identifier: MIT
# tcr.quadlet(7) has every key of podman's files and of systemd's sections, and says
# of each what tcrctl verify then does with it.
set -eu
cd "$(dirname "$0")/../.."
arch=${ARCH:-$(uname -m | sed 's/x86_64/amd64/;s/aarch64/arm64/')}
tcrctl=${TCR_BIN:-build/$arch/bin}/tcrctl
page=${TCR_MAN:-build/man}/tcr.quadlet.7
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
. tests/lib/claims.sh

# "SECTION KEY WORD": the first word of what the page says of the key.
awk '/^\.Ss The .* keys of \[/ { gsub(/[][]/, ""); section = $NF }
	/^\.It Ic [A-Za-z0-9]*=$/ { key = $3; sub("=", "", key); next }
	key && section { print section, key, $1; key = "" }' "$page" |
	sed 's/[:,]$//' >"$T/page"
# What podman 5.6 has, by its own count.
for want in 'Container 94' 'Pod 29' 'Network 18' 'Volume 16' 'Image 18'; do
	section=${want% *}
	is "$section $(grep -c "^$section " "$T/page")" "$want" \
		"[$section] has all its keys"
	grep "^\.Ss The ${want#* } keys of .$section.\$" "$page" >"$T/title" || :
	is "$(wc -l <"$T/title")" 1 "... and says how many"
done
for section in Unit Service Install Timer; do
	is "$(grep -c "^$section " "$T/page")" "$(sed -n "/^.$section.\$/,/^\$/p" \
		host/quadlet-keys.list | grep -c '^[A-Z]')" \
		"[$section] has the keys of the list"
done

# said SECTION KEY: what tcrctl verify says of the key.
said() {
	kind=container
	case $1 in
	Pod | Network | Volume | Image | Timer)
		kind=$(echo "$1" | tr '[:upper:]' '[:lower:]')
		;;
	esac
	printf '[%s]\n%s=-\n' "$1" "$2" >"$T/x.$kind"
	"$tcrctl" verify "$T/x.$kind" | sed -n "s/.*x.$kind:2:[0-9]*: \([a-z]*\): .*/\1/p" |
		sort -u | head -n 1
}
while read -r section key word; do
	case $word in
	refused) want=error ;;
	no) want=warning ;;
	passed) want= ;;
	*) continue ;;
	esac
	got=$(said "$section" "$key")
	[ "$got" = "$want" ] ||
		echo "[$section] $key=: ${got:-nothing}, not ${want:-nothing};"
done <"$T/page" >"$T/other"
count=$(awk '$3 == "refused" || $3 == "no" || $3 == "passed"' "$T/page" | wc -l)
[ "$count" -gt 150 ] || echo "only $count keys are looked at" >>"$T/other"
is "$(cat "$T/other")" '' "verify treats $count keys as the page says"
echo "1..$n"
exit $bad
