#!/bin/sh
# The bridge comes up behind its firewall, twice is once, and leaves nothing.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/net.sh"
enter "$@"
driver_build

forward() { cat /proc/sys/net/ipv4/ip_forward; }
state() { # all that up makes, without counters and times
	ip -d -o link show tcr0 | sed 's/ [a-z_]*timer *[0-9.]*//g'
	ip -o addr show tcr0
	nft list ruleset
	grep . /proc/sys/net/ipv4/conf/tcr0/* /proc/sys/net/ipv4/ip_forward
}

# A tcr-nft that the kernel refuses.
cat >"$T/refused" <<'EOF'
#!/bin/sh
cat >/dev/null
echo 'Error: Could not process rule: No such file or directory' >&2
echo '		ip saddr 10.88.0.0/24 oifname != "tcr0" masquerade' >&2
echo '		                                        ^^^^^^^^^^' >&2
exit 1
EOF
# One that notes what forwarding was while there was no table yet.
cat >"$T/noting" <<EOF
#!/bin/sh
cat /proc/sys/net/ipv4/ip_forward >>"$T/forward-then"
exec "$TCR_BIN/tcr-nft"
EOF
chmod +x "$T/refused" "$T/noting"

nft_program=$T/refused
bridge up && rc=0 || rc=$?
is "$rc" 95 "a refused firewall fails the bridge"
like "$(cat "$T/said")" 'kernel lacks CONFIG_NFT_MASQ.*masquerade' \
	"the missing kernel option is named"
is "$(wc -l <"$T/said")" 1 "in one line"
is "$(forward)" 0 "nothing is forwarded then"
ip link show tcr0 >/dev/null 2>&1 && rc=1 || rc=0
ok "$rc" "nor is there a bridge"

nft_program=$T/absent
bridge up && rc=0 || rc=$?
like "$(cat "$T/said")" "execute $T/absent: No such file" \
	"a missing tcr-nft is named"
is "$(forward)" 0 "nothing is forwarded without it"

nft_program=$T/noting
works "the bridge comes up" bridge up tcp:0.0.0.0:8080:10.88.0.2:80:1
is "$(cat "$T/forward-then")" 0 "forwarding starts after the firewall"
is "$(forward)" 1 "and has started"
is "$(nft list chain inet tcr forward | grep -c 'policy drop')" 1 \
	"forwarding drops by default"
is "$(cat /sys/class/net/tcr0/address)" 02:00:0a:58:00:01 \
	"the bridge's MAC address follows from its address"
is "$(cat /proc/sys/net/ipv6/conf/tcr0/disable_ipv6)" 1 \
	"the bridge takes no part in IPv6"

state >"$T/once"
works "it comes up again" bridge up tcp:0.0.0.0:8080:10.88.0.2:80:1
state >"$T/twice"
is "$(diff "$T/once" "$T/twice")" '' "to the same state"

ip link set tcr0 down
ip addr flush dev tcr0
nft delete table inet tcr
bridge up tcp:0.0.0.0:8080:10.88.0.2:80:1
state >"$T/mended"
is "$(diff "$T/once" "$T/mended")" '' "what was broken meanwhile is mended"

ip addr add 10.99.0.1/16 dev tcr0
bridge up
is "$(ip -4 -o addr show tcr0 | awk '{ print $4 }')" 10.88.0.1/24 \
	"an address of another configuration is taken away"
is "$(nft list ruleset | grep -c 8080)" 0 "so is a port published before"

nft add table inet other
works "it goes down" bridge down
is "$(forward)" 0 "forwarding ends"
ip link show tcr0 >/dev/null 2>&1 && rc=1 || rc=0
ok "$rc" "the bridge is gone"
is "$(nft list tables)" "table inet other" "the table too, and no other's"
works "it goes down again" bridge down

ip link add tcr0 type veth peer name other
bridge up && rc=0 || rc=$?
is "$rc" 95 "another interface of that name is not taken over"
like "$(cat "$T/said")" 'make bridge tcr0' "the message names it"
ok "$(nft list chain inet tcr forward | grep -c 'policy accept')" \
	"what is forwarded then is dropped"
finish
