# shellcheck shell=sh
# Sourced by the tests of networks and pods, after lib.sh: containers that say
# who they are at port 80, and how they are asked.

server() { # server NAME [more lines of [Container]]
	unit "$1.container" <<-EOT
		[Container]
		Image=busybox
		Exec=/bin/sh -c "trap 'exit 0' TERM; nc -ll -p 80 -e /bin/echo I am $1 & while :; do sleep 1000 & wait; done"
		${2:-}
		[Install]
		WantedBy=multi-user.target
	EOT
}

within() { # within UNIT COMMAND...: in its namespaces, with its root
	who=$1
	shift
	nsenter -t "$(pid_of "$who")" -n -u -i -m "$@"
}

ask() { # ask UNIT HOST [PORT]: what the server there says, or nothing
	within "$1" /bin/nc -w "${patience:-10}" "$2" "${3:-80}" </dev/null 2>/dev/null || :
}

ip_of() {
	field "$1" 'ip // empty'
}

settled() { # settled UNIT...: all of them run, or are active
	for u in "$@"; do
		case $(state_of "$u") in
		running | active) ;;
		*) return 1 ;;
		esac
	done
}

serving() { # serving UNIT...: their ports are open
	for u in "$@"; do
		[ "$(ask "$u" 127.0.0.1)" = "I am $u" ] || return 1
	done
}

comes() { # comes TEXT COMMAND...: it is so, some time
	claim=$1
	shift
	until_ok 20 "$@" && rc=0 || rc=1
	ok "$rc" "$claim"
}

tcrd_killed() { # and another one takes over
	kill -9 "${tcrd_pid:?}"
	wait "$tcrd_pid" 2>/dev/null || :
	tcrd_start
}
