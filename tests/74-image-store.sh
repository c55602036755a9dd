#!/bin/sh
# SPDX-License-Identifier: MIT
# tcrctl image: each command, what it prints and how it ends, and what it refuses.
. "$(dirname "$0")/lib.sh"
. "$tests/lib/images.sh"
. "$tests/lib/store.sh"
enter "$@"
store_setup
image "$T/images/web.sqfs" web:1 1.0 2026-01-01T00:00:00Z
image "$T/new.sqfs" web:1 1.1 2026-01-02T00:00:00Z
image "$T/old.sqfs" web:1 0.9 2025-12-31T00:00:00Z
image "$T/api.sqfs" registry.example:5000/shop/api:2 2.0 2026-01-01T00:00:00Z
uses web web:1

run tcrctl image ls
is "$rc" 0 'ls without tcrd and without a store'
like "$out" "^  web:1 +$(digest 1.0 | cut -c 1-12) $arch +2026-01-01 1.1M firmware -$" \
	'... shows the images of the firmware'
run tcrctl image load "$T/new.sqfs"
is "$rc: $out" "0: web:1: loaded (sha256:$(digest 1.1))" 'load'
is "$(find "$S" -type f)" "$S/web:1.sqfs" '... to a file of its name'
claim '... of the same bytes' cmp -s "$S/web:1.sqfs" "$T/new.sqfs"
is "$(stat -c %a "$S/web:1.sqfs")" 644 '... that all may read'
run tcrctl image ls
like "$out" '^  web:1 .* 2026-01-02 .* loaded ' 'ls: the loaded one is used'
like "$out" '^- web:1 .* firmware ' '... and that of the firmware is not'
like "$out" '^    not used: a loaded image counts before' '... and says why'
# shellcheck disable=SC2002 # a pipe is the point
cat "$T/api.sqfs" | tcrctl image load - >"$T/out"
is "$(cat "$T/out")" \
	"registry.example:5000/shop/api:2: loaded (sha256:$(digest 2.0))" \
	'load from a pipe'
claim '... a name with slashes is one component of a path' \
	test -f "$S/registry.example:5000+shop+api:2.sqfs"
mkfifo "$T/fifo"
cat "$T/api.sqfs" >"$T/fifo" &
run tcrctl image load "$T/fifo"
is "$rc" 0 'load from a FIFO'
ln -s new.sqfs "$T/link"
run tcrctl image load "$T/link"
is "$rc" 0 'load from a link'
claim '... which becomes a file' test ! -L "$S/web:1.sqfs"

tcrd_start
until_ok 10 in_state web running
run tcrctl image ls
like "$out" '^    used by: web\.container$' 'ls: used by'
is "$(awk 'length > 80' "$T/out")" '' '... in 80 columns'
is "$(tcrctl image ls --json | jq -r '.[] | select(.where == "loaded") |
	[.image, .digest[7:19], .architecture, .created, .used,
	.used_by[0]] | join(" ")')" \
	"registry.example:5000/shop/api:2 $(digest 2.0 | cut -c 1-12) $arch 2026-01-01T00:00:00Z true 
web:1 $(digest 1.1 | cut -c 1-12) $arch 2026-01-02T00:00:00Z true web.container" \
	'ls --json'
run tcrctl image inspect web:1
like "$out" '^   labels +org.opencontainers.image.version=1.1' 'inspect'
like "$out" '^   not used +a loaded image counts' '... both of the name'
for name in registry.example:5000/shop/api:2 "$(digest 2.0)" \
	"sha256:$(digest 2.0)" "$(digest 2.0 | cut -c 1-6)"; do
	is "$(tcrctl image inspect --json "$name" | jq -r '.[].digest[7:]')" \
		"$(digest 2.0)" "inspect --json $name"
done

run tcrctl image tag web:1 web:stable
is "$rc: $out" '0: web:stable: the same as web:1' 'tag'
is "$(stat -c %h "$S/web:1.sqfs")" 2 '... takes no space'
run tcrctl image tag web:1 web:stable
is "$rc$(left_over)" 0 '... again'
is "$(has web:stable)" 1.1 '... a unit could name it'
run tcrctl image tag "$(digest 1.0 | cut -c 1-9)" web:firm
is "$rc" 1 'tag an image of the firmware'
like "$err" 'is part of the firmware' '... and why not'
for name in ../x 'a b' '' /etc/x .x web@y a+b; do
	run tcrctl image tag web:1 "$name"
	is "$rc" 2 "tag to '$name'"
done

run tcrctl image rm web:1
is "$rc: $err" \
	'1: tcrctl: web:1: in use by web.container (--force removes it nevertheless)' \
	'rm of an image in use'
run tcrctl image rm web:stable
is "$rc: $out" '0: web:stable: removed' 'rm of one of two names'
is "$(has web:1)" 1.1 '... leaves the other'
run tcrctl image rm -f web:1 nix:1
is "$rc$(has web:1)" 41.1 'rm of one that is there, and one that is not'
run tcrctl image rm -f web:1
is "$rc: $out" '0: web:1: removed' 'rm --force'
claim '... leaves the container' in_state web running
run tcrctl image rm web:1
is "$rc" 1 'rm of an image of the firmware'
like "$err" 'web:1 is part of the firmware' '... and why not'

