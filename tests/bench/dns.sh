#!/bin/sh
# tcr-dns beside bare UDP loops and other servers, in one run: queries a second,
# CPU for each, memory.  tests/bench/dns.sh [ROUNDS [SECONDS]]
# A table on stderr; on stdout a row for each budget: name, value, unit, budget,
# met.  Server on one CPU, client and upstream on the other.
set -eu
top=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
arch=$(uname -m | sed 's/x86_64/amd64/;s/aarch64/arm64/')
TCR_BIN=${TCR_BIN:-$top/build/$arch/bin}
# As host/setup leaves it, or installed.
unbound=${TCR_CACHE:-$top/build/cache}/unbound/usr/sbin/unbound
[ -x "$unbound" ] || unbound=unbound
rounds=${1:-3}
seconds=${2:-2}

if [ -z "${TCR_INSIDE:-}" ]; then
	T=$(mktemp -d)
	trap 'rm -rf "$T"' EXIT
	gcc -std=gnu17 -D_GNU_SOURCE -O2 -o "$T/dns-floor" \
		"$top/tests/bench/dns-floor.c"
	TCR_INSIDE=1 T=$T unshare -mnp --fork --mount-proc \
		--propagation private sh "$0" "$@"
	exit 0
fi

mount -t tmpfs run /run
ip netns add box
ip netns add world
ip link add tcr0 type veth peer name eth0 netns box
ip link add up0 type veth peer name eth0 netns world
ip addr add 10.88.0.1/24 dev tcr0
ip addr add 192.0.2.1/24 dev up0
ip -n box addr add 10.88.0.2/24 dev eth0
ip -n world addr add 192.0.2.2/24 dev eth0
ip link set lo up
ip link set tcr0 up
ip link set up0 up
ip -n box link set eth0 up
ip -n world link set eth0 up
taskset -c 0 nsenter --net=/run/netns/world "$T/dns-floor" echo 192.0.2.2 &

for i in $(seq 20); do
	echo "c$i 10.88.0.2" >>"$T/local"
done
sed 's/ .*/ A/' "$T/local" >"$T/local.names"
seq 200000 | sed 's/.*/n&.example A/' >"$T/forward.names"
seq 50 | sed 's/.*/n&.example A/' >"$T/cached.names"
{
	echo 'listen 10.88.0.1 tcr0'
	echo 'upstream 192.0.2.2'
	sed 's/^/name /' "$T/local"
} >"$T/names"
sed 's/\(.*\) \(.*\)/\2 \1/' "$T/local" >"$T/hosts"
unbound_conf() { # unbound_conf BYTES OF CACHE
	cat <<EOF
server:
	interface: 10.88.0.1
	access-control: 10.88.0.0/24 allow
	username: ""
	chroot: ""
	directory: "$T"
	pidfile: ""
	use-syslog: no
	do-daemonize: no
	num-threads: 1
	msg-cache-size: $1
	rrset-cache-size: $1
	module-config: "iterator"
$(sed 's/\(.*\) \(.*\)/\tlocal-data: "\1. A \2"/' "$T/local")
forward-zone:
	name: "."
	forward-addr: 192.0.2.2
EOF
}

# serve SERVER REPLIES: its process id is $pid when it answers; so many are kept.
serve() {
	{
		echo "cache $2"
		cat "$T/names"
	} >"$T/conf"
	unbound_conf $(($2 * 1024)) >"$T/unbound"
	case $1 in
	echo) set -- "$T/dns-floor" echo 10.88.0.1 ;;
	relay) set -- "$T/dns-floor" relay 10.88.0.1 192.0.2.2 ;;
	tcr-dns) set -- "$TCR_BIN/tcr-dns" ;;
	dnsmasq) set -- dnsmasq -k -C /dev/null -R -h -c "$2" -u root \
		-S 192.0.2.2 -H "$T/hosts" --dns-forward-max=1000 -x '' ;;
	unbound) set -- "$unbound" -d -c "$T/unbound" ;;
	esac
	taskset -c 1 "$@" <"$T/conf" >"$T/server.log" 2>&1 &
	pid=$!
	until nsenter --net=/run/netns/box dig @10.88.0.1 +tries=1 +time=1 \
		+noedns +short c1 2>/dev/null | grep -q 10.88.0.2; do
		kill -0 "$pid"
	done
}

ran_ns() {
	cut -d' ' -f1 "/proc/$pid/schedstat"
}

