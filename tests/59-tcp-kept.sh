#!/bin/sh
# SPDX-License-Identifier: MIT
# Traffic of containers goes on while the supervisor's parts change or die: one
# long transfer out through NAT, one in by a published port, each sent by who
# opened it, both compared.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/networks.sh"
enter "$@"
busybox_image busybox
idle_unit app
sed -i 's/^Network=none/Network=bridge\nPublishPort=8080:80/' \
	"$T/conf.d/app.container"
ip netns add lan
ip link add up0 type veth peer name cable netns lan
ip addr add 192.0.2.1/24 dev up0
ip link set up0 up
ip -n lan addr add 192.0.2.2/24 dev cable
ip -n lan link set cable up
ip -n lan link set lo up
lan() {
	nsenter --net=/run/netns/lan "$@"
}
app() {
	nsenter -t "$app" -n "$@"
}
tcrd_start
comes "a container runs" settled app

app=$(pid_of app)

# Numbered lines at a pace, until told to end: what comes is compared.
cat >"$T/source" <<'EOF'
i=0
while [ ! -e "$1/end" ]; do
	seq $i $((i += 5000))
	sleep 0.01
done | tee "$1/$2.sent"
EOF
listening() { # listening WHERE PORT
	"$1" ss -Hltn "sport = :$2" | grep -q .
}
lan socat -u TCP4-LISTEN:9000 "CREATE:$T/nat.came" 2>"$T/nat.end" &
until_ok 10 listening lan 9000
app socat -u EXEC:"sh $T/source $T nat" TCP4:192.0.2.2:9000 2>>"$T/nat.end" &
app socat -u TCP4-LISTEN:80 "CREATE:$T/port.came" 2>"$T/port.end" &
until_ok 10 listening app 80
lan socat -u EXEC:"sh $T/source $T port" TCP4:192.0.2.1:8080 2>>"$T/port.end" &
more() { # more NAME BYTES
	[ "$(stat -c %s "$T/$1.came")" -gt "$2" ]
}
both() { # both TEXT: more comes by each
	for name in nat port; do
		at=$(stat -c %s "$T/$name.came" 2>/dev/null || echo 0)
		until_ok 20 more "$name" "$at" && rc=0 || rc=1
		ok "$rc" "$1: $name goes on"
	done
}
both "at first"
is "$(lan ss -Htn state established 'sport = :9000' | awk '{ print $4 }' |
	sed 's/:.*//')" 192.0.2.1 "the one is translated"

rules() {
	nft -s list table inet tcr | grep -v 'elements = '
}
before=$(rules)
for i in 1 2 3 4 5; do
	idle_unit other
	sed -i "s/^Network=none/Network=new.network\nPublishPort=909$i:80/" \
		"$T/conf.d/other.container"
	echo '[Network]' >"$T/conf.d/new.network"
	tcrctl reload-config
	until_ok 20 settled other || {
		tcrctl status other 2>&1 | sed 's/^/# /' >&2
		break
	}
	rules | grep -q "909$i" || break
	rm "$T/conf.d/other.container" "$T/conf.d/new.network"
	tcrctl reload-config
done
is "$i" 5 "units with ports and networks come and go"
as_before() { [ "$(rules)" = "$before" ]; }
comes "and leave nothing" as_before # a reload does not wait for what goes
both "then"

for i in 1 2 3 4 5; do
	tcrd_killed
done
both "after tcrd was killed, five times"
is "$(pid_of app)" "$app" "with the same container"

dns=$(pgrep -x tcr-dns)
kill -9 "$dns"
anew() {
	is=$(pgrep -x tcr-dns) && [ "$is" != "$dns" ]
}
comes "tcr-dns was killed, another is there" anew
both "then"

touch "$T/end"
for name in nat port; do
	until_ok 20 cmp "$T/$name.sent" "$T/$name.came" && rc=0 || rc=1
	ok "$rc" "$name: $(stat -c %s "$T/$name.came") bytes came as they were sent"
	is "$(cat "$T/$name.end")" '' "and no error"
done
finish
