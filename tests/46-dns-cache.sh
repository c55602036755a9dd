#!/bin/sh
# SPDX-License-Identifier: MIT
# Replies are kept for as long as they say, for who asks the same, and longer
# when no upstream answers.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/dns.sh"
enter "$@"
dns_world
upstream 2

asked() { # asked NAME: how often upstream was asked for it
	grep -ic " $1[.]\$" "$T/asked.2" || :
}
ttl() { # ttl NAME: of the answer, or of what says that there is none
	in_box dig @10.88.0.1 +tries=1 +noall +answer +authority "$@" |
		awk '{ print $2; exit }'
}
count=0 # of tests; lib.sh's
dns_start <<EOF
listen 10.88.0.1 tcr0
upstream 192.0.2.2
cache 64
EOF

is "$(ask www.example) $(ask www.example)" '192.0.2.2 192.0.2.2' \
	"a name is asked for twice"
is "$(asked www.example)" 1 "upstream once"
like "$(in_box dig @10.88.0.1 wWw.ExAmPlE +noall +answer)" '^wWw.ExAmPlE\.' \
	"the answer is spelled as the question was"
is "$(asked www.example)" 1 "whatever its case"
is "$(header www.example)" 'NOERROR qr rd ra 1 ' "it is whole"
ask +noedns www.example >/dev/null
ask +dnssec www.example >/dev/null
ask +cdflag www.example >/dev/null
ask -t AAAA www.example >/dev/null
is "$(asked www.example)" 5 "another way to ask is another question"

is "$(header nx.example) $(header nx.example)" \
	'NXDOMAIN qr rd ra 0  NXDOMAIN qr rd ra 0 ' "a name that is not there"
# In mixed case and then as it is, before that is believed (47-dns-case.sh).
is "$(asked nx.example)" 2 "is asked for once, in both ways"
less() { [ "$(ttl nx.example)" -le 58 ]; }
until_ok 10 less && rc=0 || rc=1
ok "$rc" "and its time runs"
ask bare-nx.example >/dev/null
ask bare-nx.example >/dev/null
is "$(asked bare-nx.example)" 4 "without an SOA that is not kept"
ask servfail.example >/dev/null
before=$(asked servfail.example)
ask servfail.example >/dev/null
is "$(($(asked servfail.example) > before))" 1 "nor is a failure"
ask big.example >/dev/null
before=$(asked big.example)
ask big.example >/dev/null
is "$(($(asked big.example) > before))" 1 "nor what was cut"

is "$(ttl brief.example)" 1 "an answer for a second"
again() {
	ask brief.example >/dev/null
	[ "$(asked brief.example)" -ge 2 ]
}
until_ok 10 again && rc=0 || rc=1
ok "$rc" "is asked for again after it"

# More names than there are places.
seq 1 500 | sed 's/.*/n&.example A/' >"$T/names"
in_box dnsperf -s 10.88.0.1 -d "$T/names" -c 4 -q 100 -n 4 >"$T/perf"
like "$(cat "$T/perf")" 'Response codes: +NOERROR 2000 \(100.00%\)' \
	"a cache that is too small loses none"
anon=$(sed -n 's/^Anonymous: *\([0-9]*\).*/\1/p' "/proc/$dns_pid/smaps_rollup")
ok $((anon > 256)) "it holds $anon KiB then, not more than 256"
ask www.example >/dev/null
ask brief.example >/dev/null

# Upstream dies.
in_world ip link set eth0 down
ok $(($(ttl www.example) <= 30)) "what is fresh needs no upstream"
stale() { [ "$(ttl brief.example)" = 30 ]; }
until_ok 20 stale && rc=0 || rc=1
ok "$rc" "what has expired is answered for 30 s when upstream is dead"
is "$(header never.example)" 'SERVFAIL qr rd ra 0 ' "the rest is not"
took=9999
for _ in 1 2 3 4 5; do # the best: what the machine takes is not in it
	from=$(date +%s%N)
	ttl brief.example >/dev/null
	ms=$((($(date +%s%N) - from) / 1000000))
	took=$((ms < took ? ms : took))
done
ok $((took >= 450)) "at once while upstream rests (after $took ms)"
dns_stop
is "$rc" 0 "SIGTERM ends it"

# Off.
in_world ip link set eth0 up
dns_start <<EOF
listen 10.88.0.1 tcr0
upstream 192.0.2.2
cache 0
EOF
: >"$T/asked.2"
ask www.example >/dev/null
ask www.example >/dev/null
is "$(asked www.example)" 2 "without a cache each question goes upstream"
dns_stop

# Networks with other upstreams know nothing of each other's.
upstream 3
ip link add tcr1 type veth peer name eth1 netns box
ip addr add 10.88.1.1/24 dev tcr1
ip -n box addr add 10.88.1.2/24 dev eth1
ip link set tcr1 up
ip -n box link set eth1 up
dns_start <<EOF
listen 10.88.0.1 tcr0 lan
listen 10.88.1.1 tcr1 far
upstream 192.0.2.2
upstream 192.0.2.3 far
cache 64
EOF
is "$(ask www.example)" 192.0.2.2 "one network asks its upstream"
is "$(in_box dig @10.88.1.1 +short www.example)" 192.0.2.3 "another its own"
is "$(ask www.example)" 192.0.2.2 "and each keeps what it was told"
dns_stop
finish
