# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2034,SC2154 # lib.sh assigns; the tests read
# Sourced behind `enter` by tests of logs that are forwarded.
mkdir "$T/etc" "$T/go"
export TCR_ETC="$T/etc"

# syslog_image APPLET: busybox, with that applet, too.
syslog_image() {
	busybox_image busybox
	ln -s busybox "$T/root-busybox/bin/$1"
	mksquashfs "$T/root-busybox" "$T/images/busybox.sqfs" -quiet -noappend \
		-no-progress >/dev/null
}

# syslog_to URL: what tcrd is told.
syslog_to() {
	printf '[Manager]\nSyslogServer=%s\n' "$1" >"$T/etc/tcr.conf"
}

# server udp|tcp PORT [SECONDS]: what it gets is in $T/got; it waits after each packet.
server() {
	rm -f "$T/got.ready"
	python3 "$tests/driver/syslog-server.py" "$1" "$2" "$T/got" ${3:+"$3"} &
	server_pid=$!
	until_ok 10 test -e "$T/got.ready"
}

# go FROM TO: what unit app reads, and writes then.
go() {
	echo "$1 $2" >"$T/go/new"
	mv "$T/go/new" "$T/go/go"
}

got() { # got PATTERN: whether a message is so
	grep -q "$1" "$T/got"
}

counted() { # counted sent|lost: in the status document
	device "syslog.$1"
}

# all_framed: claims about what was got, whose lines have numbers that `numbers` prints.
all_framed() {
	claim 'there are lines' test -n "$(numbers)"
	is "$(numbers | sort -n | uniq -d | wc -l) $(grep -c BAD "$T/got")" '0 0' \
		'nothing came twice, and all was framed'
}

syslog_end() {
	kill "$server_pid" "$tcrd_pid"
	wait "$tcrd_pid" 2>/dev/null || :
}
