#!/bin/sh
# SPDX-License-Identifier: MIT
# tcrctl verify tells of what loads but is hardly meant; tcrd does not refuse it.
. "$(dirname "$0")/lib.sh"
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
cd "$T"
mkdir -p u root/etc/tcr/secrets root/usr/share/zoneinfo/Area images
touch root/etc/there root/etc/tcr/secrets/key root/usr/share/zoneinfo/Area/City
unit() { # unit FILE: from stdin
	mkdir -p "$(dirname "u/$1")"
	cat >"u/$1"
}
verify() { # verify [OPTION...]
	out=$("$TCR_BIN/tcrctl" verify "$@" u 2>&1) || :
}
said() { # said LINE TEXT: the output has a line that begins so
	like "$out" "^u/$1" "$2"
}

unit web.container <<'EOF'
[Container]
Image=web
Exec=/bin/web
Environment=MSG=hello world
Environment="OTHER=hello world" A=1 B=2
Environment=LANG
Tmpfs=/tmp size=8m
Tmpfs=/ok:size=8m
Memory=64
ShmSize=1m
Volume=/etc/there:/a
Volume=/etc/gone:/b
Volume=/run/x:/c
Volume=data:/d
Volume=./beside:/e
Secret=db
Secret=key,target=/k
Timezone=Nowhere/City
[Service]
MemoryHigh=100
Restart=always
[Install]
WantedBy=multi-user.target
EOF
verify
said 'web.container:4:13: warning: world is a variable.*"MSG=hello world"' \
	'a value with a blank and without quotes'
said 'web.container:7:7: warning: /tmp size=8m is one path .*/tmp:size=8m' \
	'options of a file system in memory behind a blank'
said 'web.container:9:8: warning: Memory=64 is a number of bytes .64M' \
	'a few bytes of memory'
said 'web.container:20:12: warning: MemoryHigh=100 is a number' \
	'... whatever the key'
said 'web.container:6:13: warning: LANG has no value here' \
	"a variable that would be tcrd's own"
is "$(printf '%s\n' "$out" | grep -cE ': (warning|note): ')" \
	"$([ -d /usr/share/zoneinfo ] && echo 6 || echo 5)" \
	'nothing is said of files while the root is not known'
verify --root root
said 'web.container:12:8: warning: /etc/gone is not there' \
	'a folder of the device that is not there'
said 'web.container:16:8: note: there is no secret db' \
	'a secret, which may come later'
said 'web.container:18:10: warning: /usr/share/zoneinfo/Nowhere/City is not' \
	'a time zone'
is "$(printf '%s\n' "$out" | grep -cE ': (warning|note): ')" 8 'and no more'
sed -i 's/Nowhere/Area/' u/web.container
mkdir -p more/etc/gone
verify --root root --root more
is "$(printf '%s\n' "$out" | grep -c 'is not there')" 0 \
	'roots add to each other, and have time zones'
rm u/web.container

# What nothing starts.
for name in wanted named timed failed instance@ alone; do
	printf '[Container]\nImage=web\nExec=/x\n[Service]\nRestart=no\n' |
		unit "$name.container"
done
printf '[Install]\nWantedBy=multi-user.target\n' >>u/wanted.container
printf '[Unit]\nRequires=named\nOnFailure=failed.service\nAfter=alone\n' |
	unit wanted.container.d/1.conf
printf '[Timer]\nOnBootSec=1\nUnit=timed.container\n[Install]\nWantedBy=timers.target\n' |
	unit t.timer
printf '[Pod]\n' | unit lone.pod
printf '[Network]\n' | unit lan.network
verify
said 'alone.container: note: nothing starts it' 'a unit that nothing starts'
said 'lone.pod: note: nothing starts it' 'a pod, too'
is "$(printf '%s\n' "$out" | grep -c 'nothing starts')" 2 'and no other'
printf '[Unit]\nWants=behind.container\n' | unit alone.container.d/1.conf
for name in behind wanted named timed failed; do
	printf '[Container]\nImage=web\nExec=/x\n[X-TCR]\nCritical=yes\n[Service]\nRestart=no\n' |
		unit "$name.container"
