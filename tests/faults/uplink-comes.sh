#!/bin/sh
# SPDX-License-Identifier: MIT
# An uplink that has been tried for half a minute is up as soon as its interface
# is there, not when its next try would be due.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../lib/uplinks.sh"
enter "$@"
unit up0.uplink <<EOF
[Uplink]
Address=192.0.2.1/24
EOF
tcrd_start
waits_long() { tail -n 1 "$T/console" | grep -q 'restart in [5-9]\.'; }
until_ok 90 waits_long && rc=0 || rc=1
ok "$rc" "without its interface it is tried ever later"
cable up0 lan 192.0.2.2/24
from=$(date +%s%N)
until_ok 20 in_state up0 active
took=$((($(date +%s%N) - from) / 1000000))
ok $((took >= 5000)) "once that is there it does not wait for 5 seconds or more"
is "$(address_of up0)" 192.0.2.1/24 "it has its address"
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" && rc=0 || rc=$?
is "$rc" 0 "and down"
finish
