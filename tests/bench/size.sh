#!/bin/sh
# SPDX-License-Identifier: MIT
# Bytes of the programs, and lines of PID 1: of everything under init/ but
# text.c and filter.h, which are for the others: all that it links and includes.  Code
# lines are what the preprocessor leaves when it takes comments and empty lines
# away, and nothing else.
. "$(dirname "$0")/lib.sh"

own=$(find "$top/init" -name '*.[ch]' ! -name 'text.[ch]' ! -name filter.h)

code()
{
	for file in $own; do
		gcc -fpreprocessed -dD -E -P "$file"
	done | grep -c .
}

bytes()
{
	stat -c %s "$build/bin/$1"
}

kib()
{
	calc "$1 / 1024" %.1f
}

row "tcr-init" "$(kib "$(bytes tcr-init)")" KiB 64
row "tcr-init: lines of code" "$(code)" lines 1700
row "tcr-init: lines with comments" \
	"$(echo "$own" | xargs cat | wc -l)" lines
all=0
for program in tcr-init tcrd tcr-dns tcr-reap; do
	[ "$program" = tcr-init ] ||
		row "$program" "$(kib "$(bytes "$program")")" KiB
	all=$((all + $(bytes "$program")))
done
row "all static programs" "$(kib $all)" KiB 560
row "tcr-nft (dynamic, runs once)" "$(kib "$(bytes tcr-nft)")" KiB
row "seccomp program" "$(($(stat -c %s "$build/seccomp.bpf") / 8))" instr
