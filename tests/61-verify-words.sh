#!/bin/sh
# SPDX-License-Identifier: MIT
# A message names the word of a value that it is about, and its column.
. "$(dirname "$0")/lib.sh"
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
cd "$T"
mkdir u
said() { # said LINE TEXT: the output has a line that begins so
	like "$out" "^u/web.container:$1" "$2"
}

cat >u/db.container <<'EOF'
[Container]
Image=db
Exec=/bin/db
EOF
cat >u/web.container <<'EOF'
[Unit]
After=db.container gone.container db
Wants=db.container \
  lost.container
Requires=x.socket
[Container]
Image=web
Exec=/bin/web
Label=app=web r=Host(a) || Path(b)
Memory=64M # a lot
Sysctl=net.core.somaxconn=1 kernel.x=1
HostName=%y
Environment=A=1 "B=2" C!=3
AddDevice=/dev/ttyS0  nowhere  # the port
[Service]
LimitNOFILE=1 ; few
EOF
echo >u/readme
out=$("$TCR_BIN/tcrctl" verify u 2>&1) || :
said '2:20: warning: After=gone.container is unknown' \
	'one of several units, with its column'
said '3:7: warning: Wants=lost.container is unknown' \
	'one in a line that goes on: the column of the value'
said '5:10: error: Requires=x.socket is unknown .PublishPort=' \
	'a unit that only systemd has, and what to use'
said '9:25: error: bad value Label=[|][|] .*spaces need quotes' \
	'a word that is no label'
said '10:8: error: bad value Memory=64M # a lot .*comment needs a line of its own' \
	'a comment behind a value'
said '11:29: error: bad value Sysctl=kernel.x=1 ' 'one of several settings'
said '12:10: error: bad value HostName=%y .%y: no specifier' \
	'a letter that is no specifier'
said '13:23: error: bad value of Environment= ' \
	'a variable: its column, but not what may be a secret'
said '14:23: error: bad value AddDevice=nowhere ' 'one of several devices'
said '16:13: error: .*comment needs a line of its own' 'a comment behind a number'
like "$out" '^u/readme: warning: .*.container, .pod, .network, .volume, .image' \
	'all kinds of files, for one that is none'
finish
