#!/bin/sh
# SPDX-License-Identifier: MIT
# tcrctl enable, disable, mask and unmask hold on the data partition, apply when
# unit files are read, and with --now at once; tcrctl diff and the status show them.
. "$(dirname "$0")/lib.sh"
enter "$@"
busybox_image busybox
# shellcheck source=lib/edit.sh
. "$tests/lib/edit.sh"
for u in web other resting gone; do
	idle_unit $u
done
sed -i '/WantedBy/d' "$T/conf.d/resting.container"
ip link add eth7 type veth peer name cable7
unit eth7.uplink <<-'EOF'
	[Uplink]
	Address=192.0.2.1/24
EOF

# Nothing but another unit starts these, each by another relation.
unit wants.container <<-'E'
	[Unit]
	Wants=wanted.container
	OnFailure=failing.container
	OnSuccess=succeeding.container
	[Container]
	Image=busybox
	Network=used.network
	Volume=used.volume:/data
	Exec=/bin/sleep 1000
	[Install]
	WantedBy=multi-user.target
E
for u in wanted failing succeeding timed upheld; do
	printf '[Container]\nImage=busybox\nExec=/bin/sleep 1000\n' | unit $u.container
done
printf '[Install]\nUpheldBy=other.container\n' >>"$T/conf.d/upheld.container"
printf '[Timer]\nOnBootSec=1h\nUnit=timed.container\n[Install]\nWantedBy=timers.target\n' |
	unit timed.timer
for n in used unused; do
	echo '[Network]' | unit $n.network
	echo '[Volume]' | unit $n.volume
done
printf '[Container]\nWonders=1\n' | unit refused.container

words() { # the units that have the key, and what it says
	tcrctl status --json |
		jq -r '.units[] | select(.unit_file_state) | "\(.unit) \(.unit_file_state)"'
}
ctl() { # ctl COMMAND...: its words in $said, its status in $rc
	said=$(tcrctl "$@" 2>&1) && rc=0 || rc=$?
}
# Without tcrd.
ctl disable web other
is "$rc:$said" "0:web.container does not start at boot
other.container does not start at boot
'tcrctl reload-config' applies it" 'units are disabled'
ctl enable other resting
is "$rc" 0 'one of them is enabled again, and one that was not'
is "$(ls "$data")" 'resting.container.d
web.container.d' 'nothing is left for one that is as the firmware says'
ctl diff web
is "$rc:$said" '0:  + WantedBy=
  + RequiredBy=
  + UpheldBy=' 'the difference to the firmware is shown'
ctl diff other
is "$rc:$said" 0: 'and none is none'
tcrd_start
until_ok 20 booted
is "$(state_of web):$(state_of other):$(state_of resting)" inactive:running:running \
	'a boot starts what is enabled'
like "$(tcrctl status web)" "$data/web.container.d/50-enable.conf" 'the status shows why'
is "$(words)" 'unused.network disabled
unused.volume disabled
web.container disabled' 'its key is there for what nothing starts, and for nothing else'
like "$(tcrctl status web)" '^   Start:  disabled$' '... and is shown'
is "$(tcrctl status other | grep -c Start:)" 0 '... only there'
ctl enable refused
like "$rc:$said" "^5:.*/refused.container:2: unknown key 'Wonders'" 'a unit that is refused is not enabled'
rm "$T/conf.d/refused.container"
other=$(pid_of other)
ctl enable web
is "$rc:$(state_of web)" 0:inactive 'enabled is not started'
ctl enable --now web
is "$rc:$(state_of web):$(pid_of other)" "0:running:$other" 'but with --now'
ctl disable --now web
is "$rc:$(state_of web)" 0:inactive 'disabled with --now is stopped'
ctl reload-config
is "$rc:$(state_of web):$(pid_of other)" "0:inactive:$other" 'and stays so'

# Masks.
ctl mask resting gone
is "$rc:$(state_of resting)" 0:running 'masked, and not yet applied'
is "$(readlink "$data/gone.container")" /dev/null 'a mask is a link to /dev/null'
resting=$(pid_of resting)
ctl mask --now resting
is "$rc:$(state_of resting)" 0:masked 'with --now it is'
is "$(words | grep masked)" 'gone.container masked
resting.container masked' 'which the key says, too'
until_ok 20 test ! -e "/proc/$resting" && rc=0 || rc=$?
ok "$rc" 'and goes down'
until_ok 20 test ! -e "/sys/fs/cgroup/$TCR_CGROUP/resting" && rc=0 || rc=$?
ok "$rc" 'with all of it'
ctl start resting
is "$rc" 5 'it cannot be started'
ctl diff resting
like "$said" "^resting.container is masked by $data/resting.container" 'diff tells of the mask'
like "$(tcrctl why resting)" "'tcrctl unmask --now resting' undoes that" 'why says how it ends'
ctl unmask --now resting
is "$said" 'resting.container is no longer masked' 'unmasked'
until_ok 20 in_state resting running || :
is "$rc:$(state_of resting)" 0:running 'unmasked it starts, as it is enabled'
ctl unmask web
is "$rc:$said" '1:tcrctl: web.container is not masked' 'one that is not masked'
ln -s /dev/null "$T/etc/conf.d/never.container"
ctl unmask never
is "$rc:$said" "1:tcrctl: never.container is masked by $T/etc/conf.d/never.container" \
	'one that the firmware masks'
