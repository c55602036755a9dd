#!/bin/sh
# SPDX-License-Identifier: MIT
# tcrctl volume backup and restore: what is kept, that a backup is one state of
# the volume, and that containers go on whatever becomes of tcrctl and tcrd.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/volumes.sh"
enter "$@"
busybox_image busybox
gcc -static -O1 -o "$T/root-busybox/bin/notify" "$tests/driver/notify.c"
mksquashfs "$T/root-busybox" "$T/images/busybox.sqfs" -quiet -noappend \
	-no-progress -comp zstd -Xcompression-level 1 >/dev/null
volumes_world
mount -t ext4 "$loop" "$(mkdir -p /var/lib/tcr && echo /var/lib/tcr)"
run() { # run COMMAND...: sets out and rc
	rc=0
	out=$("$@" 2>&1) || rc=$?
}
# All that an archive keeps of a tree.
facts() { # facts DIR
	(cd "$1" && find . -printf '%P %y %m %U:%G %n %l %T@\n' |
		sed 's/\.[0-9]*$//' | LC_ALL=C sort &&
		find . -type f -exec md5sum {} + | LC_ALL=C sort &&
		find . \( -type f -o -type d \) -exec getfattr -d -m - -e hex {} + |
		grep -v -e '^# file' -e '^$' | LC_ALL=C sort)
}
web=$volumes/web
mkdir -p "$web/dir/sub" "$web/empty"
echo hello >"$web/file"
ln "$web/file" "$web/dir/again"
ln -s /etc/passwd "$web/dir/link"
mkfifo -m 620 "$web/fifo"
head -c 300000 /dev/urandom >"$web/dir/sub/large"
: >"$web/nothing"
long=$(printf '%0200d' 7)
mkdir "$web/$long"
echo deep >"$web/$long/$long"
ln -s "$long/$long" "$web/far"
ln "$web/$long/$long" "$web/$long/again"
echo old >"$web/old"
touch -d '1999-12-31 23:59:59' "$web/old" "$web/dir/sub"
printf 'a\nb' >"$web/$(printf 'new\nline \303\244')"
chmod 4751 "$web/file"
chmod 1777 "$web/empty"
chown 3000000:4294967294 "$web/old"
chown -h 5:6 "$web/dir/link" "$web/fifo"
setfattr -n user.note -v "$(printf 'two\nlines')" "$web/dir"
setfattr -n trusted.mark -v 1 "$web/file"
setcap cap_net_raw+ep "$web/dir/sub/large"
setfacl -m u:7:rx "$web/dir/sub" 2>/dev/null || :
chown 33:34 "$web"
chmod 2750 "$web"
setfattr -n user.top -v x "$web"
touch -d '2001-02-03' "$web/dir"
python3 -c "import socket; socket.socket(socket.AF_UNIX).bind('$web/socket')" ||
	exit 1
server web 'Volume=web:/web'
server reader 'Volume=web:/web:ro'
server other
tcrd_start
until_ok 20 all_running web reader other
before=$(facts "$web" | grep -v '^socket ')

rc=0
tcrctl volume backup web >"$T/web.tar" 2>"$T/said" || rc=$?
is "$rc" 0 'a backup to standard output'
is "$(cat "$T/said")" 'socket: a socket, left out' 'a socket is left out, and told'
run tar -tf "$T/web.tar"
is "$rc" 0 'GNU tar reads it'
mkdir "$T/gnu"
tar --xattrs --xattrs-include='*' --numeric-owner -xpf "$T/web.tar" -C "$T/gnu" 2>/dev/null
is "$(facts "$T/gnu" | grep -v '^[0-9a-z_.]*=' )" "$(printf '%s\n' "$before" | grep -v '^[0-9a-z_.]*=')" \
	'and finds owners, modes, times, links and content'
is "$(getfattr -n user.note --only-values "$T/gnu/dir" 2>/dev/null)" "$(printf 'two\nlines')" \
	'and attributes, on a file system that has them'
mkdir "$T/python"
python3 - "$T/web.tar" <<'EOF' && rc=0 || rc=1
import sys, tarfile
with tarfile.open(sys.argv[1]) as t:
    m = {i.name: i for i in t}
    f = m['old']
    assert (f.uid, f.gid) == (3000000, 4294967294), (f.uid, f.gid)
    assert m['./' if './' in m else '.'].mode == 0o2750
