# shellcheck shell=sh
# Sourced by behaviour tests.  `enter "$@"` runs the rest of the test as root of
# private namespaces (mount, pid, network, ipc, uts) with cgroup v2 alone, a /run
# of its own and a cgroup name of its own: nothing of the host is touched, and
# what is started ends with the test.
set -eu

tests=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
[ -d "$tests/lib" ] || tests=${tests%/*} # of a test in a folder below
top=$(CDPATH='' cd -- "$tests/.." && pwd)
arch=$(uname -m | sed 's/x86_64/amd64/;s/aarch64/arm64/')
TCR_BIN=${TCR_BIN:-$top/build/$arch/bin}
count=0
failures=0
last='its start'

ok() { # ok STATUS TEXT
	count=$((count + 1))
	last=$2
	if [ "$1" -eq 0 ]; then
		echo "ok $count - $2"
	else
		echo "not ok $count - $2"
		echo "# failed: $2" >&2 # prove shows what is on stderr
		failures=$((failures + 1))
	fi
}

claim() { # claim TEXT COMMAND...: that the command succeeds
	claimed=$1
	shift
	if "$@"; then
		ok 0 "$claimed"
	else
		ok 1 "$claimed"
	fi
}

is() { # is GOT WANT TEXT
	if [ "$1" = "$2" ]; then
		ok 0 "$3"
	else
		ok 1 "$3"
		echo "# got '$1', want '$2'" >&2
	fi
}

like() { # like GOT PATTERN TEXT
	if printf '%s\n' "$1" | grep -Eq -- "$2"; then
		ok 0 "$3"
	else
		ok 1 "$3"
		printf '# no match for %s in:\n' "$2" >&2
		printf '%s\n' "$1" | head -n 20 | sed 's/^/# /' >&2
	fi
}

finish() {
	echo "1..$count"
	last=
	exit $((failures > 0))
}

# ended: of a test that set -e ends at a command that fails, this says where: no
# claim does.
ended() {
	[ -z "$last" ] || echo "# ended early, after: $last" >&2
}

# until_ok SECONDS COMMAND...: asks again and again until it succeeds, for so long
# as a machine may need that is six times slower than one with nothing else to do.
# When it does not, that is told, with what tcrd says then.
until_ok() {
	patient=$(($1 * 6))
	limit=$(($(date +%s) + patient))
	shift
	until "$@" >/dev/null 2>&1; do
		[ "$(date +%s)" -lt "$limit" ] || {
			echo "# waited $patient s for: $*" >&2
			[ ! -e "${TCR_RUN:-/run/tcr}/status" ] ||
				tcrctl status 2>&1 | sed 's/^/# /' >&2
			return 1
		}
		sleep 0.05 # the pace of asking; no result depends on it
	done
}

# brief COMMAND...: one that waits for an answer does so for a second or two, as
# none should come.
brief() {
	# shellcheck disable=SC2034 # the command reads it
	patience=2
	"$@"
	unset patience
}

enter() {
	if [ -z "${TCR_INSIDE:-}" ]; then
		[ "$(id -u)" -eq 0 ] || {
			echo "1..0 # SKIP needs root"
			exit 0
		}
		T=$(mktemp -d)
		group=tcr-test-$$
		trap 'rm -rf "$T"; sweep' EXIT
		TCR_INSIDE=1 T=$T TCR_CGROUP=$group unshare -mnpiu --fork \
			--mount-proc --propagation private \
			sh "$0" "$@"
		exit $?
	fi
	trap ended EXIT
	umount -R /sys/fs/cgroup
	mount -t cgroup2 none /sys/fs/cgroup
	mount -t tmpfs -o mode=755 run /run
	mkdir "$T/var-lib" # the test's own, like all that tcrd keeps
	mount --bind "$T/var-lib" /var/lib
	ip link set lo up
	export TCR_IMAGES="$T/images" TCR_UNIT_DIRS="$T/conf.d" TCR_SECCOMP=none
	mkdir -p "$T/images" "$T/conf.d"
	[ "${TCR_CRUN:-}" != firmware ] || firmware_crun
	PATH=$TCR_BIN:$PATH
}

# Mounts of the test's files, but that of enter().
mounts_left() {
	grep "$T" /proc/self/mountinfo | grep -v ' /var/lib '
}

# The crun of the firmware instead of this machine's, with TCR_CRUN=firmware; its
# libraries are found by its own loader.
firmware_crun() {
	root=${TCR_CACHE:-$top/build/cache}/$arch/root
	mkdir -p "$T/crun"
	cat >"$T/crun/crun" <<-E
		#!/bin/sh
		exec $(echo "$root"/usr/lib/*/ld-linux-*) --argv0 crun \
			--library-path $(echo "$root"/usr/lib/*-linux-gnu) \
			$root/usr/bin/crun "\$@"
	E
	chmod 755 "$T/crun/crun"
	"$T/crun/crun" --version >/dev/null || exit 1
	PATH=$T/crun:$PATH
}

# The cgroups of the test; their processes ended with the pid namespace.
sweep() {
	unshare -m --propagation private sh -c "
		umount -R /sys/fs/cgroup
		mount -t cgroup2 none /sys/fs/cgroup
		find /sys/fs/cgroup/$group /sys/fs/cgroup/${group}d -depth \
			-type d -exec rmdir {} +
	" 2>/dev/null || :
}

# An image without trailer: busybox and what it needs.
busybox_image() { # busybox_image NAME
	root=$T/root-$1
	mkdir -p "$root/bin" "$root/etc" "$root/proc" "$root/sys" "$root/dev" \
		"$root/run" "$root/tmp" "$root/var"
	cp /bin/busybox "$root/bin/"
	for a in sh sleep cat echo ls id nc httpd wget nslookup kill true \
		false env stat touch grep sed ps mount hostname trap; do
		ln -sf busybox "$root/bin/$a"
	done
	echo 'root:x:0:0:root:/root:/bin/sh' >"$root/etc/passwd"
	echo 'root:x:0:' >"$root/etc/group"
	mksquashfs "$root" "$T/images/$1.sqfs" -quiet -noappend \
		-no-progress -comp zstd -Xcompression-level 1 >/dev/null
}

# unit NAME.container <<EOF
unit() {
	cat >"$T/conf.d/$1"
}

# A unit that obeys SIGTERM and does nothing else.
idle_unit() { # idle_unit NAME [more lines of [Container]]
	unit "$1.container" <<-EOF
		[Container]
		Image=busybox
		Exec=/bin/sh -c "trap 'exit 0' TERM; echo started; while :; do sleep 1000 & wait; done"
		Network=none
		${2:-}
		[Service]
		${3:-Restart=always}
		[Install]
		WantedBy=multi-user.target
	EOF
}

tcrd_start() {
	tcrd 2>>"$T/console" &
	# shellcheck disable=SC2034 # the tests use it
	tcrd_pid=$!
	until_ok 10 tcrctl status || {
		echo "# tcrd does not answer; its console:"
		sed 's/^/# /' "$T/console"
		return 1
	}
}

# shellcheck source=lib/status.sh
. "$tests/lib/status.sh"
