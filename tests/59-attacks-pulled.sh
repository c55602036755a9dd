#!/bin/sh
# SPDX-License-Identifier: MIT
# Rules, bridges and ports pulled away again and again under traffic: they are
# back in time, and nothing gets to another network meanwhile but what the
# kernel routes without rules.  More often: tests/faults/pulled.sh.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/networks.sh"
enter "$@"
busybox_image busybox
unit lan.network <<EOF
[Network]
Subnet=10.90.0.0/24
EOF
unit dmz.network <<EOF
[Network]
EOF
for u in a b; do
	idle_unit "$u"
	sed -i 's/^Network=none/Network=lan.network/' "$T/conf.d/$u.container"
done
idle_unit c
sed -i 's/^Network=none/Network=dmz.network/' "$T/conf.d/c.container"
tcrd_start
comes "containers run" settled a b c
pids() { pid_of a && pid_of b && pid_of c; }
before=$(pids)
hex() { # as tcrd names a port
	# shellcheck disable=SC2046,SC2183 # words
	printf 'v%02x%02x%02x%02x' $(ip_of "$1" | tr . ' ')
}
times=${PULLS:-5}
python3 "$top/tests/driver/pulled.py" "$times" "$(pid_of a)" "$(pid_of b)" \
	"$(pid_of c)" "$(ip_of a)" "$(ip_of b)" "$(ip_of c)" br-lan "$(hex a)" \
	>"$T/results" && rc=0 || rc=$?
ok "$rc" "all kinds were pulled away $times times"
is "$(wc -l <"$T/results")" 5 "and told of"
while read -r kind n longest leaked; do
	most=3000
	[ "$kind" != rules-flushed ] || most=1000
	ok $((longest > most)) "$kind $n times: back after $longest ms at most, not more than $most"
	if [ "$kind" = rules-flushed ]; then
		echo "# $leaked datagrams came to the other network without rules"
	else
		is "$leaked" 0 "$kind: nothing came to the other network"
	fi
done <"$T/results"
is "$(pids)" "$before" "no container was restarted"
is "$(ip -o addr | grep -c ' 10\.90\.0\.1/')" 1 "no address is there twice"
is "$(ip -o link | grep -c ': v0a')" 3 "nor a port"
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" && rc=0 || rc=$?
is "$rc" 0 "and down"
finish
