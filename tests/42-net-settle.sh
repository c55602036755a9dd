#!/bin/sh
# SPDX-License-Identifier: MIT
# New rules hold for who has been sending since before: a port that is taken
# away is closed to him, one that is added open, and one that stays goes on.
# UDP and TCP, both families; SCTP is in 42-net-sctp.sh.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/net.sh"
enter "$@"
driver_build
lan_up
ip addr add 192.0.2.1/24 dev up0
ip addr add 2001:db8::1/64 dev up0 nodad
ip -n lan addr add 2001:db8::2/64 dev cable nodad
net=10.88.0.1/24,fd00:88::1/64
publish() { # publish NAME...: "udp 8080 80" as udp-8080-80
	# shellcheck disable=SC2046 # words
	set -- $(printf '%s\n' "$@" |
		sed 's/\(.*\)-\(.*\)-\(.*\)/\1:0.0.0.0:\2:10.88.0.2:\3:1,fd00:88::2/')
	driver bridge-up tcr0 "$net" "$nft_program" "$@"
}
works "two ports are published" publish udp-8080-80 udp-8090-90 tcp-8080-80 \
	tcp-8090-90
works "a container is there" driver attach-up /run/pins/2 veth2 tcr0 \
	10.88.0.2/24,fd00:88::2/64 10.88.0.1,fd00:88::1

# Sends from one port each to the ports of two addresses, every 5 ms.
cat >"$T/send.py" <<'PY'
import socket, time
to = [(f, a, p) for f, a in ((socket.AF_INET, "192.0.2.1"),
                             (socket.AF_INET6, "2001:db8::1"))
      for p in (8080, 8081, 8090)]
all = []
for family, address, port in to:
    s = socket.socket(family, socket.SOCK_DGRAM)
    s.bind((("0.0.0.0" if family == socket.AF_INET else "2001:db8::2"),
            20000 + port))
    all.append((s, (address, port)))
while True:
    for s, a in all:
        try:
            s.sendto(b"%d" % a[1], a)
        except OSError:
            pass
    time.sleep(0.005)
PY
# Appends "FAMILY WAS-SENT-TO" to a file.
cat >"$T/hear.py" <<'PY'
import selectors, socket, sys
all = selectors.DefaultSelector()
for family in (socket.AF_INET, socket.AF_INET6):
    for port in (80, 90):
        s = socket.socket(family, socket.SOCK_DGRAM)
        if family == socket.AF_INET6:
            s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        s.bind(("", port))
        all.register(s, selectors.EVENT_READ, family)
with open(sys.argv[1], "w") as out:
    while True:
        for key, _ in all.select():
            what = key.fileobj.recv(100).decode()
            out.write("%d %s\n" % (4 if key.data == socket.AF_INET else 6, what))
            out.flush()
PY
within 2 python3 "$T/hear.py" "$T/heard" &
until_ok 10 listening 2 udp 90
within lan python3 "$T/send.py" &
heard() { # heard FAMILY PORT: how often
	grep -c "^$1 $2\$" "$T/heard" || :
}
comes() { # comes FAMILY PORT: more of it than now
	at=$(heard "$1" "$2")
	until_ok 10 more "$1" "$2" "$at"
}
more() { [ "$(heard "$1" "$2")" -gt "$3" ]; }
for f in 4 6; do
	comes $f 8080 && comes $f 8090 && rc=0 || rc=1
	ok "$rc" "IPv$f: what is sent to them comes"
	is "$(heard $f 8081)" 0 "and not what is sent to another"
done

# Connections that stay: a line each is what goes on.
for port in 80 90; do
	within 2 socat -u "TCP6-LISTEN:$port,ipv6only=0" "CREATE:$T/tcp$port" 2>/dev/null &
	until_ok 10 listening 2 tcp $port
	mkfifo "$T/to$port"
	within lan socat -u "OPEN:$T/to$port" "TCP:192.0.2.1:80$port" 2>/dev/null &
done
exec 3>"$T/to80" 4>"$T/to90"
said() { # said PORT TEXT: it came
	grep -q "^$2\$" "$T/tcp$1"
}
echo one >&3
echo one >&4
until_ok 10 said 80 one && until_ok 10 said 90 one && rc=0 || rc=1
ok "$rc" "connections are open"

works "one port goes and one comes" publish udp-8081-80 udp-8090-90 tcp-8090-90
for f in 4 6; do
	comes $f 8081 && rc=0 || rc=1
	ok "$rc" "IPv$f: who was sending to the new one before is heard"
	was=$(heard $f 8080) # none of it can be on its way any more
	comes $f 8081 && comes $f 8090 && rc=0 || rc=1
	ok "$rc" "who sends to the one that stays still is"
	is "$(heard $f 8080)" "$was" "who sends to the old one is not"
done
echo two >&3
echo two >&4
until_ok 10 said 90 two && rc=0 || rc=1
ok "$rc" "a connection to the port that stays goes on"
gone() {
	! within lan ss -Htn state established 'dport = :8080' | grep -q .
}
until_ok 10 gone && rc=0 || rc=1
ok "$rc" "the other is over"
said 80 two && rc=1 || rc=0
ok "$rc" "and nothing more came of it"

# The device's own connections are its own.
until_ok 10 listening 2 udp 90
within device socat -u TCP4-LISTEN:8085 "CREATE:$T/own" 2>/dev/null &
until_ok 10 listening device tcp 8085
mkfifo "$T/to-own"
within lan socat -u "OPEN:$T/to-own" TCP:192.0.2.1:8085 2>/dev/null &
exec 5>"$T/to-own"
echo one >&5
until_ok 10 grep -q one "$T/own"
works "a port with a program of the device is published" publish \
	udp-8081-80 udp-8090-90 tcp-8090-90 tcp-8085-90
echo two >&5
until_ok 10 grep -q two "$T/own" && rc=0 || rc=1
ok "$rc" "a connection to that program goes on"

# Who comes to an address later gets nothing of who had it before.
nsenter --net=/run/netns/lan socat -u UDP4-RECV:9999 "CREATE:$T/out" &
talk=$!
until_ok 10 listening lan udp 9999
echo hello | within 2 socat -u - UDP4:192.0.2.2:9999,sourceport=91
until_ok 10 test -s "$T/out" && rc=0 || rc=1
ok "$rc" "a container says something"
kill "$talk"
wait "$talk" || :
works "another container has its address" driver attach-up /run/pins/2 veth2 \
	tcr0 10.88.0.2/24,fd00:88::2/64 10.88.0.1,fd00:88::1
within 2 socat -u UDP4-RECV:91 "CREATE:$T/back" &
within 2 python3 "$T/hear.py" "$T/heard2" &
until_ok 10 listening 2 udp 91
echo back | within lan socat -u - UDP4:192.0.2.1:91,sourceport=9999
published() { grep -q '^4 8090$' "$T/heard2"; }
until_ok 10 published && rc=0 || rc=1
ok "$rc" "what is published is heard there"
is "$(cat "$T/back")" '' "an answer to the other one is not"

works "the network goes" bridge down
finish