EOF
ok "$rc" 'so does another reader'
run tcrctl volume backup web.volume
is "$rc" 4 'a volume that is not there'
run tcrctl volume backup web "$T/file.tar"
is "$rc" 0 'a backup to a file'
is "$(stat -c %a "$T/file.tar")" 600 'which only root can read'
cmp -s "$T/file.tar" "$T/web.tar" && rc=0 || rc=1
ok "$rc" 'the same volume gives the same bytes'
run tcrctl volume backup web "$T/no/such/folder"
is "$rc" 1 'a file that cannot be made'

run tcrctl volume restore web "$T/web.tar"
is "$rc:$out" '1:tcrctl: reader uses the volume and runs: stop it first' \
	'a restore is refused while a container has the volume'
tcrctl stop web reader
echo changed >"$web/file"
rm -r "$web/dir"
run tcrctl volume restore web <"$T/web.tar"
is "$rc:$out" 0: 'a restore from standard input'
is "$(facts "$web")" "$before" 'all is as it was, attributes too'
is "$(ls -A "$volumes")" web 'and nothing is left beside it'
run tcrctl volume restore copy "$T/web.tar"
is "$rc:$(facts "$volumes/copy")" "0:$before" 'a volume that was not there is made'
tar -C "$volumes/copy" --format=gnu -cf "$T/gnu.tar" .
run tcrctl volume restore third "$T/gnu.tar"
is "$rc:$(facts "$volumes/third" | grep -v '^[0-9a-z_.]*=')" \
	"0:$(printf '%s\n' "$before" | grep -v '^[0-9a-z_.]*=')" 'an archive of GNU tar'
run tcrctl volume restore ../x "$T/web.tar"
is "$rc" 2 'a name that no volume can have'
tcrctl start web reader

# One state: who writes without a pause is stopped while the archive is made.
unit writer.container <<-EOF
	[Container]
	Image=busybox
	Network=none
	Volume=counts:/counts
	Exec=/bin/sh -c "i=0; while :; do i=\$\$((i + 1)); echo \$\$i >/counts/first; echo \$\$i >/counts/second; done"
	StopSignal=SIGKILL
	[Service]
	Restart=always
	[Install]
	WantedBy=multi-user.target
EOF
mkdir -p "$volumes/counts"
tcrctl reload-config
until_ok 20 all_running writer
group=/sys/fs/cgroup/$TCR_CGROUP/writer
until_ok 10 [ -s "$volumes/counts/second" ]
frozen() {
	grep -qx 'frozen 1' "$group/cgroup.events"
}
going() { # going: the writer goes on
	a=$(cat "$volumes/counts/first")
	b=$(cat "$volumes/counts/first")
	grep -qx 'frozen 0' "$group/cgroup.events" && [ "$a" != "$b" ]
}
# A backup that stands still in the middle, as its reader does not read.
mkfifo "$T/slow"
large() { head -c 2M /dev/urandom >"$volumes/counts/large"; }
large
slow() { # slow [OPTION...]: sets tcrctl_pid; descriptor 9 is the reader's
	tcrctl volume backup "$@" counts >"$T/slow" 2>"$T/said" &
	tcrctl_pid=$!
	exec 9<"$T/slow"
	until_ok 10 frozen
}
slow
state=$(cat "$volumes/counts/first" "$volumes/counts/second")
run tcrctl volume backup counts "$T/counts.tar"
is "$rc:$out" '1:tcrctl: writer is held for another backup or restore: try again' \
	'one backup at a time'
is "$(field writer state)" running 'a unit that is frozen counts as running'
cat <&9 >"$T/counts.tar"
exec 9<&-
wait "$tcrctl_pid" && rc=0 || rc=$?
is "$rc" 0 'a backup that its reader held up'
until_ok 10 going && rc=0 || rc=1
ok "$rc" 'then the container goes on'
mkdir "$T/counts"
tar -xf "$T/counts.tar" -C "$T/counts"
is "$(cat "$T/counts/first" "$T/counts/second")" "$state" \
	'the archive has the state of the moment when all stood still'

slow
kill -KILL "$tcrctl_pid"
wait "$tcrctl_pid" 2>/dev/null || :
until_ok 10 going && rc=0 || rc=1
ok "$rc" 'tcrctl is killed: the container goes on'
exec 9<&-

