#!/bin/sh
# SPDX-License-Identifier: MIT
# The help of tcrctl's commands has the options that they take, the manual pages have
# the same commands and options, and examples use no others.
set -eu
cd "$(dirname "$0")/../.."
arch=${ARCH:-$(uname -m | sed 's/x86_64/amd64/;s/aarch64/arm64/')}
tcrctl=${TCR_BIN:-build/$arch/bin}/tcrctl
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
. tests/lib/claims.sh

none() { # none FILE TEXT: that the file is empty; it says what went wrong
	[ ! -s "$1" ] && rc=0 || rc=1
	ok "$rc" "$2" "$1"
}

# "COMMAND OPTION" of what the help explains, and "-L --OPTION" of its letters.
for group in '' image volume network slot; do
	# shellcheck disable=SC2086 # no group is no word
	"$tcrctl" help $group | sed -n '/^Commands:$/,/^$/s/^  \([a-z-]*\) .*/\1/p' |
		sed "/^\(image\|volume\|network\|slot\)\$/d; s/^/${group:+$group }/"
done >"$T/commands"
while read -r name; do
	# shellcheck disable=SC2086 # a group and a command
	"$tcrctl" help $name >"$T/one"
	sed -nE "s/^  (-[^ ]), (--[a-z-]+).*/$name \1\n$name \2/p
		s/^  (--[a-z-]+).*/$name \1/p" "$T/one" >>"$T/help"
	sed -nE 's/^  (-[^ ]), (--[a-z-]+).*/\1 \2/p; s/^  (--[a-z-]+).*/-0 \1/p' \
		"$T/one" >>"$T/letters"
done <"$T/commands"
sort -u -o "$T/help" "$T/help"

# "COMMAND OPTION" of what is taken: the others are told as unknown.  With --help no
# command does anything.
table=supervisor/client/args.c
sed -nE "s/^	\{\"([a-z-]+)\", '?(.)'?, ARGS_.*/-\2 --\1/p" $table | sort -u >"$T/table"
while read -r name; do
	while read -r _ option; do
		# shellcheck disable=SC2086 # a group and a command
		"$tcrctl" $name --help "$option=x" >/dev/null 2>>"$T/said" || :
		[ "$option" = --help ] || echo "$name $option"
	done <"$T/table"
done <"$T/commands" | sort -u >"$T/tried"
sed -nE "s/^tcrctl: ([a-z -]+): unknown option '(--[^']+)'.*/\1 \2/p" "$T/said" |
	sort -u | comm -23 "$T/tried" - >"$T/taken"
grep -e ' --' "$T/help" | diff - "$T/taken" >"$T/diff" || :
[ "$(wc -l <"$T/taken")" -gt 100 ] || echo 'too few options' >>"$T/diff"
none "$T/diff" 'the help of each command has the options that it takes'
sort -u "$T/letters" | comm -23 - "$T/table" >"$T/diff"
none "$T/diff" '... with their letters'

# "COMMAND OPTION" of a page: what begins a paragraph, or (all) is named anywhere in
# that of the command.  What commands that wait share is in a section of its own.
written() { # written all|heads PAGE [GROUP]
	awk -v all="$1" -v group="${3:+$3 }" '
	/^\.S[hs] / { split("", names); shared = /commands that wait/ }
	/^\.It Cm / {
		split("", names)
		count = split(substr($0, 8), head, " ")
		name = ""
		for (i = 1; i <= count && head[i] !~ /^(Op|Oo|Ar|Fl|Cm)$/; i++)
			if (head[i] == ",") {
				names[group name]
				name = ""
			} else
				name = name (name ? " " : "") head[i]
		names[group name]
		for (name in names)
			print name
	}
	all == "all" || /^\.It / {
		for (i = split($0, word, " "); i > 1; i--) {
			if (word[i - 1] !~ /^[.]?Fl$/ || word[i] !~ /[a-zA-Z]/)
				continue
			option = (word[i] ~ /^[\\]?-/ ? "--" : "-") word[i]
			sub(/^--[\\]?-/, "--", option)
			for (name in names)
				print name, option
			if (shared && all == "all")
				print "*", option
		}
	}' "$2"
}
for what in all heads; do
	for page in tcrctl '-image image' '-slot slot'; do
		# shellcheck disable=SC2086 # a page and a group
		set -- $page
		written $what "supervisor/man/tcrctl${1#tcrctl}.1" "${2:-}"
	done | sort -u >"$T/$what"
done
comm -23 "$T/help" "$T/all" | while read -r line; do
	grep -qx "[*] ${line##* }" "$T/all" || echo "$line"
done >"$T/diff"
none "$T/diff" 'the options of the help are in the manual'
grep -e ' -' "$T/heads" | comm -23 - "$T/help" >"$T/diff" || :
none "$T/diff" '... and those of the manual in the help'
sort "$T/commands" >"$T/sorted"
grep -v -e ' -' "$T/all" | grep -vx 'image\|slot' | diff "$T/sorted" - >"$T/diff" || :
none "$T/diff" 'so are the commands'

# A command line of tcrctl on each line: of examples and what is in backquotes.
{
	sed -n 's/^[.][DQ]l //p' supervisor/man/*.[1-8]* init/*.8 net/dns/*.8 images/slot/*.8 |
		sed 's/\\-/-/g; s/ [,.:;)]*$//' | tr '|;&<>' '\n'
	# shellcheck disable=SC2016 # backquotes on purpose
	grep -ohE '`tcrctl [^`]*`' ./*.md ./*/README.md | tr '|&<>`#' '\n'
	awk '/^```/ { inside = !inside } inside' ./*.md ./*/README.md | tr '|&<>`#' '\n'
} | sed -nE "s/^(.*[ '])?tcrctl( --host [^ ]*| --root [^ ]*| --runroot [^ ]*)* ([a-z])/\3/p" |
	sort -u >"$T/examples"
while read -r name more; do
	case $name in
	image | volume | network | slot)
		name="$name ${more%% *}"
		case $more in *' '*) more=${more#* } ;; *) more= ;; esac
		;;
	esac
	# shellcheck disable=SC2086 # words
	"$tcrctl" $name --help $more >/dev/null 2>>"$T/wrong" || :
done <"$T/examples"
[ "$(wc -l <"$T/examples")" -gt 50 ] || echo 'too few examples' >>"$T/wrong"
none "$T/wrong" 'commands in examples and texts are right'
echo "1..$n"
exit $bad
