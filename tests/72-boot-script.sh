#!/bin/sh
# SPDX-License-Identifier: MIT
# The script by which U-Boot chooses a slot, run by a shell that has U-Boot's commands:
# a slot on trial gives way when its tries are used up; whatever is left of its files,
# A or B is booted.  tests/faults/boot-script.sh is the same with U-Boot.
. "$(dirname "$0")/lib.sh"
boots()
{
	for _ in $(seq "$1"); do
		READONLY=${2-} "$tests/driver/uboot.sh" "$top/host/boot.cmd" "$T/disk@@1M" false |
			sed -n 's/^tcr: slot //p' | head -n 1
	done | xargs
}
# shellcheck source=lib/boot-script.sh
. "$tests/lib/boot-script.sh"
