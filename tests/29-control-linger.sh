#!/bin/sh
# SPDX-License-Identifier: MIT
# Descriptors that are sent to tcrd with a packet: one whose close(2) waits for others
# holds it up no more than any other, at the control socket and at a container's own.
. "$(dirname "$0")/lib.sh"
enter "$@"
busybox_image busybox
idle_unit web 'Notify=yes'
sed -i 's/^Exec=.*/Exec=sleep 1000000\nStopSignal=SIGKILL/' "$T/conf.d/web.container"
tcrd_start
until_ok 20 test -S /run/tcr/units/web/notify/notify
helpers=
sent() { # sent datagram|packet PATH COUNT: tcrd answers after such a packet
	python3 "$tests/driver/linger.py" "$1" "$2" "$3" "$tcrd_pid" >"$T/helper"
	helpers="$helpers $(cat "$T/helper")"
	kill -CONT "$tcrd_pid"
	claim "$1 with $3 descriptors: tcrd goes on" answers
}
answers() { [ "$(timeout 20 tcrctl reset-failed nobody 2>&1)" = "tcrctl: no such unit: 'nobody'" ]; }
fds() { find "/proc/$tcrd_pid/fd" -type l | wc -l; }
before=$(fds)
sent datagram /run/tcr/units/web/notify/notify 1
sent datagram /run/tcr/units/web/notify/notify 253
sent packet /run/tcr/control/socket 3
sent packet /run/tcr/control/socket 253
# shellcheck disable=SC2317
closed() { [ "$(fds)" -eq "$before" ]; }
claim 'and keeps none of them' until_ok 10 closed
# shellcheck disable=SC2086 # a list
kill $helpers
kill -KILL "$tcrd_pid"
finish
