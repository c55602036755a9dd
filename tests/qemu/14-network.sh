#!/bin/sh
# SPDX-License-Identifier: MIT
# The device on a cable: an address by DHCP, from a unit file, from the kernel's
# command line.  Containers find each other and the world by name, whichever
# resolver the lease names now, and reach the world behind the device's address.
# The cable ends in a network namespace of this test, with all that answers.
[ -n "${PRIVATE_NET-}" ] || PRIVATE_NET=1 exec unshare -n "$0"
. "$(dirname "$0")/lib.sh"

# A router at 192.0.2.1 with the world, 198.51.100.1, behind it.  Resolvers are
# 192.0.2.1 and 192.0.2.3: to the first home.example is the router, to the other
# it is the world.
ip link set lo up
ip addr add 198.51.100.1/32 dev lo
ip tuntap add tap0 mode tap
ip link set tap0 up
ip addr add 192.0.2.1/24 dev tap0
ip addr add 192.0.2.3/24 dev tap0
servers=
trap 'kill $servers 2>/dev/null || :; rm -rf "$T"' EXIT
resolver() # resolver ADDRESS THAT-OF-home.example [OPTION]...
{
	listen=$1 home=$2
	shift 2
	dnsmasq --keep-in-foreground --conf-file=/dev/null --user=root \
		--listen-address="$listen" --bind-interfaces --no-resolv \
		--no-hosts --local=/example/ --pid-file \
		--address="/home.example/$home" "$@" 2>>"$T/resolvers" &
	servers="$servers $!"
}
echo 6,192.0.2.1 >"$T/options"
resolver 192.0.2.1 192.0.2.1 --dhcp-range=192.0.2.100,192.0.2.110,120 \
	--dhcp-option=3,192.0.2.1 --dhcp-optsfile="$T/options" \
	--dhcp-leasefile="$T/leases" --no-ping
first=${servers##* }
resolver 192.0.2.3 198.51.100.1

# The world says who asked; at the router's word the lease gets other resolvers.
mkdir -p "$T/www/cgi-bin"
cat >"$T/www/cgi-bin/who" <<'E'
#!/bin/sh
printf 'Content-Type: text/plain\r\n\r\nyou are %s\n' "$REMOTE_ADDR" | tr -d '[]' |
	sed s/::ffff://
E
cat >"$T/www/cgi-bin/change" <<E
#!/bin/sh
echo 6,192.0.2.3 >'$T/options'
kill -HUP $first
printf 'Content-Type: text/plain\r\n\r\nchanged\n'
E
chmod +x "$T"/www/cgi-bin/*
busybox httpd -f -p 80 -h "$T/www" &
servers="$servers $!"
cable="tap,ifname=tap0,script=no,downscript=no"

guest_demo_image busybox
for name in asker web; do
	guest_unit $name.container <<-'E'
		[Container]
		Image=busybox
		Exec=/bin/sh -c "trap 'exit 0' TERM; while :; do sleep 1000 & wait; done"
		[Install]
		WantedBy=multi-user.target
	E
done
cat "$qemu_tests/guest.sh" - >"$T/guest.sh" <<'E'
# What the container asker sees.
asker()
{
	crun --root /run/tcr/crun exec asker "$@"
}
resolves() # resolves NAME [ADDRESS]
{
	address=$(asker nslookup "$1" | sed -n '/^Name/,$s/^Address.*: //p' | head -n 1)
	[ -n "$address" ] && [ "$address" = "${2:-$address}" ]
}
world()
{
	asker timeout 5 wget -q -O - http://198.51.100.1/cgi-bin/who
}
until_ok 60 in_state asker running
until_ok 60 in_state web running
until_ok 30 world
say address "$(ip -4 -o addr show eth0 | awk '{ print $4 }' | xargs)"
say world "$(world)"
until_ok 20 resolves home.example
say home "$address"
E
qemu_tests=$T # guest_run takes guest.sh from there

guest_unit eth0.uplink <"$top/conf.d/eth0.uplink"
guest_run --netdev "$cable" <<'E'
say web "$(field web ip)"
resolves web && say name "$address"
resolves web.tcr && say long "$address"
say unknown "$(asker nslookup nosuch.tcr | grep -o NXDOMAIN | head -n 1)"
say outside "$(asker nslookup nosuch.example | grep -o NXDOMAIN | head -n 1)"
say uplink "$(field eth0 state)"
dns=$(pidof tcr-dns)
asker wget -q -O - http://192.0.2.1/cgi-bin/change
kill -USR1 $(pidof udhcpc)
until_ok 30 resolves home.example 198.51.100.1 && say renewed "$address"
[ "$(pidof tcr-dns)" != "$dns" ] && say process another
say restarts "$(field asker restarts)"
E
dhcp='192\.0\.2\.1(0[0-9]|10)'
is "$status" 0 "DHCP: the guest came and went"
like "$(said address)" "^$dhcp/24\$" "the device has an address of the server's"
like "$(said world)" "^you are $dhcp\$" \
	"a container reaches the world, behind that address"
is "$(said name)" "$(said web)" "a container's name is its address"
is "$(said long)" "$(said web)" "the long name too"
is "$(said unknown)" NXDOMAIN "who is not there has none"
is "$(said home)" 192.0.2.1 "other names are asked of the lease's resolver"
is "$(said outside)" NXDOMAIN "what it does not know is unknown"
is "$(said uplink)" running "the uplink is its udhcpc"
is "$(said renewed)" 198.51.100.1 "the renewed lease's resolver is asked next"
is "$(said process) $(said restarts)" "another 0" \
	"by another forwarder; no container notices"

guest_unit eth0.uplink <<'E'
[Uplink]
Address=192.0.2.77/24
Gateway=192.0.2.1
DNS=192.0.2.3
E
guest_run --netdev "$cable" <<'E'
say uplink "$(field eth0 state)"
E
is "$status" 0 "a fixed address: the guest came and went"
is "$(said address)" 192.0.2.77/24 "it has that address"
is "$(said world)" "you are 192.0.2.77" "the way out is its gateway"
is "$(said home)" 198.51.100.1 "names are asked of its resolver"
is "$(said uplink)" active "no process is needed"

rm "$T/conf/eth0.uplink" "$T/firmware/.made"
guest_run --netdev "$cable" --append \
	ip=192.0.2.78::192.0.2.1:255.255.255.0:board:eth0:off:192.0.2.3 <<'E'
say uplink "$(field eth0 state)"
E
is "$status" 0 "ip= of the kernel: the guest came and went"
is "$(said address) $(said world)" "192.0.2.78/24 you are 192.0.2.78" \
	"address and gateway are those"
is "$(said home) $(said uplink)" "198.51.100.1 active" "and the resolver"
[ "$failures" -eq 0 ] || sed 's/^/# /' "$T/output" "$T/console" "$T/resolvers"
finish
