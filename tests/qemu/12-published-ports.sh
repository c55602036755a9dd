#!/bin/sh
# SPDX-License-Identifier: MIT
# tcr-qemu --publish: a port of this machine leads into the guest, and from
# there into a container; nothing but what is published is open.
[ -n "${PRIVATE_NET-}" ] || PRIVATE_NET=1 exec unshare -n "$0"
. "$(dirname "$0")/lib.sh"
ip link set lo up
guest_demo_image page
guest_demo_image sntp
guest_demo_image busybox
for unit in "$top"/conf.d/*; do
	guest_unit "${unit##*/}" <"$unit"
done
guest_firmware

# The guest ends when someone talks to its port 9000.
guest_run --publish 8081:8080 --publish 127.0.0.1:9000:9000/tcp <<'E' &
until_ok 60 in_state web running && say up
nc -l -p 9000
E
guest=$!
fetched()
{
	wget -q -T 5 -t 1 -O "$T/page" http://127.0.0.1:8081/ &&
		grep -q '<title>tcr' "$T/page"
}
until_ok 90 fetched || :
ss -Htln | awk '{ print $4 }' | sort >"$T/listening"
# QEMU takes the connection before the guest listens: again until it is gone.
gone()
{
	echo bye | socat - TCP:127.0.0.1:9000,connect-timeout=1
	! kill -0 "$guest" 2>/dev/null
}
until_ok 60 gone || :
wait "$guest" || status=$?
is "$status" 0 "the guest came and went"
like "$(cat "$T/page")" '<title>tcr</title>' "the container's page is at the machine's port"
is "$(xargs <"$T/output")" "up bye" "the other port led to the guest itself"
is "$(xargs <"$T/listening")" "127.0.0.1:8081 127.0.0.1:9000" \
	"loopback alone listens, nothing else does"
[ "$failures" -eq 0 ] || sed 's/^/# /' "$T/console"
finish
