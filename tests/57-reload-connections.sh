#!/bin/sh
# SPDX-License-Identifier: MIT
# reload-config changes what goes on: a published port that a file no longer has
# is closed to who keeps sending, one that it has now is open to him, and of a
# container that is gone nothing is left.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/networks.sh"
enter "$@"
[ -e /proc/net/nf_conntrack ] || {
	echo "1..0 # SKIP the kernel lacks CONFIG_NF_CONNTRACK_PROCFS"
	exit 0
}
busybox_image busybox
app() { # app PORT
	idle_unit app
	sed -i "s/^Network=none/Network=bridge\nPublishPort=$1:80\/udp/" \
		"$T/conf.d/app.container"
}
app 8080
for u in stays goes; do
	unit $u.container <<-EOT
		[Container]
		Image=busybox
		Exec=/bin/sh -c "trap 'exit 0' TERM; while :; do echo x; sleep 0.1; done | nc 192.0.2.2 9 & while :; do sleep 1000 & wait; done"
		Network=bridge
		[Install]
		WantedBy=multi-user.target
	EOT
done
ip netns add lan
ip link add up0 type veth peer name cable netns lan
ip addr add 192.0.2.1/24 dev up0
ip link set up0 up
ip -n lan addr add 192.0.2.2/24 dev cable
ip -n lan link set cable up
ip -n lan link set lo up
nsenter --net=/run/netns/lan socat -u TCP4-LISTEN:9,fork /dev/null &
listens() { ip netns exec lan ss -Hltn 'sport = :9' | grep -q .; }
until_ok 10 listens
tcrd_start
comes "containers run" settled app stays goes

cat >"$T/send.py" <<'PY'
import socket, sys, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("0.0.0.0", int(sys.argv[1])))
while True:
    for port in sys.argv[3:]:
        try:
            s.sendto(port.encode() + b"\n", (sys.argv[2], int(port)))
        except OSError:
            pass
    time.sleep(0.005)
PY
in_net() { # in_net UNIT COMMAND...
	of=$1
	shift
	exec nsenter -t "$(pid_of "$of")" -n "$@"
}
hear() { # hear FILE: what comes to app, in its network of now
	in_net app socat -u UDP4-RECV:80 "CREATE:$1" &
}
nsenter --net=/run/netns/lan python3 "$T/send.py" 7000 192.0.2.1 8080 8081 &
hear "$T/first"
comes "what is sent to the port comes" grep -q 8080 "$T/first"
stays=$(ip_of stays)
goes=$(ip_of goes)
entry() { # entry ADDRESS: the connections of a container
	grep "src=$1 " /proc/net/nf_conntrack
}
comes "others have connections" entry "$stays"
comes "each of them" entry "$goes"

app 8081
rm "$T/conf.d/goes.container"
tcrctl reload-config
comes "a container is changed" settled app
hear "$T/second"
comes "who was sending to its new port before is heard" grep -q 8081 "$T/second"
is "$(grep -c 8080 "$T/second" || :)" 0 "and at the old one not any more"
none() { ! entry "$1"; }
comes "of the one that is gone nothing is left" none "$goes"
entry "$stays" >"$T/out" && rc=0 || rc=1
ok "$rc" "another's connection is there"
is "$(grep -c ESTABLISHED "$T/out")" 1 "as it was"
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" || :
finish
