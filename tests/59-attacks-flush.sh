#!/bin/sh
# SPDX-License-Identifier: MIT
# While the rules are flushed under traffic, they are back within a second;
# what gets to another network meanwhile is counted, and nothing gets to a
# neighbour of an isolated one: that is the bridge's, not the rules'.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/networks.sh"
enter "$@"
busybox_image busybox
unit lan.network <<EOF
[Network]
Options=isolate=containers
EOF
unit dmz.network <<EOF
[Network]
EOF
server from "Network=lan.network"
server neighbour "Network=lan.network"
server other "Network=dmz.network"
tcrd_start
comes "containers run" settled from neighbour other
comes "and serve" serving from neighbour other

inside() { # inside UNIT COMMAND...: in its network
	who=$1
	shift
	nsenter -t "$(pid_of "$who")" -n "$@"
}
# Datagrams each ms, numbered; the last ones are those that came.
cat >"$T/send.py" <<'EOF'
import socket, sys, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
n = 0
while True:
    for to in sys.argv[1:]:
        try:
            s.sendto(b"%d" % n, (to, 7777))
        except OSError:  # nobody answers for it
            pass
    n += 1
    time.sleep(0.001)
EOF
cat >"$T/count.py" <<'EOF'
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("", 7777))
with open(sys.argv[1], "w", encoding="ascii") as out:
    while True:
        out.write(s.recv(100).decode() + "\n")
        out.flush()
EOF
listen() { # listen UNIT: what comes to it from now on is in $T/at-UNIT
	: >"$T/at-$1"
	nsenter -t "$(pid_of "$1")" -n python3 "$T/count.py" "$T/at-$1" &
	listener=$!
	until_ok 10 inside "$1" sh -c 'ss -Hlnu "sport = :7777" | grep -q .'
}
listen neighbour
listen other
# Asked first: tcrd is to be stopped, and cannot answer then.
from=$(pid_of from) neighbour=$(ip_of neighbour) other=$(ip_of other)
nsenter -t "$from" -n python3 "$T/send.py" "$neighbour" "$other" &

mended() { # mended TIMES
	has tcr-firewall restarts "$1"
}
start=$(date +%s%N)
nft flush ruleset
until_ok 10 mended 1
took=$((($(date +%s%N) - start) / 1000000))
ok $((took > 5000)) "after a flush the rules are back within seconds ($took ms)"
echo "# $(wc -l <"$T/at-other") datagrams came to the other network"

# Nobody mends: what is kept apart then, the rules do not keep apart.
kill -STOP "$tcrd_pid"
nft flush ruleset
many() { [ "$(wc -l <"$T/at-other")" -gt 50 ]; }
until_ok 20 many && rc=0 || rc=1
ok "$rc" "without rules the other network is reached"
is "$(wc -l <"$T/at-neighbour")" 0 "an isolated neighbour is not"
kill -CONT "$tcrd_pid"
until_ok 10 mended 2 && rc=0 || rc=1
ok "$rc" "and they are back when tcrd is"
# Anew: what came before may not have been read.
kill "$listener"
wait "$listener" 2>/dev/null || :
listen other
is "$(brief ask from "$(ip_of other)")" '' "then the other network is not reached"
is "$(wc -l <"$T/at-other")" 0 "nor by the datagrams"
kill "$tcrd_pid"
wait "$tcrd_pid" && rc=0 || rc=$?
is "$rc" 0 "and down"
finish
