# shellcheck shell=sh disable=SC2154,SC2034 # lib.sh assigns, the test reads
# Sourced by the tests of tcr-init, after lib.sh: boots it as PID 1 of private
# namespaces, with tests/driver/init-tcrd.c for a tcrd.
[ "$(id -u)" -eq 0 ] || {
	echo '1..0 # SKIP needs root'
	exit 0
}
export TCR_BIN
# shellcheck disable=SC3045 # not POSIX, but in every sh here
ulimit -c 0
T=$(mktemp -d)
init=
outer=
trap 'shut_off; rm -rf "$T"' EXIT
trap 'exit 1' HUP INT TERM
cc=${CC:-gcc}
for d in tcrd fault; do
	"$cc" -std=gnu17 -D_GNU_SOURCE -I"$top" -Os -static -o "$T/$d" \
		"$tests/driver/init-$d.c"
done

boot() { # boot [CMDLINE]: $init is its pid here, $out what it says
	out=$T/out
	: >"$out"
	unshare -pfmniu --kill-child --propagation private \
		sh "$tests/driver/init-root.sh" "$T" "${1:-}" \
		</dev/null >>"$out" 2>&1 &
	outer=$!
	until_ok 10 find_init
}

find_init() {
	init=$(cat "/proc/$outer/task/$outer/children")
	init=${init%% *}
	[ "$(cat "/proc/$init/comm")" = tcr-init ] &&
		grep -q 'children: ok' "$out"
}

shut_off() {
	[ -z "$outer" ] || kill -KILL "$outer" 2>/dev/null || :
	[ -z "$outer" ] || wait "$outer" 2>/dev/null || :
	outer=
}

down() { # waits for its end; $down is how: 129 reboot, 130 power off or halt
	down=0
	wait "$outer" 2>/dev/null || down=$?
	outer=
}

said() { # said PATTERN [SECONDS]: in its output, now or soon
	until_ok "${2:-10}" grep -Eq -- "$1" "$out"
}

tell() { # tell COMMAND: tcrd has done it when this ends
	told=$(number "^done")
	echo "$1" >"/proc/$init/root/commands"
	until_ok 60 more_than "$told" "^done"
}

number() { # number PATTERN: of such lines
	grep -Ec -- "$1" "$out" || :
}

more_than() { # more_than COUNT PATTERN
	[ "$(number "$2")" -gt "$1" ]
}

running() { # running COUNT: so many children has tcr-init
	[ "$(children | wc -w)" -eq "$1" ]
}

children() {
	# The pids of tcr-init's children, tcrd included, in their own order.
	cat "/proc/$init/task/$init/children"
}

inside() { # inside COMMAND...: in its namespaces, as another process
	nsenter -t "$init" -p -m -u -n -r -w "$@"
}

dump() { # for a test that failed
	[ "$failures" -eq 0 ] || sed 's/^/# /' "$out"
}
