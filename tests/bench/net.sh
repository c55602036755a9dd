#!/bin/sh
# SPDX-License-Identifier: MIT
# TCP throughput of a container, out through NAT and in by a published port:
# tcr's network beside one made by hand with ip and nft, each with a device and an
# outside of its own; by hand with the same rules, and with the least that do it.
# BENCH_ROUNDS of all in turn (default 25).
. "$(dirname "$0")/lib.sh"
. "$bench/native.sh"

# lan NAME WHERE: outside of the device in namespace WHERE, on its cable up0.
lan()
{
	ip netns add "$1"
	on "$2" ip link add up0 type veth peer name cable netns "$1"
	on "$2" ip addr add 192.0.2.1/24 dev up0
	on "$2" ip link set up0 up
	ip -n "$1" addr add 192.0.2.2/24 dev cable
	ip -n "$1" link set cable up
}

on()
{
	where=$1
	shift
	case $where in
	here) "$@" ;;
	tcr) nsenter -t "$tcr" -n "$@" ;;
	*) nsenter "--net=/run/netns/$where" "$@" ;;
	esac
}

by_hand()
{
	ip netns add device
	ip netns add hand
	lan hand-lan device
	ip -n device link add br0 type bridge
	ip -n device addr add 10.88.0.1/24 dev br0
	ip -n device link add eth0 netns hand type veth peer name veth0
	ip -n device link set veth0 master br0 up
	ip -n device link set br0 up
	ip -n hand addr add 10.88.0.2/24 dev eth0
	ip -n hand link set eth0 up
	ip -n hand route add default via 10.88.0.1
	on device sysctl -qw net.ipv4.ip_forward=1
}

# rules_of WHO: made by hand
rules_of()
{
	on device nft flush ruleset
	[ "$1" = least ] || {
		nft -s list table inet tcr | sed 's/tcr0/br0/g' |
			on device nft -f -
		return
	}
	on device nft -f - <<-E
		table ip hand {
			chain in {
				type nat hook prerouting priority dstnat
				fib daddr type local tcp dport 8080 dnat to 10.88.0.2:80
			}
			chain out {
				type nat hook postrouting priority srcnat
				ip saddr 10.88.0.0/24 oifname != br0 masquerade
			}
			chain forward {
				type filter hook forward priority filter; policy drop
				ct state established,related accept
				ct state invalid drop
				oifname br0 ct status dnat accept
				iifname br0 accept
			}
		}
	E
}

listening()
{
	on "$1" ss -Hltn "sport = :$2" | grep -q .
}

# rate WHERE ADDRESS PORT: Mbit/s
rate()
{
	on "$1" taskset -c 0 iperf3 -J -n 400M -c "$2" -p "$3" |
		jq '.end.sum_received.bits_per_second / 1e6 | floor'
}

native 1
sed -i 's/^Network=bridge/Network=bridge\nPublishPort=8080:80/' \
	"$T/conf.d/c1.container"
tcrctl reload-config
until_ok 20 in_state c1 running
tcr=$(pid_of c1)
lan tcr-lan here
by_hand
for where in tcr-lan:9000 hand-lan:9000 tcr:80 hand:80; do
	on "${where%:*}" taskset -c 1 iperf3 -s -p "${where#*:}" >/dev/null &
	until_ok 10 listening "${where%:*}" "${where#*:}"
done

i=0
order="tcr same least"
while [ $((i += 1)) -le "${BENCH_ROUNDS:-25}" ]; do
	for who in $order; do
		at=hand
		[ "$who" != tcr ] || at=tcr
		[ "$who" = tcr ] || rules_of "$who"
		echo "nat $who $(rate $at 192.0.2.2 9000)"
		echo "port $who $(rate $at-lan 192.0.2.1 8080)"
	done
	order="${order#* } ${order%% *}"
done >"$T/rates"
for path in nat port; do
	for who in tcr same least; do
		sed -n "s/^$path $who //p" "$T/rates" >"$T/$who"
		row "TCP by $path: $who" "$(median <"$T/$who")" Mbit/s
	done
	# Round by round, so that what else the machine does meets all; the
	# budget has room for its noise.
	for who in same least; do
		paste "$T/$who" "$T/tcr" | awk '{ printf "%.3f\n", $1 / $2 }' |
			median >"$T/ratio"
		row "TCP by $path: $who rules by hand / tcr" \
			"$(cat "$T/ratio")" times \
			"$([ "$who" = least ] || echo 1.05)"
	done
done
kill "$tcrd_pid"
wait "$tcrd_pid" || :
