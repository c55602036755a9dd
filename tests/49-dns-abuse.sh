#!/bin/sh
# One container that misbehaves takes nothing from the others.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/dns.sh"
enter "$@"
dns_world
upstream 2
dns_start <<EOF
listen 10.88.0.1 tcr0
upstream 192.0.2.2
name web 10.88.0.2
EOF

links() { # its sockets
	find "/proc/$dns_pid/fd" -lname 'socket:*' | wc -l
}
quiet=$(links)

# Connections that say nothing, from one container: it has four.
pids=
for n in $(seq 20); do
	in_box socat -u "TCP4:10.88.0.1:53,bind=10.88.0.3" /dev/null &
	pids="$pids $!"
done
held() {
	[ "$(links)" -eq $((quiet + 4)) ]
}
until_ok 2 held && rc=0 || rc=1
ok "$rc" "20 silent connections of a container hold 4 places"
is "$(ask +tcp -b 10.88.0.2 web)" 10.88.0.2 "another one is served meanwhile"
# shellcheck disable=SC2086 # a list
wait $pids
until_ok 5 sh -c "[ \$(find /proc/$dns_pid/fd -lname 'socket:*' | wc -l) \
	-eq $quiet ]" && rc=0 || rc=1
ok "$rc" "after a while all of them are closed"

tcp() { # tcp HEX: what is answered to these bytes over TCP, in hex
	printf '%s' "$1" | xxd -r -p |
		in_box socat -t 6 - TCP4:10.88.0.1:53 2>/dev/null |
		xxd -p | tr -d '\n'
}
query=12340100000100000000000003776562000001 # web, and half of the rest
is "$(tcp "0015${query}0001")" \
	"002512348580000100010000000003776562000001""0001c00c0001000100000005""00040a580002" \
	"a query over TCP is answered"
is "$(tcp "0015$query")" '' "half a one is not"
is "$(tcp ffff)" '' "nor is the longest that could be"
is "$(tcp "0001ff")" '' "nor the shortest"
is "$(tcp "0015${query}00010015${query}0001" | wc -c)" 156 \
	"two in one segment get two answers"

# Noise.
for n in $(seq 200); do
	head -c "$n" /dev/urandom
done >"$T/noise"
in_box socat -u -b 97 "OPEN:$T/noise" UDP4-SENDTO:10.88.0.1:53
in_box socat -u -b 1400 "OPEN:$T/noise" UDP4-SENDTO:10.88.0.1:53
head -c 65536 /dev/urandom | in_box socat -u - TCP4:10.88.0.1:53 2>/dev/null || :
is "$(ask web)" 10.88.0.2 "noise changes nothing"

# A flood of questions that no one answers, from one container.
seq 20000 | sed 's/.*/silent.n&.example A/' >"$T/names"
in_box dnsperf -s 10.88.0.1 -a 10.88.0.3 -d "$T/names" -q 3000 -c 10 -l 3 \
	>/dev/null 2>&1 &
flood=$!
until_ok 5 grep -qi ' silent.*\.' "$T/asked.2"
slow=0
answers=0
while kill -0 "$flood" 2>/dev/null; do
	from=$(date +%s%N)
	[ "$(ask -b 10.88.0.2 "n$answers.example")" = 192.0.2.2 ] ||
		slow=$((slow + 100))
	[ $((($(date +%s%N) - from) / 1000000)) -lt 3000 ] || slow=$((slow + 1))
	answers=$((answers + 1))
done
wait "$flood" || :
ok $((slow > 0)) "of $answers questions of another container, $slow are slow"
ok $((answers < 4)) "which is asked for all the time"
is "$(ask -b 10.88.0.3 web)" 10.88.0.2 "its own names it can still have"
claim "it lives on" kill -0 "$dns_pid"
ok $(($(wc -l <"$T/log") > 6)) "and has little to say"
dns_stop
is "$rc" 0 "to its end"
finish
