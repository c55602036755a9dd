#!/bin/sh
# SPDX-License-Identifier: MIT
# What tcr-interfaces(7) promises of tcrctl image and tcrctl volume with --json is so,
# and the page has all that they print; it has all words for states and results.  What
# is listed here may grow; a line that has to be changed or removed breaks a promise.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/images.sh"
. "$(dirname "$0")/lib/store.sh"
. "$(dirname "$0")/lib/interfaces.sh"
enter "$@"

image='image:string|null path:string where:string bytes:number damaged:string|null
	used:boolean unused_why:string|null signed_by:string|null digest:string|null
	architecture:string|null created:string|null verity_root:string|null
	base:string|null working_dir:string|null stop_signal:string|null
	entrypoint:array cmd:array env:array volumes:array ports:array
	health_cmd:array labels:array uid:number gid:number used_by:array|null'
volume='name:string kind:string path:string there:boolean used:number|null
	limit:number|null units:array'

store_setup
image "$T/images/web.sqfs" web:1 1.0 2026-01-01T00:00:00Z 'User=33:34' WorkingDir=/ \
	StopSignal=SIGQUIT Entrypoint=/bin/sleep Cmd=1000 Env=A=b Volume=/data Port=53/udp \
	HealthCmd=/bin/true
mkdir -p "$S"
cp "$T/images/web.sqfs" "$S/web:1.sqfs"
cp "$T/base" "$T/images/bare.sqfs"
head -c 9000 "$T/images/web.sqfs" >"$T/images/bad.sqfs"
cp "$T/base" "$T/images/no name.sqfs"
uses web web:1
printf 'Volume=files:/files\nVolume=mem.volume:/mem\n' >"$T/volume"
sed -i "/^Network/r $T/volume" "$T/conf.d/web.container"
unit mem.volume <<'U'
[Volume]
Persist=boot
SizeMax=1m
U

# only TEXT FILTER KEYS FILE: the objects have no other keys.
only() {
	is "$(jq -r "[$2 | keys_unsorted[]] | unique[]" "$4" | xargs)" \
		"$(for key in $3; do echo "${key%%:*}"; done | LC_ALL=C sort | xargs)" "$1"
}
# both TEXT FILTER KEYS FILE: that, and those with their types.
both() {
	has_all "$@"
	only "... and no other keys" "$2" "$3" "$4"
}
tcrctl image ls --json >"$T/doc"
both 'tcrctl image ls without tcrd' '.[]' "$image" "$T/doc"
is "$(jq -c '[.[].used_by] | unique' "$T/doc")" '[null]' '... which users there are is not known'
tcrd_start
until_ok 20 in_state web running
tcrctl image ls --json >"$T/doc"
both 'tcrctl image ls' '.[]' "$image" "$T/doc"
is "$(jq -c 'map(select(.image == "web:1")) | sort_by(.where) |
	map([.where, .used, .unused_why != null, .used_by])' "$T/doc")" \
	'[["firmware",false,true,[]],["loaded",true,false,["web.container"]]]' \
	'values are what they are called'
is "$(jq -c '.[] | select(.path | endswith("bare.sqfs")) | [.image, .digest, .created,
	.working_dir, .stop_signal, .cmd, .labels, .uid, .gid]' "$T/doc")" \
	'["bare:latest",null,null,null,null,[],[],-1,-1]' 'what is not said is null, empty or -1'
is "$(jq -c '.[] | select(.path | endswith("bad.sqfs")) | [.damaged != null, .used, .uid]' \
	"$T/doc")" '[true,false,-1]' '... or of a damaged one'
is "$(jq -c '.[] | select(.path | endswith("no name.sqfs")) | [.image, .used]' "$T/doc")" \
	'[null,false]' '... a name that no unit can give'
tcrctl image inspect --json web:1 >"$T/doc"
both 'tcrctl image inspect' '.[]' "$image" "$T/doc"
tcrctl image verify --json web:1 >"$T/doc"
both 'tcrctl image verify' '.[]' "$image" "$T/doc"

tcrctl volume ls --json >"$T/doc"
both 'tcrctl volume ls' '.[]' "$volume" "$T/doc"
is "$(jq -c 'map(select(.kind != "anonymous")) | map([.name, .kind, .there, .limit,
	(.units | sort)])' "$T/doc")" \
	'[["files","directory",true,null,["web.container"]],["mem","memory",true,1048576,["mem.volume","web.container"]]]' \
	'values are what they are called'
tcrctl volume inspect --json files >"$T/doc"
both 'tcrctl volume inspect' '.[]' "$volume" "$T/doc"

in_manual 'the manual has each key of an image' "$image"
in_manual 'the manual has each key of a volume' "$volume"
sorted() {
	LC_ALL=C sort | xargs
}
# words KEY: those that the manual has for this key of a unit.
words() {
	sed -n '/^A unit:/,/^\.El/p' "$page" | sed -e :a -e '/,$/N; s/,\n/, /; ta' |
		sed -n "s/^\.It Ic $1 Ta .* Ta //p" | tr -s ', ' '\n' | sorted
}
is "$(words state)" "$(sed -n 's/^\t{"\([a-z-]*\)", .*/\1/p' \
	"$top/supervisor/client/look.c" | sorted)" 'the manual has each state of a unit'
is "$(words result)" "$(sed -n 's/.*\[RESULT_.*\] = "\(.*\)",/\1/p' \
	"$top/supervisor/life/reason.c" | sorted)" '... and each result'
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" || :
finish
