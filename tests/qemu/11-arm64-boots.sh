#!/bin/sh
# SPDX-License-Identifier: MIT
# The same firmware for arm64, cross built on this machine: it boots, runs the
# demo under its seccomp filter, serves its page.
export GUEST_ARCH=arm64
TCR_BUILD=${TCR_BUILD_ARM64:-${TCR_BUILD:+${TCR_BUILD%/*}/arm64}}
export TCR_BUILD="${TCR_BUILD:-$(dirname "$0")/../../build/arm64}"
. "$(dirname "$0")/lib.sh"
[ -e "$TCR_BUILD/bin/tcrd" ] || {
	echo "1..0 # SKIP no $TCR_BUILD/bin: make ARCH=arm64 demo"
	exit 0
}

guest_demo_image page
guest_demo_image sntp
guest_demo_image busybox
for unit in "$top"/conf.d/*; do
	guest_unit "${unit##*/}" <"$unit"
done
guest_run --cpus 2 <<'E'
until_ok 90 in_state web running && say up yes
say machine "$(uname -m)"
answered()
{
	wget -q -O - http://127.0.0.1:8080/status.json |
		grep -q '"web.container".*"state":"running"'
}
until_ok 20 answered && say page yes
by_name()
{
	tcrctl logs client | grep -q '<title>tcr</title>'
}
until_ok 30 by_name && say name yes
say seccomp "$(grep Seccomp: /proc/$(field web pid)/status | tr -dc 0-9)"
E
is "$status" 0 "the guest ran the script and powered off"
is "$(said machine)" aarch64 "it is an arm64"
is "$(said up)" yes "the demo's units run"
is "$(said page)" yes "the published port serves the page"
is "$(said name)" yes "a container reaches another by its name"
is "$(said seccomp)" 2 "the container has its seccomp filter"
[ "$failures" -eq 0 ] || sed 's/^/# /' "$T/console"
finish
