#!/bin/sh
# SPDX-License-Identifier: MIT
# A router that advertises ever other resolvers uses up what its own uplink may:
# those of another uplink are heard, and find room beside them.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/networks.sh"
. "$(dirname "$0")/lib/uplinks.sh"
enter "$@"
busybox_image busybox
cable up0 bad 192.0.2.2/24
cable up1 good 198.51.100.2/24
unit up0.uplink <<EOF
[Uplink]
Address=192.0.2.1/24
DNS=192.0.2.11 192.0.2.12 192.0.2.13 192.0.2.14
IPv6AcceptRA=yes
EOF
unit up1.uplink <<EOF
[Uplink]
Address=198.51.100.1/24
IPv6AcceptRA=yes
EOF
idle_unit app
sed -i 's/^Network=none/Network=bridge/' "$T/conf.d/app.container"

# Router advertisements (RFC 4861, 4.2) with one resolver (RFC 8106, 5.1): of
# the bad router another each time, as fast as that.
cat >"$T/router.py" <<'PY'
import ipaddress, socket, struct, sys, time
pause, many = float(sys.argv[1]), sys.argv[2] == "many"
s = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
to = ("ff02::1", 0, 0, socket.if_nametoindex("cable"))
n = 1
while True:
    dns = ipaddress.ip_address("2001:db8::" + format(n, "x")).packed
    try:
        s.sendto(struct.pack("!BBHBBHII", 134, 0, 0, 64, 0, 0, 0, 0)
                 + struct.pack("!BBHI", 25, 3, 0, 1800) + dns, to)
    except OSError:
        pass
    if many:
        n = n % 60000 + 2
    time.sleep(pause)
PY
nsenter --net=/run/netns/bad python3 "$T/router.py" 0.003 many &
bad=$!
tcrd_start
comes "a container runs" settled app up0 up1
known() { [ "$(wc -l <"/run/tcr/leases/$1:6")" -ge "$2" ]; }
comes "the bad router's resolvers are known" known up0 4
nsenter --net=/run/netns/good python3 "$T/router.py" 0.3 one &
comes "so is the other's" known up1 1
config() { cat /run/tcr/units/tcr-dns.service/config; }
asks() { config | grep -c '^upstream' | grep -qx 8 && config | grep -qx "upstream $1"; }
comes "of eight that are asked it is one" asks 2001:db8::1
kill -0 "$bad" && rc=0 || rc=1
ok "$rc" "the bad router was at it all the time"
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" || :
finish
