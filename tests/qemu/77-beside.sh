#!/bin/sh
# SPDX-License-Identifier: MIT
# tcr beside another system, as `make install` puts it there: under Debian's systemd, in
# the part of the cgroup tree that is delegated to its service, and under busybox init.
. "$(dirname "$0")/lib.sh"
# shellcheck source=beside.sh
. "$qemu_tests/beside.sh"
beside_machine
cp "$TCR_BUILD/images/busybox.sqfs" "$T/busybox.sqfs"
beside_file usr/lib/tcr/images/busybox.sqfs <"$T/busybox.sqfs"
beside_file etc/tcr/conf.d/web.container <<E
[Container]
Image=busybox
Exec=/bin/sh -c "trap 'exit 0' TERM; while :; do sleep 1000 & wait; done"
Memory=32M
PublishPort=8080:80
[Service]
Restart=always
[Install]
WantedBy=multi-user.target
E
# A shell for the script, and what has to stay as it is.
beside_file etc/systemd/system/shell.service <<E
[Unit]
DefaultDependencies=no
[Service]
ExecStart=/bin/sh
StandardInput=tty
StandardOutput=tty
TTYPath=/dev/hvc0
E
beside_file etc/systemd/system/neighbour.service <<E
[Service]
ExecStart=/bin/busybox sleep 100000
E
beside_file etc/systemd/system/test.target <<E
[Unit]
Wants=shell.service neighbour.service tcrd.service
E
beside_file etc/inittab <<E
::sysinit:/etc/rcS
hvc0::respawn:/bin/sh
E
beside_file etc/rcS <<E
#!/bin/sh
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t tmpfs run /run
/etc/init.d/tcrd start
E
chmod +x "$tree/etc/rcS"

# What is asked in both: SERVICE is how the service is stopped.
# shellcheck disable=SC2016 # variables of the guest's shell
common='
sys=/sys/fs/cgroup
until_ok 60 in_state web running && say up yes
say init "$(readlink /proc/1/exe)"
pid=$(field web pid)
say group "$(sed -n "s/^0:://p" /proc/$pid/cgroup) $(sed -n "s/^0:://p" /proc/$(pidof tcrd)/cgroup)"
say limit "$(cat $sys$(sed -n "s/^0:://p" /proc/$pid/cgroup)/memory.max)"
say exec "$(tcrctl exec web echo inside </dev/null)"
bridges() { ls -d /sys/class/net/*/bridge 2>/dev/null | cut -d / -f 5; }
say bridge "$(bridges | xargs)"
old=$(pidof tcrd)
kill -9 "$old"
anew() { new=$(pidof tcrd) && [ "$new" != "$old" ] && in_state web running; }
until_ok 30 anew && [ "$(field web pid)" = "$pid" ] && say adopted yes
tcrctl poweroff 2>&1 | tail -n 1
'
# shellcheck disable=SC2016 # variables of the guest's shell
gone='
left() { bridges; ls -d /run/tcr /var/lib/tcr; grep /run/tcr /proc/mounts; find $sys -name "tcr" -o -name "web"; } 2>/dev/null
'
both() # both NAME: claims of what both say
{
	is "$(said up)" yes "$1: a container runs"
	is "$(said limit)" 33554432 "$1: with its limit of memory"
	is "$(said exec)" inside "$1: tcrctl finds it"
	is "$(said bridge)" tcr0 "$1: the bridge is tcr's own"
	is "$(said adopted)" yes "$1: a tcrd that is killed is started again and adopts it"
	like "$output" 'tcr-init is not PID 1 here' "$1: tcrctl does not power off the machine of another"
	is "$(said left)" '' "$1: after nuke nothing is left"
}

beside_boot /lib/systemd/systemd 'systemd.unit=test.target systemd.show_status=no' <<E
$common$gone
say state "\$(systemctl is-active tcrd neighbour | xargs)"
systemctl restart tcrd
until_ok 60 in_state web running && say restarted "\$(field web runs)"
systemctl stop tcrd
say stopped "\$(systemctl show -p Result,ActiveState tcrd | xargs) \$(pidof tcrd tcr-dns)"
say groups "\$(find \$sys/system.slice/tcrd.service 2>/dev/null | head -n 3)"
systemctl start tcrd
until_ok 60 in_state web running
tcrctl nuke --yes --data && say nuked yes
until_ok 10 systemctl -q is-active neighbour
say after "\$(systemctl show -p ActiveState --value tcrd neighbour | xargs)"
say left "\$(left)"
E
both systemd
is "$(said init)" /usr/lib/systemd/systemd 'PID 1 is systemd'
is "$(said group)" '/system.slice/tcrd.service/tcr/web /system.slice/tcrd.service/tcrd' \
	"all cgroups are in the service's own"
is "$(said state)" 'active active' 'the service is active'
is "$(said restarted)" 1 'systemctl restart stops and starts the units'
is "$(said stopped)" 'Result=success ActiveState=inactive ' 'systemctl stop ends it in order'
is "$(said groups)" '' 'and its cgroup'
is "$(said nuked)" yes 'nuke works'
is "$(said after)" 'inactive active' 'the service is stopped, its neighbour is not'
[ "$failures" -eq 0 ] || printf '%s\n' "$output" "$console" | sed 's/^/# /'

beside_boot /etc/busybox/init <<E
$common$gone
/etc/init.d/tcrd status && say status yes
/etc/init.d/tcrd stop
say stopped "\$(pidof tcrd tcr-dns run) \$(bridges)"
/etc/init.d/tcrd status || say down \$?
/etc/init.d/tcrd start
until_ok 60 in_state web running && say again yes
tcrctl nuke --yes --data && say nuked yes
say left "\$(left)"
E
both busybox
like "$(said init)" busybox 'PID 1 is busybox'
is "$(said group)" '/tcr/web /tcrd' 'cgroups are those of a device'
is "$(said status)" yes 'the script knows that it runs'
is "$(said stopped)" ' ' 'stop ends all'
is "$(said down)" 3 'which the script knows, too'
is "$(said again)" yes 'start starts it again'
is "$(said nuked)" yes 'and nuke works'
[ "$failures" -eq 0 ] || printf '%s\n' "$output" "$console" | sed 's/^/# /'
finish