rm "$T/etc/conf.d/never.container"
ctl mask gone
is "$rc" 0 'masked twice is masked'
ctl edit gone <<-'EOF'
	[Service]
	MemoryHigh=33M
EOF
is "$rc" 0 'a masked unit can be edited'
rm -r "$data/gone.container.d"
idle_unit mine
mv "$T/etc/conf.d/mine.container" "$data"
ctl mask mine
is "$rc:$said" "1:tcrctl: $data/mine.container: File exists" \
	'a file of the data partition is not replaced'
claim 'and still there' test -s "$data/mine.container"
ctl diff mine
like "$said" '^mine.container is not in the firmware$' 'diff tells of such a unit'

# What is refused.
ctl enable nothing
is "$rc:$said" "4:tcrctl: no such unit: 'nothing'" 'no such unit'
ctl enable webb
is "$rc:$said" "4:tcrctl: no such unit: 'webb' (did you mean 'web'?)" 'a typo'
ctl diff restign.container
like "$rc:$said" "^4:.*did you mean 'resting.container'" 'a typo of a whole name'
ctl edit webb
like "$rc:$said" "^4:.*did you mean 'web'" 'edit says so, too'
ctl enable --nwo web
is "$rc:$said" "2:tcrctl: enable: unknown option '--nwo' (did you mean '--now'?)" \
	'a misspelt option'
ctl reload-config --timeuot=9
is "$rc:$said" \
	"2:tcrctl: reload-config: unknown option '--timeuot' (did you mean '--timeout'?)" \
	'... with a value'
ctl enable --wonders=9 web
like "$rc:$said" "^2:.*'--wonders' \(see 'tcrctl help enable'\)" '... like none'
ctl enable eth7.uplink
is "$rc" 1 'an uplink is always up'
like "$said" "always up; 'tcrctl mask' ends that" 'which is told'
for c in enable mask edit revert; do
	ctl $c tcr-firewall.service
	is "$rc:$said" '1:tcrctl: tcr-firewall.service is built in' "$c of what has no file"
done
ctl enable
is "$rc" 2 'a name is needed'
ctl enabel web
like "$said" "did you mean 'enable'" 'a misspelt command'
# A link in conf.d, which a container may share, leads to files that are not tcr's.
mkdir "$T/elsewhere"
echo '[X]' >"$T/elsewhere/50-enable.conf"
echo '[X]' >"$T/elsewhere/override.conf"
rm -rf "$data/resting.container.d"
ln -s "$T/elsewhere" "$data/resting.container.d"
for c in enable disable revert; do
	ctl $c resting
	like "$rc:$said" "^1:tcrctl: $data/resting.container.d.*: Not a directory\$" \
		"$c follows no link"
done
ctl edit resting <<-'EOF'
	[Service]
	StopTimeout=3
EOF
like "$rc:$said" '^5:.*: a link on the data partition' 'edit neither'
ctl revert resting
is "$(cat "$T/elsewhere"/*)" '[X]
[X]' 'what is there stays'
rm "$data/resting.container.d"
mv "$data" "$T/kept"
ln -s "$T/elsewhere" "$data"
ctl mask resting
is "$rc:$(ls "$T/elsewhere")" '1:50-enable.conf
override.conf' 'nor does mask'
rm "$data"
mv "$T/kept" "$data"

for c in enable disable mask unmask diff; do
	rc=0
	said=$(setpriv --reuid 1000 --regid 1000 --clear-groups \
		env PATH="$PATH" tcrctl $c web 2>&1) || rc=$?
	is "$rc:$said" "1:tcrctl: $c: you must be root" "$c is for root"
done
kill "$tcrd_pid"
wait "$tcrd_pid" || :
ctl disable --now other
is "$rc" 7 '--now without tcrd'
claim 'is kept all the same' grep -q '^WantedBy=$' "$data/other.container.d/50-enable.conf"
tcrd_start
until_ok 20 booted
is "$(state_of other):$(state_of gone)" inactive:masked 'the next tcrd is as it was said'
finish
