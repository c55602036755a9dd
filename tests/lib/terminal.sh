# shellcheck shell=sh
# Sourced by tests of commands on a terminal.

# terminal COMMAND... <WHAT: on a pseudoterminal; see tests/driver/terminal.py.
terminal() {
	# shellcheck disable=SC2154 # of lib.sh
	"$tests/driver/terminal.py" "$T/screen" "$@" >&2 ||
		echo 'exit none' >"$T/screen"
}

ends() { # ends STATUS WHAT: how the command has ended, and the terminal is well
	is "$(tail -n 2 "$T/screen" | xargs)" "exit $1 same" "$2; the terminal is as it was"
}

# Programs of the image `busybox` that look at a terminal.
terminal_tools() {
	for a in stty tty head; do
		ln -s busybox "$T/root-busybox/bin/$a"
	done
	mksquashfs "$T/root-busybox" "$T/images/busybox.sqfs" -quiet -noappend \
		-no-progress >/dev/null
}
