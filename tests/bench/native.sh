# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2034,SC2119,SC2154
# Sourced, after lib.sh, by the parts that run on this machine: tcrd in
# namespaces of its own, as the behaviour tests have it, with the seccomp program
# of the firmware.  native COUNT starts it with COUNT containers on the bridge.
bench_probe
. "$top/tests/lib.sh"
tests=${bench%/bench} top=${bench%/tests/bench}
enter "$@"
last= # a bench claims nothing
export TCR_SECCOMP="$build/seccomp.bpf"
PATH=$W/probe-root:$PATH
READY=/run/ready

native()
{
	mkdir -p $READY
	mount -t sysfs sys /sys # of this network namespace
	mount -t cgroup2 none /sys/fs/cgroup
	cp "$W/probe.sqfs" "$T/images/"
	bench_conf "$T/conf.d" "$1" bridge $READY
	tcrd_start
	probe wait "$1" $READY >/dev/null
}
