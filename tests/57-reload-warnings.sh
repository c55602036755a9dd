#!/bin/sh
# SPDX-License-Identifier: MIT
# tcrctl reload-config prints the warnings of the files that tcrd has read.
. "$(dirname "$0")/lib.sh"
enter "$@"
busybox_image busybox
unit quiet.container <<'EOF'
[Container]
Image=busybox
Network=none
Exec=/bin/sleep 1000
EOF
tcrd_start
said=$(tcrctl reload-config 2>&1) && rc=0 || rc=$?
is "$rc $said" '0 ' 'files without a warning: nothing is said'
unit told.container <<'EOF'
[Container]
Image=busybox
Network=none
Exec=/bin/sleep 1000
LogOpt=tag=x
EOF
for n in first second; do
	said=$(tcrctl reload-config 2>&1) && rc=0 || rc=$?
	is "$rc" 0 "a file with a warning: it works (the $n time)"
	like "$said" '^warning: .*told.container:5: LogOpt=tag has no effect' \
		'... and the warning is printed'
	is "$(printf '%s\n' "$said" | wc -l)" 1 '... and nothing else'
done
sed -i 's/^LogOpt=.*/Memory=much/' "$T/conf.d/told.container"
said=$(tcrctl reload-config 2>&1) && rc=0 || rc=$?
is "$rc" 5 'an error: exit status 5'
is "$(printf '%s\n' "$said" | grep -c warning)" 0 '... and is no warning'
finish
