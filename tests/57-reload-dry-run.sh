#!/bin/sh
# SPDX-License-Identifier: MIT
# tcrctl reload-config --dry-run says what a reload would do, and does nothing.
. "$(dirname "$0")/lib.sh"
enter "$@"

busybox_image busybox
for name in same changed gone bad; do
	idle_unit $name
done
sed 's/WantedBy=.*//' "$T/conf.d/same.container" >"$T/conf.d/resting.container"
tcrd_start
for name in same changed gone bad; do
	until_ok 20 in_state $name running
done
before=$(pid_of same; pid_of changed; pid_of gone; pid_of bad)

plan() { # plan: its words in $said, its status in $rc
	rc=0
	said=$(tcrctl reload-config --dry-run 2>&1) || rc=$?
}

plan
is "$rc:$said" '0:= 5 unchanged' 'nothing has changed'
sed -i 's/^Restart=.*/Restart=no\nType=exec/' "$T/conf.d/changed.container"
echo '# a comment' >>"$T/conf.d/resting.container"
rm "$T/conf.d/gone.container"
sed -i 's/^Image=/Nonsense=1\n&/' "$T/conf.d/bad.container"
idle_unit fresh
sed 's/WantedBy=.*//' "$T/conf.d/fresh.container" >"$T/conf.d/idle.container"
plan
is "$rc" 5 'a unit that is refused: exit status 5'
is "$(printf '%s\n' "$said" | sed "s#$T/conf.d/##" | sort)" "$(sort <<'E'
! bad                  stays as it was: bad.container:2: unknown key 'Nonsense' in [Container]
~ changed              restart
  - Restart=always
  + Restart=no
  + Type=exec
+ fresh                new: start
+ idle                 new: nothing wants it
~ resting              changed, but not up: nothing to do
- gone                 its file is gone: stop
= 1 unchanged
E
)" 'what would start, restart, stop, stay, and why'
is "$(pid_of same; pid_of changed; pid_of gone; pid_of bad)" "$before" \
	'and nothing of it is done'
tcrctl reload-config >"$T/out" 2>&1 || :
in_state fresh running && [ "$(pid_of same)" = "$(echo "$before" | head -n 1)" ] &&
	[ "$(pid_of changed)" != "$(echo "$before" | sed -n 2p)" ] && rc=0 || rc=1
ok "$rc" 'a reload then does just that'
plan
like "$said" '^! bad ' 'what is still refused is still told'
like "$said" '^= 5 unchanged$' 'and the rest is as it is'
rc=0
said=$(setpriv --reuid 1000 --regid 1000 --clear-groups \
	env PATH="$PATH" tcrctl reload-config --dry-run 2>&1) || rc=$?
is "$rc:$said" '1:tcrctl: reload-config: you must be root' 'for root only'
finish