done
printf '[Install]\nWantedBy=multi-user.target\n' >>u/wanted.container
verify
said 'behind.container:5:10: warning: Critical=yes has no effect: nothing starts it .WantedBy=' \
	'Critical=yes of a unit that only one names which nothing starts'
is "$(printf '%s\n' "$out" | grep -c 'Critical=yes has no')" 1 \
	'... but not of those that the boot, another unit or a timer starts'
sed -i 's/^Critical=yes/Critical=no/' u/behind.container
verify
said 'behind.container: note: nothing starts it' 'Critical=no is no reason to warn'
rm -r u/behind.container u/alone.container.d
out=$("$TCR_BIN/tcrctl" verify --strict u/alone.container) && rc=0 || rc=$?
is "$rc" 0 'a file that is checked alone may have others that start it'

# Who waits for the network.
for name in early waits none; do
	printf '[Container]\nImage=web\nExec=/x\n' | unit "$name.container"
done
echo Network=none >>u/none.container
printf '[Unit]\nAfter=network-online.target\n' >>u/waits.container
mkdir w
mv u/early.container u/waits.container u/none.container w
is "$("$TCR_BIN/tcrctl" verify w | grep -c 'wait for a route')" 0 \
	'without an uplink there is no route to wait for'
printf '[Uplink]\nDHCP=yes\n' >w/eth0.uplink
like "$("$TCR_BIN/tcrctl" verify w)" \
	'^w/eth0.uplink: note: containers .* route: 1 .After=network-online.target' \
	'containers that do not wait for the network are counted'

# Drop-ins.
touch u/wanted.container.d/2.cnf u/wanted.container.d/.hidden
mkdir u/container.d u/wan-.container.d
for dir in instance@ instance@x wan- wnted; do
	: | unit "$dir.container.d/1.conf"
done
: | unit wan-ted.container.d/1.conf
verify
said 'wanted.container.d: warning: 2.cnf is not read' 'a drop-in without .conf'
said 'wnted.container.d: warning: adds to no unit' 'drop-ins of no unit'
said 'wan-.container.d: warning: adds to no unit' '... of no name that begins so'
said 'wan-ted.container.d: warning: adds to no unit' '... and of no whole name'
is "$(printf '%s\n' "$out" | grep -c 'container.d: warning')" 4 'and no other'
mv u/wanted.container u/wan-ted.container
verify
is "$(printf '%s\n' "$out" | grep -c 'wan-.*container.d: warning')" 0 \
	'a unit whose name begins so has both'

printf '[Timer]\nOnCalendar=0 4 * * 1-5\nUnit=timed.container\n' | unit t.timer
verify
said 't.timer:2:12: error: .*write "Mon..Fri \*-\*-\* 4:0"' \
	'an entry of cron, with its translation'
rm -r u

# An image of another architecture.
printf '[Container]\nImage=web:1\n' | unit web.container
mkdir tree
echo x >tree/x
mksquashfs tree images/web.sqfs -quiet -noappend -no-progress >/dev/null
fs=$(stat -c %s images/web.sqfs)
printf '%s\n' Name=web Tag=1 Architecture=arm64 Cmd=/x >text
{
	cat text
	printf 'TCRIMG1 fs=%020d text=%010d cksum=%010d' "$fs" \
		"$(wc -c <text)" "$(cksum <text | cut -d ' ' -f 1)" |
		awk '{ printf "%-127s\n", $0 }'
} >>images/web.sqfs
verify --images images --arch amd64
said 'web.container:2:7: error: image web:1: is for arm64, not for amd64' \
	'an image of another architecture than the device'
verify --images images --arch arm64
like "$out" '^0 errors' 'one of the right one is good'
finish