measure() { # measure NAMES DNSPERF OPTIONS...: "QUERIES/S CPU-US/QUERY LOST"
	names=$1
	shift
	from=$(ran_ns)
	taskset -c 0 nsenter --net=/run/netns/box dnsperf -s 10.88.0.1 \
		-d "$names" -l "$seconds" -c 4 "$@" >"$T/perf" 2>&1
	to=$(ran_ns)
	awk -v ns=$((to - from)) '/Queries completed/ {n = $3}
		/Queries lost/ {lost = $3}
		/Queries per second/ {qps = $4}
		END {printf "%d %.2f %d\n", qps, ns / 1000 / n, lost}' "$T/perf"
}

round() { # round KIND SERVER
	kept=0
	[ "$1" != cached ] || kept=128
	serve "$2" "$kept"
	fast=$(measure "$T/$1.names" -q 100)
	slow=$(measure "$T/$1.names" -q 100 -Q 2000)
	anon=$(awk '/^Anonymous/ {print $2}' "/proc/$pid/smaps_rollup")
	pss=$(awk '/^Pss:/ {print $2}' "/proc/$pid/smaps_rollup")
	kill "$pid"
	wait "$pid" 2>/dev/null || :
	echo "$1 $2 $fast $slow $anon $pss" >>"$T/results"
	[ -z "${BENCH_VERBOSE:-}" ] || tail -n 1 "$T/results" >&2
}

all() { # all KIND SERVER...
	kind=$1
	shift
	for server; do
		[ "$server" != unbound ] || command -v "$unbound" >/dev/null ||
			continue
		round "$kind" "$server"
	done
}

for r in $(seq "$rounds"); do
	echo "dns: round $r of $rounds" >&2
	all local echo tcr-dns dnsmasq unbound
	all forward relay tcr-dns dnsmasq unbound
	all cached tcr-dns dnsmasq unbound
done

median() { # median KIND SERVER COLUMN
	awk -v k="$1" -v s="$2" -v c="$3" '$1 == k && $2 == s {print $c}' \
		"$T/results" | sort -n | awk '{v[NR] = $1}
		END {print v[int((NR + 1) / 2)]}'
}
{
	printf '%-8s %-8s %9s %7s %7s %5s %5s %5s\n' kind server q/s \
		us/q us/q@2k lost anon pss
	cut -d' ' -f1,2 "$T/results" | sort -u | while read -r k s; do
		printf '%-8s %-8s %9s %7s %7s %5s %5s %5s\n' "$k" "$s" \
			"$(median "$k" "$s" 3)" "$(median "$k" "$s" 4)" \
			"$(median "$k" "$s" 7)" "$(median "$k" "$s" 5)" \
			"$(median "$k" "$s" 9)" "$(median "$k" "$s" 10)"
	done
} >&2

row() { # row NAME VALUE UNIT BUDGET: at most so much
	awk -v n="$1" -v v="$2" -v u="$3" -v b="$4" 'BEGIN {
		printf "%s\t%s\t%s\t%s\t%s\n", n, v, u, b,
			v + 0 <= b + 0 ? "yes" : "no"}'
}
ratio() {
	awk -v a="$1" -v b="$2" 'BEGIN {printf "%.2f", a / b}'
}
row dns-local-cpu "$(ratio "$(median local tcr-dns 4)" \
	"$(median local echo 4)")" 'x echo' 1.1
row dns-forward-cpu "$(ratio "$(median forward tcr-dns 4)" \
	"$(median forward relay 4)")" 'x relay' 1.0
row dns-forward-dnsmasq "$(ratio "$(median forward tcr-dns 4)" \
	"$(median forward dnsmasq 4)")" 'x dnsmasq' 1.0
# The same by throughput: the other's q/s over ours, so that less is better.
row dns-forward-rate "$(ratio "$(median forward relay 3)" \
	"$(median forward tcr-dns 3)")" 'relay/tcr-dns q/s' 1.0
row dns-forward-rate-dnsmasq "$(ratio "$(median forward dnsmasq 3)" \
	"$(median forward tcr-dns 3)")" 'dnsmasq/tcr-dns q/s' 1.0
row dns-cached-cpu "$(ratio "$(median cached tcr-dns 4)" \
	"$(median local echo 4)")" 'x echo' 1.1
row dns-cached-dnsmasq "$(ratio "$(median cached tcr-dns 4)" \
	"$(median cached dnsmasq 4)")" 'x dnsmasq' 1.0
row dns-cached-anon "$(median cached tcr-dns 9)" KiB 256
row dns-anon "$(median forward tcr-dns 9)" KiB 256
