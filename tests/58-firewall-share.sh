#!/bin/sh
# SPDX-License-Identifier: MIT
# The kernel's table of connections is shared by all of the device: a container
# that floods it fills its own part, and the rest goes on.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/net.sh"
enter "$@"
driver_build
lan_up
ip addr add 192.0.2.1/24 dev up0
bridge up tcp:0.0.0.0:8080:10.88.0.3:80:1
container up 2
container up 3
serve 3 tcp 80 web
serve lan tcp 8000 outside

max=$(cat /proc/sys/net/netfilter/nf_conntrack_max)
count() { cat /proc/sys/net/netfilter/nf_conntrack_count; }
part=$((max / 4 < 8192 ? max / 4 : 8192))
like "$(nft list table inet tcr)" "ct count over $part . drop" \
	"a container may have a quarter of all connections, or 8192"
is "$(ask 2 tcp 192.0.2.2 8000)" "outside 192.0.2.1" \
	"what it does in peace passes"

# Each port of an address is a connection of its own.
within 2 python3 - $((part + part / 2)) <<'EOF'
import socket, sys
want = int(sys.argv[1])
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for n in range(want):
    where = ("192.0.2.%d" % (2 + n // 60000), 1 + n % 60000)
    for again in range(100):
        try:
            s.sendto(b"x", where)
            break
        except OSError:  # an answer to an earlier one: refused
            pass
EOF
n=$(count)
echo "# $n of $max connections"
ok $((n < part * 9 / 10)) "a flood of one and a half parts fills its part"
ok $((n > part + 100)) "and no more than that"
is "$(brief ask 2 tcp 192.0.2.2 8000)" '' "then it gets no new connection"
is "$(ask 3 tcp 192.0.2.2 8000)" "outside 192.0.2.1" "another container does"
is "$(ask lan tcp 192.0.2.1 8080)" "web 192.0.2.2" \
	"a published port is reached"
is "$(ask device tcp 192.0.2.2 8000)" "outside 192.0.2.1" \
	"and the device goes on"

# A kernel without CONFIG_NFT_CONNLIMIT, by what tcr-nft would say of it.
cat >"$T/tcr-nft" <<EOF
#!/bin/sh
cat >$T/given
if grep -q 'ct count' $T/given; then
	echo 'Error: Could not process rule: No such file or directory'
	grep 'ct count' $T/given
	exit 1
fi >&2
exec $nft_program <$T/given
EOF
chmod 755 "$T/tcr-nft"
nft_before=$nft_program
nft_program=$T/tcr-nft
bridge up tcp:0.0.0.0:8080:10.88.0.3:80:1 && rc=0 || rc=$?
ok "$rc" "the firewall comes up where the kernel cannot count"
like "$(cat "$T/said")" 'lacks CONFIG_NFT_CONNLIMIT' "what lacks is named"
is "$(nft list table inet tcr | grep -c 'ct count')" 0 "there is no limit"
is "$(ask lan tcp 192.0.2.1 8080)" "web 192.0.2.2" "all else is there"

# The same of one without CONFIG_NF_TABLES_BRIDGE, as Linux 6.7 says it.
cat >"$T/tcr-nft" <<EOF
#!/bin/sh
cat >$T/given
if grep -q 'table bridge' $T/given; then
	echo 'Error: Could not process rule: Operation not supported'
	grep 'table bridge' $T/given
	exit 1
fi >&2
exec $nft_before <$T/given
EOF
bridge up tcp:0.0.0.0:8080:10.88.0.3:80:1 && rc=0 || rc=$?
ok "$rc" "the firewall comes up where the kernel cannot look at frames"
like "$(cat "$T/said")" 'lacks CONFIG_NF_TABLES_BRIDGE' "what lacks is named"
like "$(nft list table inet tcr)" 'ct count over' "connections are counted"
is "$(ask lan tcp 192.0.2.1 8080)" "web 192.0.2.2" "all else is there"
works "it goes down" bridge down
is "$(nft list tables)" '' "without a table left"
finish
