# shellcheck shell=sh
# Sourced by the tests of tcr-dns, after lib.sh: a device (the test's own network
# namespace) with a container `web` and upstreams at 192.0.2.2 and on.
# Addresses: tcr0 10.88.0.1, containers 10.88.0.2 to .41, device 192.0.2.1.

dns_world() {
	ip netns add box
	ip netns add world
	ip link add tcr0 type veth peer name eth0 netns box
	ip link add up0 type veth peer name eth0 netns world
	ip addr add 10.88.0.1/24 dev tcr0
	ip addr add 192.0.2.1/24 dev up0
	ip link set tcr0 up
	ip link set up0 up
	for n in $(seq 2 41); do
		echo "addr add 10.88.0.$n/24 dev eth0"
	done | ip -n box -batch -
	for n in $(seq 2 9); do
		echo "addr add 192.0.2.$n/24 dev eth0"
	done | ip -n world -batch -
	ip -n box link set eth0 up
	ip -n world link set eth0 up
	gcc -std=gnu17 -D_GNU_SOURCE -O1 -o "$T/dns-upstream" \
		"${tests:?}/driver/dns-upstream.c"
	mkfifo "$T/said"
	cat <>"$T/said" >"$T/log" & # the log is a pipe: no file may grow
}

in_box() {
	nsenter --net=/run/netns/box "$@"
}

in_world() {
	nsenter --net=/run/netns/world "$@"
}

# upstream N: at 192.0.2.N; what it is asked goes to $T/asked.N.
upstream() {
	in_world "$T/dns-upstream" "192.0.2.$1" 192.0.2.9 >>"$T/asked.$1" &
	until_ok 10 in_world sh -c \
		"ss -Hltn 'src 192.0.2.$1 sport = :53' | grep -q ."
}

# dns_start <<EOF: tcr-dns with this configuration, until it is ready.  Without a
# line of it there is no cache, so that each question goes upstream.
dns_start() {
	cat >"$T/conf"
	grep -q '^cache ' "$T/conf" || echo 'cache 0' >>"$T/conf"
	tcr-dns <"$T/conf" 2>"$T/said" &
	dns_pid=$!
	until_ok 10 sh -c "ss -Hltn 'sport = :53' | grep -q . &&
		grep -q 'Seccomp:.2' /proc/$dns_pid/status"
}

logged() { # logged PATTERN TEXT: tcr-dns says so; its words come through a pipe
	until_ok 10 grep -Eq -- "$1" "$T/log" && rc=0 || rc=1
	ok "$rc" "$2"
}

dns_stop() {
	kill "$dns_pid"
	# shellcheck disable=SC2034 # the test's to look at
	wait "$dns_pid" && rc=0 || rc=$?
}

# ask ARGUMENTS OF DIG...: what was answered, one address a line.
ask() {
	in_box dig @10.88.0.1 +tries=1 +time=12 +short "$@" || :
}

# header ARGUMENTS OF DIG...: "STATUS FLAGS ANSWERS"
header() {
	in_box dig @10.88.0.1 +tries=1 +time=12 +noall +comments "$@" |
		sed -n 's/.*status: \([A-Z]*\).*/\1/p
			s/.*flags: \([a-z ]*\); .*ANSWER: \([0-9]*\).*/\1 \2/p' |
		tr '\n' ' '
}

# raw BYTES: what tcr-dns answers to these bytes in hex, in hex.
raw() {
	printf '%s' "$1" | xxd -r -p |
		in_box socat -t 1 -T 1 - UDP4:10.88.0.1:53 | xxd -p | tr -d '\n'
}