slow
kill -KILL "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
ok "$(frozen; echo $?)" 'tcrd is killed: nobody thaws, for now'
tcrd_start
until_ok 10 going && rc=0 || rc=1
ok "$rc" 'the next tcrd thaws what it finds'
cat <&9 >"$T/cut.tar"
exec 9<&-
wait "$tcrctl_pid" && rc=0 || rc=$?
is "$rc" 7 'and the backup fails'
like "$(cat "$T/said")" 'tcrd ended' 'and says why'
run tcrctl volume restore cut "$T/cut.tar"
is "$rc:$out" '1:the archive is cut off' 'what it wrote cannot be restored'
ok "$([ ! -e "$volumes/cut" ]; echo $?)" 'and nothing is left of that'

slow
kill -KILL "$tcrd_pid" "$tcrctl_pid"
wait "$tcrctl_pid" 2>/dev/null || :
wait "$tcrd_pid" 2>/dev/null || :
tcrd_start
until_ok 10 going && rc=0 || rc=1
ok "$rc" 'both are killed: the container goes on with the next tcrd'
exec 9<&-

# Signs of life: nobody gives one while frozen, for longer than any may take.
sign() { # sign NAME EXEC LINES-OF-CONTAINER LINES-OF-SERVICE
	unit "$1.container" <<-EOF
		[Container]
		Image=busybox
		Network=none
		Volume=counts:/counts
		Exec=$2
		$3
		[Service]
		Restart=always
		${4:-}
		[Install]
		WantedBy=multi-user.target
	EOF
}
sign pings '/bin/notify "READY=1" "@ping" 200 /counts/none' Notify=yes WatchdogSec=2s
sign checked '/bin/sleep 1000' 'HealthCmd=/bin/true
HealthInterval=200ms
HealthTimeout=3s
HealthRetries=1
HealthOnFailure=restart
StopSignal=SIGKILL'
tcrctl reload-config
checks() { tcrctl status --json checked | jq -e '.[0].health.state == "healthy"'; }
until_ok 20 all_running pings checked
until_ok 20 checks
slow
sleep 4 # WatchdogSec= is 2 s, HealthTimeout= 3 s
cat <&9 >/dev/null
exec 9<&-
wait "$tcrctl_pid" && rc=0 || rc=$?
is "$rc" 0 'a backup that takes longer than a watchdog or a check may'
sleep 3 # whoever counted the time would act by now
is "$(field pings state)-$(field pings restarts) $(field checked state)-$(field checked restarts)" \
	'running-0 running-0' 'is no reason to restart a container'
checks >/dev/null && rc=0 || rc=1
ok "$rc" 'nor to call it unhealthy'
rm "$T/conf.d/pings.container" "$T/conf.d/checked.container"
tcrctl reload-config

slow --timeout 3
until_ok 10 going && rc=0 || rc=1
ok "$rc" '--timeout: the container goes on'
: >"$volumes/counts/large" # as it may, now
cat <&9 >"$T/cut.tar"
exec 9<&-
wait "$tcrctl_pid" && rc=0 || rc=$?
is "$rc:$(cat "$T/said")" '6:save large: it changed while it was read
tcrctl: the time is over' 'and the backup has failed, and says why the volume has changed'
large

slow
tcrctl stop writer
is "$(field writer state)" inactive 'a container that is frozen can be stopped'
cat <&9 >/dev/null
exec 9<&-
wait "$tcrctl_pid" && rc=0 || rc=$?
is "$rc:$(cat "$T/said")" '1:tcrctl: writer has ended or was stopped' \
	'then the backup fails, too'

slow2() { # the same for a unit that is down
	tcrctl volume backup counts >"$T/slow" 2>"$T/said" &
	tcrctl_pid=$!
	exec 9<"$T/slow"
}
slow2
head -c 512 <&9 >/dev/null # the archive has begun
tcrctl start --no-wait writer
is_held() { [ "$(field writer cause)" = 'waits: its volume is being saved or replaced' ]; }
until_ok 10 is_held && rc=0 || rc=1
ok "$rc" 'a container that is down does not start meanwhile'
cat <&9 >/dev/null
exec 9<&-
wait "$tcrctl_pid" && rc=0 || rc=$?
is "$rc" 0 'the backup ends'
until_ok 10 going && rc=0 || rc=1
ok "$rc" 'and then the container starts'

slow
tcrctl reload-config
until_ok 10 going && rc=0 || rc=1
ok "$rc" 'reload-config ends a backup'
cat <&9 >/dev/null
exec 9<&-
wait "$tcrctl_pid" && rc=0 || rc=$?
is "$rc:$(tail -n 1 "$T/said")" \
	'1:tcrctl: ended, as the units are being reloaded: try again' 'which says so'
is "$(field web state)-$(field other restarts)" running-0 'others never noticed'
kill "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
umount /var/lib/tcr
finish
