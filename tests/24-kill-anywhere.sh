#!/bin/sh
# SPDX-License-Identifier: MIT
# tcrd killed at system calls all over its life: the next one makes good what
# was half done, and leaks nothing.  All points: tests/faults/kill-anywhere.sh.
. "$(dirname "$0")/lib.sh"
# shellcheck source=lib/kill.sh
. "$(dirname "$0")/lib/kill.sh"
enter "$@"

wanted=${POINTS:-15}
kill_setup
kill_points "$wanted"
is "$trouble" '' "killed at $points points of $total: all is made good"
ok $((points < wanted * 2 / 3)) "at that many it was killed indeed"
finish
