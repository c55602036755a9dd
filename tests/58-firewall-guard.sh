#!/bin/sh
# SPDX-License-Identifier: MIT
# The firewall's table is tcr's: who flushes or changes it is named, and it is
# put up again while traffic goes on.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/networks.sh"
enter "$@"
busybox_image busybox
server web "Network=bridge
PublishPort=8080:80"
idle_unit still
sed -i 's/^Network=none/Network=bridge/' "$T/conf.d/still.container"
tcrd_start
comes "a server runs" settled web still
comes "it listens" serving web

mended() { # mended TIMES
	has tcr-firewall restarts "$1"
}
rules() {
	nft -s list ruleset | grep -v 'elements = \|packets' | sha256sum
}
before=$(rules)
pid=$(pid_of still)
is "$(field tcr-firewall restarts)" 0 "tcr's own transaction is no foreign one"

from=$(date +%s%N)
nft flush ruleset
comes "a flush is mended" mended 1
echo "# after $((($(date +%s%N) - from) / 1000000)) ms"
is "$(rules)" "$before" "the table is what it was"
like "$(field tcr-firewall cause)" '^its table was changed by nft .pid [0-9]+.$' \
	"who it was is shown"
like "$(tcrctl status)" 'tcr-firewall.service +active .* 1 ' "and counted"
is "$(pid_of still)" "$pid" "containers run on"
is "$(busybox nc -w 10 127.0.0.1 8080 </dev/null)" "I am web" "its port works"

nft add rule inet tcr forward accept
comes "a rule that is added is taken out" mended 2
is "$(rules)" "$before" "again"
nft delete table bridge tcr
comes "so is the table of frames when it is deleted" mended 3
is "$(rules)" "$before" "whole"
nft add table ip other
nft add chain ip other x
rc=0
for _ in $(seq 20); do # a second: the guard needs some milliseconds
	! mended 4 || rc=1
	sleep 0.05
done
ok "$rc" "another's table is its own"
is "$(nft list tables | sort | xargs)" "table bridge tcr table inet tcr table ip other" \
	"and stays"
nft delete table ip other

# What proves a transaction to be tcr's is no name that any program can have.
mkdir "$T/false"
# A script would be told of as its interpreter: this is nft under other names.
cp "$(readlink -f "$(command -v nft)")" "$T/false/tcr-nft"
"$T/false/tcr-nft" flush ruleset
comes "a program called tcr-nft is a foreign one" mended 4
is "$(rules)" "$before" "what it flushed is back"
like "$(field tcr-firewall cause)" 'changed by tcr-nft .pid [0-9]+.$' "its name is told"
odd=$(printf 'x\n\033[31mred')
cp "$T/false/tcr-nft" "$T/false/$odd"
"$T/false/$odd" delete table bridge tcr
comes "so is one with a name of control characters" mended 5
like "$(field tcr-firewall cause)" 'changed by x[?][?][[]31mred .pid [0-9]+.$' \
	"they are not told of"
is "$(tr -d '\n\t' <"$T/console" | LC_ALL=C grep -c '[[:cntrl:]]' || :)" 0 \
	"nor logged"
like "$(cat "$T/console")" 'changed by x[?][?][[]31mred .pid' "but for their places"

# Who never stops costs little.
ticks() { awk '{ print $14 + $15 }' "/proc/$tcrd_pid/stat"; }
cpu=$(ticks) from=$(date +%s%N)
for _ in $(seq 100); do
	nft flush table inet tcr 2>/dev/null || :
done
took=$((($(date +%s%N) - from) / 1000000))
cpu=$(($(ticks) - cpu))
ok $((cpu > 100)) "a hundred flushes cost tcrd $cpu ticks, not more than 100"
ok $(($(field tcr-firewall restarts) > 8 + took / 250)) \
	"and are not mended as fast as they come, but four times a second ($took ms)"
closed=0
for _ in $(seq 100); do
	nft flush table inet tcr 2>/dev/null || :
	[ "$(cat /proc/sys/net/ipv4/ip_forward)" = 1 ] || closed=$((closed + 1))
	sleep 0.01
done
ok $((closed == 0)) "meanwhile nothing is forwarded (seen $closed times of 100)"
same() { [ "$(rules)" = "$before" ]; }
until_ok 60 same && rc=0 || rc=1
ok "$rc" "in the end it is whole"
open() { [ "$(cat /proc/sys/net/ipv4/ip_forward)" = 1 ]; }
comes "and all is forwarded again" open

tcrctl stop tcr-firewall.service >/dev/null
is "$(nft list tables | grep -c tcr || :)" 0 "stopped by hand it stays away"
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" && rc=0 || rc=$?
is "$rc" 0 "and down"
finish
