#!/bin/sh
# SPDX-License-Identifier: MIT
# What tcrctl image and tcrctl volume say when they are called by the wrong user, with a
# terminal in the place of a file, or with a folder in the place of one.
. "$(dirname "$0")/lib.sh"
. "$tests/lib/images.sh"
. "$tests/lib/store.sh"
enter "$@"
store_setup
image "$T/images/web.sqfs" web:1 1.0 2026-01-01T00:00:00Z
chmod 755 "$T"
mkdir -p "$T/data/volumes/files" "$T/folder"

# A user of the device sees what there is, and changes nothing.
other() { # other ARGS...: tcrctl as another user
	run setpriv --reuid=65534 --regid=65534 --clear-groups "$(command -v tcrctl)" "$@"
}
for command in 'image load -' "image load $T/images/web.sqfs" 'image rm web' \
	'image tag web:1 web:2' 'image prune' 'image verify' 'image verify web:1' \
	'volume rm files' 'volume prune' 'volume backup files' 'volume restore files'; do
	# shellcheck disable=SC2086 # words
	other $command </dev/null
	verb=$(echo "$command" | cut -d ' ' -f 1,2)
	is "$rc: $err$out" "1: tcrctl: $verb: you must be root" "not root: $command"
done
other image ls
is "$rc" 0 'all may list images'
other image load --help
is "$rc" 0 '... and read the help'
other image load
is "$rc" 2 '... and what is no command is told as such'

script -qec 'tcrctl image load -' "$T/screen" </dev/null >/dev/null && rc=0 || rc=$?
like "$rc $(tr -d '\r' <"$T/screen")" \
	'^tcrctl: image load: standard input is a terminal: name a file$' 'load from a terminal'
is "$rc" 2 '... is wrong usage'
run tcrctl image load - <"$T/images/web.sqfs"
is "$rc" 0 '... and not from anything else'

run tcrctl volume backup files "$T/folder"
is "$rc: $err" "2: tcrctl: volume backup: $T/folder is a folder: name a file" \
	'backup to a folder'
is "$(find "$T" -name '*.part')$(ls -A "$T/folder")" '' '... leaves nothing'
finish
