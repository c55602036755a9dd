#!/bin/sh
# Other names are asked for upstream, and always answered in time.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/dns.sh"
enter "$@"
dns_world
upstream 2

start() { # start UPSTREAM...
	{
		echo 'listen 10.88.0.1 tcr0'
		echo 'name web 10.88.0.2'
		for a; do
			echo "upstream $a"
		done
	} >"$T/these"
	dns_start <"$T/these"
}

seconds() { # seconds COMMAND...: how many it took
	from=$(date +%s%N)
	"$@" >/dev/null
	echo $((($(date +%s%N) - from) / 1000000000))
}

start 10.88.0.1 192.0.2.2
logged 'ignored: tcr-dns listens on this address' \
	"our own address is no upstream"
is "$(ask www.example)" 192.0.2.2 "a name is asked for upstream"
is "$(ask +noedns www.example)" 192.0.2.2 "without EDNS"
is "$(ask +dnssec +cookie +padding=128 www.example)" 192.0.2.2 "with it"
is "$(ask +tcp www.example)" 192.0.2.2 "over TCP"
like "$(in_box dig @10.88.0.1 wWw.ExAmPlE +noall +answer)" '^wWw.ExAmPlE\.' \
	"the answer is spelled as the question was"
is "$(ask fold.example)" 192.0.2.2 "an upstream may forget the case"
is "$(header servfail.example)" 'SERVFAIL qr rd ra 0 ' \
	"what upstream cannot answer is passed on"

is "$(header +ignore big.example)" 'NOERROR qr tc rd ra 0 ' \
	"an answer too long for UDP is cut"
is "$(in_box dig @10.88.0.1 big.example A | grep -c 'TXT')" 224 \
	"and comes whole over TCP"
is "$(in_box dig @10.88.0.1 +tcp +keepopen big.example web big.example |
	grep -c '^big.*TXT\|^web.*A.10.88.0.2$')" 449 \
	"several on one connection"

# More at once than there are places: they wait, none is lost.
seq 1 1000 | sed 's/.*/n&.example A/' >"$T/names"
in_box dnsperf -s 10.88.0.1 -d "$T/names" -c 10 -q 1000 -n 5 >"$T/perf"
like "$(cat "$T/perf")" 'Queries completed: +5000 \(100.00%\)' \
	"1000 queries at once are answered"
like "$(cat "$T/perf")" 'Response codes: +NOERROR 5000 \(100.00%\)' \
	"each with its address"
anon=$(sed -n 's/^Anonymous: *\([0-9]*\).*/\1/p' "/proc/$dns_pid/smaps_rollup")
ok $((anon > 256)) "it holds $anon KiB then, not more than 256"
sockets=$(find "/proc/$dns_pid/fd" -type l | wc -l)
ok $((sockets > 45)) "and $sockets descriptors, not more than 45"
dns_stop

# Upstreams that fail.
start
took=$(seconds header www.example)
ok $((took > 2)) "without upstream it takes no time"
is "$(header www.example)" 'SERVFAIL qr rd ra 0 ' "to say so"
is "$(header +tcp www.example)" 'SERVFAIL qr rd ra 0 ' "over TCP too"
is "$(ask web)" 10.88.0.2 "names of containers are there"
dns_stop

start 192.0.2.7 192.0.2.200 192.0.2.2
is "$(ask www.example)" 192.0.2.2 "of three upstreams one is enough"
is "$(seconds ask again.example)" 0 "which is remembered"
is "$(ask +tcp www.example)" 192.0.2.2 "over TCP too"
is "$(ask silent.example)" '' "one that never answers"
is "$(ask www.example)" 192.0.2.2 "fails that query alone"
dns_stop

: >"$T/asked.2"
start 192.0.2.2
took=$(seconds header silent.example)
ok $((took > 8)) "an upstream that is silent is waited for $took s"
is "$(header silent.example)" 'SERVFAIL qr rd ra 0 ' "then it is a failure"
is "$(grep -ci silent "$T/asked.2")" 8 "having been asked four times"
ip link set up0 down
is "$(seconds header www.example)" 0 "without a route it takes no time"
ip link set up0 up
is "$(ask www.example)" 192.0.2.2 "with one again, neither"
dns_stop

: >"$T/asked.2"
upstream 3
start 192.0.2.2 192.0.2.3
is "$(header refused.example)" 'REFUSED qr rd ra 0 ' "a refusal"
is "$(grep -ci refused "$T/asked.2" "$T/asked.3" | tr '\n' ' ')" \
	"$T/asked.2:1 $T/asked.3:1 " "is passed on when all refused"
dns_stop
finish
