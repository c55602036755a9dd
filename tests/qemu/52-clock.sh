#!/bin/sh
# SPDX-License-Identifier: MIT
# A board without a battery has the right time out of the box: the demo's unit asks a
# server (Debian's chrony), units after time-sync.target start with the right time, and
# without a server they wait for a bounded time, with the last time that was known.
[ -n "${PRIVATE_NET-}" ] || PRIVATE_NET=1 exec unshare -n "$0"
. "$(dirname "$0")/lib.sh"
export SOURCE_DATE_EPOCH=1000000000 # the firmware's floor for the clock is 2001

# The cable: a router with a resolver and a time server, which leaves the clock of this
# machine alone (-x).
ip link set lo up
ip tuntap add tap0 mode tap
ip link set tap0 up
ip addr add 192.0.2.1/24 dev tap0
servers=
trap 'kill $servers 2>/dev/null || :; rm -rf "$T"' EXIT
dnsmasq --keep-in-foreground --conf-file=/dev/null --user=root --no-resolv --no-hosts \
	--listen-address=192.0.2.1 --bind-interfaces --local=/example/ --pid-file \
	--address=/time.example/192.0.2.1 2>"$T/resolver" &
servers=$!
cat >"$T/chrony.conf" <<E
local stratum 3
allow
cmdport 0
bindcmdaddress /
pidfile $T/chronyd.pid
E
"${TCR_CACHE:-$top/build/cache}/chrony/usr/sbin/chronyd" -d -x -u root \
	-f "$T/chrony.conf" 2>"$T/chrony" &
clock=$!
servers="$servers $clock"
cable="tap,ifname=tap0,script=no,downscript=no"

guest_demo_image busybox
guest_demo_image sntp
guest_unit eth0.uplink <<'E'
[Uplink]
Address=192.0.2.77/24
Gateway=192.0.2.1
DNS=192.0.2.1
E
sed 's/2.debian.pool.ntp.org/time.example/' "$top/conf.d/sntp.container" |
	guest_unit sntp.container
for name in early late; do
	guest_unit $name.container <<E
[Unit]
$([ $name = early ] || echo Wants=time-sync.target)
$([ $name = early ] || echo After=time-sync.target)
[Container]
Image=busybox
Network=none
Exec=/bin/sh -c "trap 'exit 0' TERM; date +'began %%s'; while :; do sleep 1000 & wait; done"
[Service]
Restart=always
[Install]
WantedBy=multi-user.target
E
done
guest_firmware
cp --sparse=always "$T/firmware/data.img" "$T/data"

begin=$(date +%s)
guest_run --netdev "$cable" --data "$T/data" --rtc 1970-01-01T00:00:00 <<'E'
began() { # began UNIT: its program has said so
	tcrctl logs "$1" | grep -q 'began '
}
until_ok 120 began early
until_ok 120 began late
say state "$(field sntp state)"
say early "$(tcrctl logs early | sed -n 's/.*began //p')"
say late "$(tcrctl logs late | sed -n 's/.*began //p')"
say now "$(date +%s)"
say text "$(field sntp status_text)"
say caps "$(sed -n 's/^CapEff:.//p' /proc/$(field sntp pid)/status)"
say bounding "$(sed -n 's/^CapBnd:.//p' /proc/$(field sntp pid)/status)"
say unsync "$(busybox adjtimex | sed -n 's/.*status: *\([0-9]*\).*/\1/p')"
say set "$(tcrctl logs sntp | grep -c 'clock set by')"
kept()
{
	find /var/lib/tcr/volumes -name drift | grep -q .
}
until_ok 30 kept && say kept yes
E
end=$(date +%s)
is "$status" 0 "the guest came and went"
is "$(said state)" running "the clock's unit runs"
claim "a unit that does not wait begins in the past: $(said early)" \
	[ "$(said early)" -lt 1100000000 ]
right() { # right SECONDS: of 1970, within this test
	[ "$1" -ge "$begin" ] && [ "$1" -le "$end" ]
}
claim "one after time-sync.target has the right time: $(said late)" right "$(said late)"
claim "the device has it: $(said now)" right "$(said now)"
like "$(said text)" '^the clock was off by [0-9]+ ms$' "the status tells by how much"
is "$(said set)" 1 "and the log that it was set"
is "$(said caps) $(said bounding)" "0000000002000000 0000000002000000" \
	"CAP_SYS_TIME is all that it may"
is "$(($(said unsync) & 64))" 0 "the kernel takes its clock for a right one"
is "$(said kept)" yes "the frequency is kept"

# Without a server: the clock goes on where it was known to be, and nobody waits for ever.
kill "$clock"
known=$(said now)
guest_run --netdev "$cable" --data "$T/data" --rtc 1970-01-01T00:00:00 <<'E'
began() { # began UNIT: its program has said so
	tcrctl logs "$1" | grep -q 'began '
}
until_ok 120 began early
until_ok 120 began late
say state "$(field sntp state)"
say text "$(field sntp status_text)"
say early "$(tcrctl logs early | sed -n 's/.*began //p')"
say now "$(date +%s)"
settled() { [ "$(device state)" != starting ]; }
until_ok 60 settled
say health "$(device state)"
E
is "$(said state) $(said text)" "running no server has answered yet" \
	"without a server it says so and goes on asking"
claim "the clock is not before what it was: $(said now), $known" \
	[ "$(said now)" -ge $((known - 60)) ]
is "$(said health)" running "the device is well"
[ "$failures" -eq 0 ] || sed 's/^/# /' "$T/output" "$T/console" "$T/chrony"
finish
