#!/bin/sh
# SPDX-License-Identifier: MIT
# Names are answered while tcr-dns is replaced: by files that come and go, by a
# crash of it, by one of tcrd.  Each question is asked once, and waits.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/networks.sh"
enter "$@"
busybox_image busybox
ip netns add lan
ip link add up0 type veth peer name cable netns lan
ip -n lan addr add 192.0.2.2/24 dev cable
ip -n lan link set cable up
ip -n lan link set lo up
# An upstream that takes its time: 60 ms for each answer.
cat >"$T/upstream.py" <<'PY'
import heapq, select, socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("192.0.2.2", 53))
due = []
while True:
    left = max(0, due[0][0] - time.monotonic()) if due else None
    if select.select([s], [], [], left)[0]:
        q, a = s.recvfrom(512)
        heapq.heappush(due, (time.monotonic() + 0.06, q, a))
    while due and due[0][0] <= time.monotonic():
        _, q, a = heapq.heappop(due)
        # TTL 0: each question comes here.
        end = q.index(b"\0", 12) + 5
        s.sendto(q[:2] + b"\x81\x80\0\1\0\1\0\0\0\0" + q[12:end] +
                 b"\xc0\x0c\0\1\0\1\0\0\0\0\0\4\xc6\x33\x64\7", a)
PY
# Asks every 5 ms, each question once and from a socket of its own, by turns for
# a container and for what an upstream knows; tells how many it were, how long it
# took at most, and the numbers of those that were not answered in 4 s.
cat >"$T/ask.py" <<'PY'
import os, select, socket, sys, time
open_, lost, slowest, n = {}, [], 0, 0
while not os.path.exists(sys.argv[1]) or open_:
    now = time.monotonic()
    if not os.path.exists(sys.argv[1]):
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.connect(("10.88.0.1", 53))
        n += 1
        name = b"\3app\3tcr\0" if n % 2 else b"\6" + b"%06d" % n + b"\4test\0"
        try:
            s.send(n.to_bytes(2, "big") + b"\1\0\0\1\0\0\0\0\0\0" + name + b"\0\1\0\1")
            open_[s] = now, n
        except OSError:
            lost.append(n)
        # Renamed: who reads it meanwhile never finds an empty file.
        with open(sys.argv[1] + ".new", "w") as f:
            f.write("%d\n" % n)
        os.rename(sys.argv[1] + ".new", sys.argv[1] + ".count")
    end = now + 0.005
    while True:
        for s in select.select(list(open_), [], [], max(0, end - time.monotonic()))[0]:
            began, number = open_.pop(s)
            try:
                answer = s.recv(512)
                good = answer[3] & 15 == 0 and answer[7] != 0
            except OSError:
                good = False
            if not good:
                lost.append(number)
            slowest = max(slowest, time.monotonic() - began)
            s.close()
        if time.monotonic() >= end:
            break
    for s in [s for s in open_ if time.monotonic() - open_[s][0] > 4]:
        lost.append(open_.pop(s)[1])
        slowest = max(slowest, 4)
        s.close()
print(n, int(slowest * 1000), *lost)
PY
unit up0.uplink <<EOF
[Uplink]
Address=192.0.2.1/24
DNS=192.0.2.2
EOF
idle_unit app
sed -i 's/^Network=none/Network=bridge/' "$T/conf.d/app.container"
nsenter --net=/run/netns/lan python3 "$T/upstream.py" &
tcrd_start
comes "a container runs" settled app
resolves() { within app /bin/nslookup -type=a real.test 10.88.0.1 | grep -q 198.51.100.7; }
comes "names are found" resolves
dns() { pgrep -x tcr-dns; }
another() { is=$(dns) && [ "$is" != "$was" ] && settled tcr-dns; }
ask() { # ask TEXT: starts
	rm -f "$T/end" "$T/end.count"
	nsenter -t "$(pid_of app)" -n python3 "$T/ask.py" "$T/end" >"$T/asked" &
	asking=$!
	goes_on
}
count() { cat "$T/end.count" 2>/dev/null || echo 0; }
beyond() { [ "$(count)" -ge "$1" ]; }
goes_on() { # 40 questions more than now
	until_ok 20 beyond $(($(count) + 40))
}
answered() { # answered FIRST TEXT: no question from that one on is lost
	goes_on
	touch "$T/end"
	wait "$asking"
	read -r n slowest lost <"$T/asked"
	echo "# of $n questions lost: ${lost:-none}; slowest $slowest ms"
	ok $((n < 80)) "$2: many questions were asked"
	is "$(echo "$lost" | xargs -n 1 | awk -v first="$1" 'NF && $1 >= first' | xargs)" '' \
		"... and all were answered"
}
replaced=0
ask
for i in 1 2 3 4 5 6; do
	was=$(dns)
	idle_unit other$i
	sed -i 's/^Network=none/Network=bridge/' "$T/conf.d/other$i.container"
	tcrctl reload-config
	until_ok 10 another && replaced=$((replaced + 1))
	[ $i -lt 4 ] || rm "$T/conf.d/other$i.container"
done
was=$(dns)
tcrctl reload-config
until_ok 10 another
answered 0 "files come and go"
is "$replaced" 6 "tcr-dns was replaced each time"

# What one that is killed was asking for is lost with it, but nothing else.
was=$(dns)
kill -9 "$was"
comes "tcr-dns was killed, another is there" another
ask
was=$(dns)
kill -9 "$was"
after=$(($(count) + 2)) # one may have been sent, and not be counted yet
until_ok 10 another
answered "$after" "tcr-dns is killed"

was=$(dns)
tcrd_killed
is "$(dns)" "$was" "tcrd was killed, tcr-dns is the same"
ask
kill "$was"
until_ok 10 another
answered 0 "and the next tcrd has its sockets when it is replaced"
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" || :
finish
