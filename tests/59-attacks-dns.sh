#!/bin/sh
# SPDX-License-Identifier: MIT
# A million forged replies are not believed, from outside or from a container;
# a container that floods tcr-dns in all ways at once takes nothing from others.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/dns.sh"
enter "$@"
dns_world
upstream 2
ip -n world link set lo up
upstream 3
dns_start <<EOF
listen 10.88.0.1 tcr0
upstream 192.0.2.2
name web 10.88.0.2
EOF

udp() { # udp COLUMN: of /proc/net/snmp
	awk -v "n=$1" '/^Udp: [0-9]/ { print $n }' /proc/net/snmp
}
# Nothing but tcr-dns stands in the way of the container that forges.
ip -n box route add 192.0.2.0/24 via 10.88.0.1
for i in all tcr0; do
	echo 0 >"/proc/sys/net/ipv4/conf/$i/rp_filter"
done

# Who forges knows what is asked at any time, of whom, and the names.  Over TCP,
# where one goes that is lied to, the upstream speaks the truth.
came=$(udp 2) missed=$(udp 3)
in_world python3 "$tests/driver/dns_attack.py" forge 500000 &
one=$!
in_box python3 "$tests/driver/dns_attack.py" forge 500000 &
two=$!
while kill -0 "$one" 2>/dev/null || kill -0 "$two" 2>/dev/null; do
	in_box python3 "$tests/driver/dns_attack.py" victims 10.88.0.3 \
		>>"$T/answers"
done
wait "$one" "$two"
came=$(($(udp 2) - came)) missed=$(($(udp 3) - missed))
is "$(grep -c forged "$T/answers" || :)" 0 \
	"of a million forged replies none is an answer"
answered=$(wc -l <"$T/answers")
ok $((answered < 64)) "to $answered questions"
ok $((came + missed < 950000)) "$missed of them met no socket"
ok $((came < 500)) "and $came one, of the $answered questions or a client's"
is "$(ask web)" 10.88.0.2 "it goes on"

# One container floods: 20000 new names a second, replies instead of questions,
# a hundred slow connections.  Another one asks for names, too.
in_box python3 "$tests/driver/dns_attack.py" measure 10.88.0.2 1000 250 \
	>"$T/quiet"
seq 200000 | sed 's/.*/f&.example A/' >"$T/names"
in_box dnsperf -s 10.88.0.1 -a 10.88.0.3 -d "$T/names" -Q 20000 -l 7 \
	>"$T/perf" 2>&1 &
one=$!
in_box python3 "$tests/driver/dns_attack.py" nonsense 10.88.0.3 7 &
two=$!
until_ok 5 grep -q 'f1.*example' "$T/asked.2"
# What a busy machine alone does to an answer: a server that nobody floods.
in_world python3 "$tests/driver/dns_attack.py" measure 192.0.2.4 1000 250 \
	192.0.2.3 >"$T/beside" &
three=$!
in_box python3 "$tests/driver/dns_attack.py" measure 10.88.0.2 1000 250 \
	>"$T/flooded"
wait "$one" "$two" "$three" || :
echo "# lost and p99 in ms: $(cat "$T/quiet"), flooded $(cat "$T/flooded")," \
	"beside $(cat "$T/beside")"
grep 'Queries per second\|Run time\|lost' "$T/perf" | sed 's/^/# /'
read -r lost p99 <"$T/flooded"
is "$lost" 0 "of 1000 questions of another container none is lost"
read -r lost beside <"$T/beside"
is "$lost" 0 "none is of a server beside it, either"
limit=$((beside * 4 > 200 ? beside * 4 : 200))
ok $((p99 >= limit)) "99 of 100 are answered in less than $limit ms ($p99)"
rss=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$dns_pid/status")
ok $((rss >= 8192)) "it never had more than 8 MiB ($rss KiB)"
dns_stop
is "$rc" 0 "and ends in peace"
finish
