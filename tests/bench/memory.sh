#!/bin/sh
# SPDX-License-Identifier: MIT
# What tcr takes while containers run: the proportional set size of all of its
# processes, with ten containers and with twenty, on the bridge; and what of it
# the kernel could not take back.
. "$(dirname "$0")/lib.sh"

# memory NAME COUNT
memory()
{
	bench_firmware "$1" "$2" bridge
	bench_guest "$1" --icount <<-'E'
		for p in /proc/[0-9]*; do
			read -r name <$p/comm || continue
			case $name in
			tcr* | crun*) ;;
			*) continue ;;
			esac
			sed -n "s/^Pss: *\([0-9]*\) kB/pss $name \1/p
				s/^Pss_Anon: *\([0-9]*\) kB/anon $name \1/p" \
				$p/smaps_rollup
		done
		grep -c '^probe$' /proc/[0-9]*/comm | grep -c ':1$' |
			sed 's/^/containers /'
	E
	[ "$(said "$1" containers)" -eq "$2" ]
}

# sum NAME KIND
sum()
{
	said "$1" "$2" | awk '{ n += $2 } END { print n }'
}

memory bridge 10
memory twenty 20
row "memory: all of tcr, 10 containers" "$(sum bridge pss)" KiB 1024
for program in tcr-init tcrd tcr-dns; do
	row "memory: $program" "$(said bridge "pss $program")" KiB
done
row "memory: not reclaimable" "$(sum bridge anon)" KiB
row "memory: processes of tcr" "$(said bridge pss | wc -l)" ""
row "memory: each further container" \
	"$(calc "($(sum twenty pss) - $(sum bridge pss)) / 10" %.1f)" KiB 8
