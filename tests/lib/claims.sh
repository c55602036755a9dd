# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2034 # the checks end with $n and $bad
# Claims of the checks of the tree, as TAP.  A check ends with: echo "1..$n"; exit $bad
n=0
bad=0

ok() { # ok STATUS TEXT [FILE]: FILE says what went wrong
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		[ $# -eq 2 ] || sed 's/^/# /' "$3"
		bad=1
	fi
}

is() { # is GOT WANT TEXT
	n=$((n + 1))
	if [ "$1" = "$2" ]; then
		echo "ok $n - $3"
	else
		echo "not ok $n - $3"
		printf '# got: %s\n# want: %s\n' "$1" "$2" | head -n 20 >&2
		bad=1
	fi
}
