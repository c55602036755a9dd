#!/bin/sh
# SPDX-License-Identifier: MIT
# tcrctl why follows what keeps a unit from being up to its reason; tcrctl deps
# shows which units a unit needs.
. "$(dirname "$0")/lib.sh"
enter "$@"

busybox_image busybox
unit db.container <<'E'
[Container]
Image=nothere
[Service]
Restart=no
[Install]
WantedBy=multi-user.target
E
unit app.container <<'E'
[Unit]
Requires=db.container
After=db.container
[Container]
Image=busybox
Exec=sleep 1000
Network=lan.network
[Install]
WantedBy=multi-user.target
E
sed 's/db.container/app.container/;s/^WantedBy=.*//' "$T/conf.d/app.container" \
	>"$T/conf.d/web.container"
printf '[Network]\n' >"$T/conf.d/lan.network"
idle_unit free
idle_unit bad
sed -i 's/^Image=/Nonsense=1\n&/' "$T/conf.d/bad.container"
tcrd_start
until_ok 20 in_state free running
until_ok 20 in_state db failed
until_ok 20 in_state app failed

asked() { # asked COMMAND...: its words in $said, its status in $rc
	rc=0
	said=$(tcrctl "$@" 2>&1 | sed "s#$T/conf.d/##;s#$T/images#IMAGES#") || rc=$?
	tcrctl "$@" >/dev/null 2>&1 || rc=$?
}

asked why free
is "$rc:$said" '0:+ free: running' 'a unit that is up'
asked why db
is "$rc:$said" "3:x db: failed, image nothere: not found in IMAGES
  See 'tcrctl logs db'; then 'tcrctl start db'." 'a unit that has failed'
asked why app
is "$rc:$said" "3:x app: failed, requires db.container, which is not up
  x db: failed, image nothere: not found in IMAGES
    See 'tcrctl logs db'; then 'tcrctl start db'." 'the unit that it requires'
asked why web
like "$said" "^- web: inactive" 'a unit that nothing starts'
tcrctl start web >/dev/null 2>&1 || :
asked why web
like "$said" '^    x db: failed, image nothere: not found in IMAGES' 'through two units'
asked why bad
is "$rc:$said" "3:! bad: bad-config, bad.container:2: unknown key 'Nonsense' in [Container]
  Mend the file, then 'tcrctl reload-config'." 'a file that is refused'
asked why fere
is "$rc:$said" "4:tcrctl: no such unit: 'fere' (did you mean 'free'?)" 'a typo'
idle_unit fresh
asked why fresh
is "$said" "? fresh: new since tcrd has read its units ('tcrctl reload-config')" \
	'a file that tcrd has not read'
asked deps web
like "$said" '^x web failed$' 'deps: the unit'
like "$said" '^  x app failed .Requires=.$' 'what it requires'
like "$said" '^    x db failed .Requires=.$' 'and what that requires'
like "$said" '^  . lan.network [a-z]* .Requires=.(, see above)?$' 'its network'
asked deps --reverse db
is "$said" 'x db failed
  x app failed (Requires=)
    x web failed (Requires=)' 'deps --reverse'
finish
