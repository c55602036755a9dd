#!/bin/sh
# SPDX-License-Identifier: MIT
# A stopped unit is started, with network, DNS and default security: how long
# until its first instruction, against a bare `crun run --detach` of the same
# config.json with the same seccomp rules, which crun compiles.  Then it is killed:
# how long until its successor runs, against a bare crun of just the same
# config.json.  On this machine, interleaved; compare only the ratios.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/native.sh"

# The rules as crun reads them.  What a conditional rule does not allow fails
# with the default's error here, for libseccomp has no "first match wins".
profile()
{
	"$top/host/seccomp" --rules "$arch" | jq -Rn '
	def num: if startswith("0x") then reduce (.[2:] | explode[]) as $c (0;
			. * 16 + $c - if $c > 96 then 87 else 48 end)
		else tonumber end;
	def condition: capture("^a(?<i>[0-9])(&(?<m>[^=]+))?==(?<v>.+)$") |
		{index: .i | tonumber, value: (.m // .v) | num} +
		if .m then {valueTwo: .v | num, op: "SCMP_CMP_MASKED_EQ"}
		else {op: "SCMP_CMP_EQ"} end;
	[inputs | split(" ")] as $rules |
	[$rules[] | select(length > 2) | .[0]] as $conditional |
	{defaultAction: "SCMP_ACT_ERRNO", defaultErrnoRet: 38,
	 syscalls: [$rules[] | select(.[0] != "default") |
		select(.[1] == "allow" or (.[0] | IN($conditional[]) | not)) |
		{names: [.[0]], args: [.[2:][] | condition]} +
		if .[1] == "allow" then {action: "SCMP_ACT_ALLOW"}
		else {action: "SCMP_ACT_ERRNO", errnoRet: .[1] | tonumber} end]}'
}

# bundle NAME FILTER: of the unit c2's config.json.  Its volume is bound where
# tcrd took it from: tcrd has that mount only while it starts the unit.
bundle()
{
	mkdir "$T/$1"
	jq --slurpfile seccomp "$T/seccomp.json" --arg group "/$TCR_CGROUP/$1" \
		--arg ready $READY '.linux.cgroupsPath = $group |
		(.mounts[] | select(.destination == "/ready")).source = $ready |
		.process.args[-1] = "/ready/bare" | '"$2" \
		/run/tcr/units/c2/config.json >"$T/$1/config.json"
}

bare()
{
	rm -f $READY/bare
	echo "$1 $(probe run $READY/bare crun --root /run/bare run --detach \
		--bundle "$T/$1" "$1")"
	crun --root /run/bare delete -f "$1"
}

native 2
profile >"$T/seccomp.json"
own='(.linux.namespaces[] | select(.type == "network")) |= {type: "network"}'
bundle rules "$own | del(.annotations) | .linux.seccomp = \$seccomp[0]"
bundle program "$own"
bundle same .
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
	tcrctl stop c1
	echo "tcr $(probe run $READY/c1 tcrctl start c1)"
	bare rules
	bare program
	echo "killed $(probe restart "$(cat /run/tcr/units/c1/pid)" $READY/c1)"
	bare same
done >"$T/times"
of()
{
	sed -n "s/^$1 //p" "$T/times" | median
}
row "start: unit with network, DNS, security" "$(of tcr)" ms
row "start: bare crun with the same rules" "$(of rules)" ms
row "start: bare crun with the same program" "$(of program)" ms
row "start: against bare crun, same rules" \
	"$(calc "$(of tcr) / $(of rules)" %.2f)" x 1.5
row "start: against bare crun, same program" \
	"$(calc "$(of tcr) / $(of program)" %.2f)" x
row "restart, this machine: kill -9 to first instruction" "$(of killed)" ms
row "restart, this machine: against bare crun" \
	"$(calc "$(of killed) / $(of same)" %.2f)" x 1.15
kill -TERM "$tcrd_pid"
wait "$tcrd_pid"
