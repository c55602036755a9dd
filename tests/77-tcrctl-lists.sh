#!/bin/sh
# SPDX-License-Identifier: MIT
# tcrctl is-failed, list-units and list-files: answers for scripts.
. "$(dirname "$0")/lib.sh"
enter "$@"
busybox_image busybox
ctl() { # ctl COMMAND...: its words in $said, its status in $rc
	said=$(tcrctl "$@" 2>"$T/err") && rc=0 || rc=$?
}
idle_unit web
mkdir "$T/conf.d/web.container.d"
printf '[Container]\nEnvironment=A=1\n' >"$T/conf.d/web.container.d/10-a.conf"
idle_unit down
sed -i '/WantedBy/d' "$T/conf.d/down.container"
unit ends.container <<-'E'
	[Container]
	Image=busybox
	Network=none
	Exec=/bin/false
	[Install]
	WantedBy=multi-user.target
E
printf '[Container]\nImage=busybox\nMemroy=1\n' >"$T/conf.d/bad.container"
for c in 'is-failed web' list-units list-files; do
	# shellcheck disable=SC2086 # words
	ctl $c
	is "$rc:$said" 7: "$c without tcrd"
done
tcrd_start
until_ok 20 in_state ends failed
until_ok 20 in_state web running

ctl is-failed web ends
is "$rc:$said" '0:running
failed' 'is-failed: one has'
ctl is-failed bad
is "$rc:$said" 0:bad-config 'a refused one, too'
ctl is-failed web down
is "$rc" 1 'none has'
ctl is-failed nothing ends
is "$rc" 4 'no such unit'
ctl is-failed
is "$rc" 2 'which unit?'

ctl list-units
is "$(printf '%s\n' "$said" | grep -c '^[^ ]* [a-z-]*$'):$rc" \
	"$(tcrctl status --json | jq '.units | length'):0" 'list-units: a line a unit'
like "$said" '^bad.container bad-config$' 'name and state'

ctl list-files
is "$rc:$(printf '%s\n' "$said" | grep '^web')" "0:web.container $T/conf.d/web.container
web.container $T/conf.d/web.container.d/10-a.conf" 'list-files: each file, and drop-ins'
like "$said" "^bad.container $T/conf.d/bad.container$" 'also of a refused unit'
for c in list-units list-files; do
	ctl $c web
	is "$rc" 2 "$c: too much"
done
finish