run tcrctl image load "$T/old.sqfs"
is "$rc" 0 'load of one that is older than the firmware'"'s"
like "$out" "^web:1: units use $T/images/web.sqfs: .* created before" '... is told'
run tcrctl image ls
like "$out" '^- web:1 .* loaded ' 'ls: it is not used'
like "$out" '^    not used: it was created before the one' '... and why'
run tcrctl image prune
is "$rc: $(echo "$out" | sort | tr '\n' ';')" \
	'0: registry.example:5000/shop/api:2: removed;web:1: removed;' \
	'prune removes what no unit uses'
is "$(ls -A "$S")" '' '... all of it'
tcrctl image load "$T/new.sqfs" >"$T/out"
run tcrctl image prune
is "$rc: $out" '0: ' '... and nothing that one uses'
echo nonsense >"$T/conf.d/bad.container"
tcrctl reload-config >"$T/out" 2>&1 || :
run tcrctl image prune
is "$rc" 1 'prune with a unit whose file is refused'
like "$err" 'not known which image' '... and why not'
rm "$T/conf.d/bad.container"

run tcrctl image verify
is "$rc: $out" "0: $S/web:1.sqfs: ok
$T/images/web.sqfs: ok" 'verify'
dd if=/dev/urandom of="$S/web:1.sqfs" bs=4096 seek=20 count=40 conv=notrunc 2>/dev/null
run tcrctl image verify web:1
is "$rc" 1 'verify of a damaged one'
like "$out" "^$S/web:1.sqfs: read .*: (I/O|Input/output) error" '... says so'
like "$out" "^$T/images/web.sqfs: ok" '... and goes on with others'
is "$(tcrctl image verify --json web:1 | jq -r '.[] | .damaged // "ok"' |
	sed 's/.*: .* error/error/' | xargs)" 'error ok' 'verify --json'
mkfifo "$S/pipe.sqfs"
(exec 3>"$S/pipe.sqfs" && echo >"$T/opened") &
pipe_pid=$!
asleep() { grep -q '^State:.S' "/proc/$pipe_pid/status"; }
until_ok 10 asleep || :
run tcrctl image ls
like "$out" '^x pipe:latest ' 'ls: a FIFO is no image'
run tcrctl image verify pipe
like "$out" "^$S/pipe.sqfs: not a regular file" 'nor for verify'
until_ok 2 test -e "$T/opened" && rc=1 || rc=0
ok "$rc" '... and it is not opened'
kill "$pipe_pid"
wait "$pipe_pid" || :
rm "$S/pipe.sqfs"
truncate -s -1 "$S/web:1.sqfs"
run tcrctl image ls
like "$out" '^x web:1 .* loaded ' 'ls: one that is cut is damaged'
run tcrctl image verify
is "$rc" 1 'verify of one that is cut'

run tcrctl image
is "$rc" 2 'image alone'
run tcrctl image lod x
is "$rc: $err" "2: tcrctl: unknown command 'image lod' (did you mean 'load'?)" \
	'a misspelt command'
run tcrctl image inspect wb
is "$rc: $err" "4: tcrctl: no such image: 'wb' (did you mean 'web:1'?)" \
	'a misspelt image'
run tcrctl image inspect abcdef
is "$rc: $err" "4: tcrctl: no such image: 'abcdef'" 'no such digest'
run tcrctl image inspect "web:1@sha256:$(digest 9)"
is "$rc" 4 'a name with another digest'
run tcrctl image load
is "$rc" 2 'load without a file'
run tcrctl image load a b
is "$rc" 2 'load of two files'
run tcrctl image load --keep-old-for 1 "$T/new.sqfs"
is "$rc" 2 '--keep-old-for without --restart'
run tcrctl image ls --force
is "$rc" 2 'an option of another command'
run tcrctl help image load
is "$rc" 0 'help'
is "$(for c in ls load rm tag prune inspect verify; do
	tcrctl help image $c
done | awk 'length > 80')" '' '... in 80 columns'
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" || :
tcrctl image load "$T/old.sqfs" >"$T/out"
touch "$S/.load" "$S/.old"
rm -rf /run/tcr/*
tcrd_start
older() { grep 'image web:1: .*not: it was created before' "$T/console"; }
until_ok 10 older || :
is "$(older | grep -c ": image web:1: $T/images/web.sqfs is used, and the loaded $S/web:1.sqfs is not")" 1 \
	'at boot: which loaded image is older'
is "$(left_over)" '' '... and what a load has left is gone'
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" || :
run tcrctl image rm web:1
is "$rc" 7 'rm without tcrd'
run tcrctl image prune
is "$rc" 7 'prune without tcrd'
run tcrctl image rm --force web:1
is "$rc" 0 'rm --force without tcrd'
finish
