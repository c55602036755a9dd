#!/bin/sh
# SPDX-License-Identifier: MIT
# tcrctl nuke removes all that tcr made on a machine beside another system, whether
# tcrd still runs or was killed, and nothing of neighbours whose names are alike.
. "$(dirname "$0")/lib.sh"
enter "$@"
make -C "$top" -s install "DESTDIR=$T/inst" >"$T/out" 2>&1 && rc=0 || rc=1
ok "$rc" 'tcr can be installed'
[ "$rc" -eq 0 ] || sed 's/^/# /' "$T/out" >&2
# The service's script, with this prefix and no settings of the machine's.
sed -i "s|^prefix=.*|prefix=$T/inst/usr|; s|/etc/default/|$T/default/|" \
	"$T/inst/usr/lib/tcr/run" "$T/inst/usr/lib/tcr/nuke"
PATH=$T/inst/usr/bin:$PATH
mkdir "$T/default"
export TCR_DATA="$T/lib/tcr"
busybox_image busybox
unit web.container <<-EOF
	[Container]
	Image=busybox
	Exec=/bin/sh -c "trap 'exit 0' TERM; while :; do sleep 1000 & wait; done"
	Network=own.network
	PublishPort=8080:80
	Volume=kept.volume:/data
	[Service]
	Restart=always
	[Install]
	WantedBy=multi-user.target
EOF
idle_unit alone
echo '[Network]' | unit own.network
echo '[Volume]' | unit kept.volume

# Nothing of this machine is where nuke looks without settings.
mount -t tmpfs machine /var/lib
# Neighbours: bridges, tables, a cgroup with a process, a mount, folders.
groups=/sys/fs/cgroup
group=$TCR_CGROUP
mkdir "$groups/$group-other" "$T/lib" "$T/lib/tcr-other" /run/tcr-other /run/tcr2
ip link add tcr9 type bridge
ip link add br-owner type bridge
nft add table inet tcr2
nft add table ip tcr
nft add table bridge tcr_
mount -t tmpfs neighbour /run/tcr2
for dir in "$T/lib/tcr-other" /run/tcr-other /run/tcr2; do
	echo theirs >"$dir/file"
done
sleep 1000 &
neighbour=$!
echo "$neighbour" >"$groups/$group-other/cgroup.procs"
finish_all() {
	kill "$neighbour" "${service:-$neighbour}" 2>/dev/null || :
	wait "$neighbour" 2>/dev/null || :
	rmdir "$groups/$group-other" 2>/dev/null || :
	ended
}
trap finish_all EXIT
seen() { # all that there is of interfaces, tables, mounts, cgroups, folders
	ip -br link show | cut -d ' ' -f 1 | sort
	nft list tables | sort
	cut -d ' ' -f 2 /proc/self/mounts | sort
	find "$groups" -maxdepth 1 -name "$group*" | sort
	find /run "$T/lib" ! -path /run/crun | sort # crun's, of whoever runs it
	cat "$groups/$group-other/cgroup.procs"
}
# as_before [PATTERN]: what is there now is in $T/changed, but for what matches.  The
# kernel deletes a veth some time after its namespace: that is waited for.
as_before() {
	is_as_before() {
		seen >"$T/after"
		diff "$T/before" "$T/after" | grep '^[<>]' | grep -v "$1" >"$T/changed"
		[ ! -s "$T/changed" ]
	}
	until_ok 10 is_as_before "${1:-^$}" || :
}
start() { # the service: starts it and waits until both containers run
	"$T/inst/usr/lib/tcr/run" 2>>"$T/console" &
	service=$!
	until_ok 20 in_state web running && until_ok 20 in_state alone running
}

seen >"$T/before"
start && rc=0 || rc=1
ok "$rc" 'tcrd runs beside others'
like "$(nft list chain inet tcr forward)" \
	'iifname != "br-own" oifname != "br-own" accept' \
	'what concerns no bridge of tcr is forwarded as others decide'
pid=$(field web pid)
pkill -9 -x tcrd # of this pid namespace
until_ok 20 in_state web running
is "$(field web pid)" "$pid" 'a tcrd that is killed is started again, its container runs on'

