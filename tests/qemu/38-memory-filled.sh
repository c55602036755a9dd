#!/bin/sh
# SPDX-License-Identifier: MIT
# One container of default settings takes all that it can get, on devices of 96
# (Debian's kernel needs 45 of that, and does not start with 64), 128 and 256
# MiB: it alone has to do with that.  tests/faults/memory-filled.sh tries more.
. "$(dirname "$0")/lib.sh"
# shellcheck source=memory.sh
. "$qemu_tests/memory.sh"
memory_units root memfd files epoll pipe inotify

memory_attacks 96 20 root memfd
memory_held root
is "$(said root.said)" 'No space left on device' 'its root is full before it is killed'
memory_held memfd
is "$(said memfd.killed)" 'hog by /tcr/hog-memfd' 'by its own limit'
limit=$(said containers)
[ "$limit" -gt 8388608 ] && [ "$limit" -lt $(($(said total) * 1024)) ] && rc=0 || rc=1
ok "$rc" 'all containers together have a limit, less than there is'
is "$(said each)" $((limit / 2)) 'one has half of it'
is "$(said tcrd)" '/tcrd 2097152' 'tcrd is in none of their groups, its memory is its own'
[ "$(said tasks)" -lt 32768 ] && rc=0 || rc=1
ok "$rc" 'not all tasks are for containers'

memory_attacks 128 20 files epoll
memory_held files
memory_held epoll
memory_attacks 256 20 pipe inotify
memory_held pipe
memory_held inotify
[ "$failures" -eq 0 ] || printf '%s\n' "$output" "$console" | sed 's/^/# /'
finish
