#!/bin/sh
# SPDX-License-Identifier: MIT
# A board without a source of random numbers: its first boot waits until the
# kernel has collected some, and leaves a seed by which the next one has them at
# once.  No seed counts twice, and none that others could read.
. "$(dirname "$0")/lib.sh"
guest_demo_image busybox
guest_unit app.container <<E
[Container]
Image=busybox
Network=none
Exec=/bin/busybox sleep 1000
StopSignal=SIGKILL
[Service]
Restart=always
[Install]
WantedBy=multi-user.target
E
guest_firmware
cp --sparse=always "$T/firmware/data.img" "$T/data"

# boots LINE...: the seed that it leaves, and when the kernel had random numbers,
# in time that counts instructions.  The lines are run at the end.
boots() {
	guest_run --icount --data "$T/data" --append \
		'random.trust_cpu=off random.trust_bootloader=off' <<E
until_ok 60 in_state app running
file=/var/lib/tcr/random-seed
until_ok 60 test -e \$file
say mode "\$(busybox stat -c '%a %u %s' \$file)"
say seed "\$(busybox md5sum <\$file | busybox cut -c 1-32)"
say ready "\$(busybox dmesg | busybox grep -o '^.*random: crng init done')"
say told "\$(tcrctl logs tcrd | busybox grep -o 'random.*')"
$1
E
	[ "$status" -eq 0 ] || printf '%s\n' "$console" | sed 's/^/# /'
	ready=$(said ready | tr -d '[ ' | sed 's/].*//')
	echo "# random numbers after $ready s"
}

boots ''
is "$(said mode)" '600 0 32' 'the first boot leaves a seed, for root alone'
first=$(said seed) slow=$ready
# shellcheck disable=SC2016 # a variable of the guest's shell
boots 'chmod 644 $file'
second=$(said seed)
ok "$(awk "BEGIN { print !($slow - $ready > 0.4) }")" \
	'by which the second one has random numbers sooner'
is "$(said mode) $(said told)" '600 0 32 ' 'it leaves one as well'
[ "$second" != "$first" ] && rc=0 || rc=1
ok "$rc" 'of other bytes'
boots ''
like "$(said told)" 'random-seed is not used: ' \
	'one that others could read is not used'
ok "$(awk "BEGIN { print !($ready - $slow > -0.2) }")" \
	'so the third boot waits as the first did'
is "$(said mode)" '600 0 32' 'and leaves one for root alone'
finish