tcrctl nuke </dev/null >"$T/out" 2>&1 && rc=0 || rc=$?
is "$rc" 2 'where nobody can be asked it must be said: exit status 2'
tcrctl nuke --dat --yes >"$T/out" 2>&1 && rc=0 || rc=$?
is "$rc" 2 'so for a word that it does not know'
like "$(cat "$T/out")" "unknown option '--dat' \(did you mean '--data'" '... which is told'
ask() { # ask ANSWER: on a terminal; its exit status in rc
	echo "$1" | script -qec 'tcrctl nuke' /dev/null >"$T/out" 2>&1 &&
		rc=0 || rc=$?
}
ask no
is "$rc" 1 'asked and not told yes it does nothing'
like "$(cat "$T/out")" 'stops all containers' '... having said what it would do'
is "$(field web pid)" "$pid" 'all runs on'
ask yes
is "$rc" 0 'told yes it does'
wait "$service" && rc=0 || rc=$?
is "$rc" 0 'the service has ended in order, and starts no tcrd again'
as_before "$T/lib/tcr\(/\|\$\)"
is "$(cat "$T/changed")" '' 'all is as before, but for the data'
claim 'the volume is still there' test -d "$TCR_DATA/volumes/kept"
is "$(cat /run/tcr2/file /run/tcr-other/file "$T/lib/tcr-other/file" | sort -u)" theirs \
	'files of neighbours are as they were'

# Everything of tcr's own is killed: nobody is there who could be asked to stop.
start && rc=0 || rc=1
ok "$rc" 'it can be started again'
kill -9 "$service"
pkill -9 -x tcrd
pkill -9 -x tcr-dns
wait "$service" 2>/dev/null || :
claim 'containers run without it' grep -q . "$groups/$group/web/cgroup.procs"
tcrctl nuke --yes --data >"$T/out" 2>&1 && rc=0 || rc=$?
is "$rc $(cat "$T/out")" '0 ' 'nuke does without tcrd'
as_before
is "$(cat "$T/changed")" '' 'nothing of tcr is left, with --data'
tcrctl nuke --yes --data && rc=0 || rc=$?
is "$rc" 0 'once more there is nothing to do'

# What is mounted below the data is not tcr's, by whatever name the data is called.
mkdir -p "$TCR_DATA/volumes/a b"
mount -t tmpfs neighbour "$TCR_DATA/volumes/a b"
echo theirs >"$TCR_DATA/volumes/a b/file"
ln -s lib "$T/link"
for name in "$TCR_DATA" "$T/link/tcr" "$TCR_DATA/"; do
	TCR_DATA=$name tcrctl nuke --yes --data >"$T/out" 2>&1 && rc=0 || rc=$?
	is "$rc $(cat "$TCR_DATA/volumes/a b/file")" '1 theirs' "a mount below $name stays"
done
umount "$TCR_DATA/volumes/a b"
rm -r "$TCR_DATA" "$T/link"

# Folders of its own.
own() { # own COMMAND...: tcrd or tcrctl with them
	program=$1
	shift
	env -u TCR_DATA "$program" --root "$T/lib/own" --runroot /run/own "$@"
}
own tcrd --log=err 2>>"$T/console" &
service=$!
until_ok 20 own tcrctl is-active web && rc=0 || rc=$?
ok "$rc" '--root and --runroot name other folders'
claim 'where it keeps data' test -d "$T/lib/own/volumes/kept"
tcrctl status >"$T/out" 2>&1 && rc=0 || rc=$?
is "$rc" 7 'without them tcrctl finds nobody'
tcrctl --root here status >"$T/out" 2>&1 && rc=0 || rc=$?
is "$rc" 2 'a path that is not absolute is refused'
own tcrctl nuke --yes --data && rc=0 || rc=$?
wait "$service" || :
as_before
is "$rc $(cat "$T/changed")" '0 ' 'nuke obeys them'

# Settings of the service's own.
printf 'TCR_DATA=%s\nTCR_RUN=/run/set\n' "$T/lib/set" >"$T/default/tcrd"
unset TCR_DATA
mkdir "$T/lib/tcr"
echo theirs >"$T/lib/tcr/file"
"$T/inst/usr/lib/tcr/run" 2>>"$T/console" &
service=$!
until_ok 20 env TCR_RUN=/run/set tcrctl is-active web || :
claim 'where the service keeps data' test -d "$T/lib/set/volumes/kept"
mkdir "$T/lib/given"
tcrctl --root "$T/lib/given" nuke --yes --data && rc=0 || rc=$?
wait "$service" || :
is "$rc $(ls "$T/lib")" '0 set
tcr
tcr-other' 'nuke asks that tcrd to end; --root counts more than its settings'
tcrctl nuke --yes --data && rc=0 || rc=$?
rm -r "$T/lib/tcr"
as_before
is "$rc $(cat "$T/changed")" '0 ' 'nuke reads them as the service does'

tcrctl=$TCR_BIN/tcrctl # not installed, as on a device
"$tcrctl" nuke --yes >"$T/out" 2>&1 && rc=0 || rc=$?
is "$rc $(cat "$T/out")" \
	'1 tcrctl: nuke: No such file or directory (it is for tcr beside another system: tcrd(8))' \
	'a firmware has no nuke, and tcrctl tells why'
make -C "$top" -s uninstall "DESTDIR=$T/inst"
is "$(find "$T/inst" -type f -o -type l)" '' 'uninstall removes what was installed'
finish
