# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154
# Sourced by tests of the device's page, after lib.sh and enter.

# page_start: tcr-page at port 80 of this namespace, with the documents (files or FIFOs)
# in $documents.
page_start() {
	root=$T/page
	documents=$root/run/tcr
	mkdir -p "$root/www" "$documents" "$root/dev"
	: >"$root/dev/null"
	mount --bind /dev/null "$root/dev/null"
	cp "$TCR_BIN/tcr-page" "$root/"
	cp "$top"/apps/page/*.html "$top"/apps/page/*.css "$top"/apps/page/*.js "$root/www/"
	echo 0 >/proc/sys/net/ipv4/ip_unprivileged_port_start # as for containers
	chroot --userspec=33:33 "$root" /tcr-page &
	until_ok 10 page_answers
}

page_answers() {
	request GET / | grep -q '200 OK'
}

# request METHOD PATH: prints the whole answer, header and body.
request() {
	printf '%s %s HTTP/1.1\r\nHost: device\r\n\r\n' "$1" "$2" |
		socat -t 20 - TCP:127.0.0.1:80 | tr -d '\r'
}

# browser: runs the steps of stdin (tests/lib/browser.py) at the page.
browser() {
	from=${TCR_CACHE:-$top/build/cache}/browser
	shots=${SHOTS:-$top/build/shots}
	[ -x "$from/usr/lib/chromium/chromium-headless-shell" ] || {
		echo "no browser: run host/setup" >&2
		return 1
	}
	mkdir -p "$shots"
	if [ ! -d "$T/browser" ]; then
		mkdir -p "$T/browser" "$T/browser.upper" "$T/browser.work"
		mount -t overlay -o "lowerdir=$from,upperdir=$T/browser.upper,workdir=$T/browser.work" \
			browser "$T/browser"
		mkdir -p "$T/browser/proc" "$T/browser/dev" "$T/browser/sys" "$T/browser/tmp"
		mount --rbind /proc "$T/browser/proc"
		mount --rbind /dev "$T/browser/dev"
		mount -t tmpfs tmp "$T/browser/tmp"
	fi
	python3 "$tests/lib/browser.py" "$T/browser" http://127.0.0.1/ "$shots"
}
