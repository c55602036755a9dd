#!/bin/sh
# tcr-dns keeps nothing that it does not need, and may die at any time.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/dns.sh"
enter "$@"
dns_world
upstream 2
cat >"$T/good" <<EOF
listen 10.88.0.1 tcr0
upstream 192.0.2.2
name web 10.88.0.2
EOF

status() { # status KEY: its value in /proc
	sed -n "s/^$1:[[:space:]]*//p" "/proc/$dns_pid/status" | tr '\t' ' '
}

dns_start <"$T/good"
is "$(status Uid)" '64053 64053 64053 64053' "it is a user of its own"
is "$(status Gid)" '64053 64053 64053 64053' "and a group"
is "$(status Groups | tr -d ' ')" '' "in no others"
is "$(status Cap... | sort -u)" 0000000000000000 "without capabilities"
is "$(status NoNewPrivs)" 1 "nor a way to new ones"
is "$(status Seccomp)" 2 "with a list of system calls"
is "$(status Threads)" 1 "alone"
is "$(find "/proc/$dns_pid/root/" | wc -l)" 1 "its root directory is empty"
touch "/proc/$dns_pid/root/x" 2>/dev/null && rc=1 || rc=0
ok "$rc" "and cannot be written"
is "$(readlink "/proc/$dns_pid/cwd")" / "it stands there"
is "$(readlink "/proc/$dns_pid/ns/mnt")" "$(readlink /proc/self/ns/mnt)" \
	"it keeps no mount of others busy"
like "$(cat "/proc/$dns_pid/limits")" 'Max file size +0 +0' "it writes no file"
like "$(cat "/proc/$dns_pid/limits")" 'Max processes +0 +0' "starts no process"
like "$(cat "/proc/$dns_pid/limits")" 'Max core file size +0 +0' \
	"leaves no core"
is "$(find "/proc/$dns_pid/fd" -type l -printf '%l\n' |
	grep -vc '^socket:\|^anon_inode:\|^/dev/null$')" 1 \
	"it has sockets, and one pipe to log to"

is "$(ask www.example)" 192.0.2.2 "it works so"
# The last argument of epoll_wait(2): how long it would sleep.
timeout() {
	cut -d' ' -f5 "/proc/$dns_pid/syscall"
}
until_ok 5 sh -c "cut -d' ' -f5 /proc/$dns_pid/syscall | grep -q ffffffff"
like "$(timeout)" 'ffffffff$' "with no question it sleeps for ever"
in_box dig @10.88.0.1 +tries=1 +time=12 silent.example >/dev/null &
asking=$!
until_ok 5 grep -qi silent "$T/asked.2"
until_ok 2 sh -c "cut -d' ' -f5 /proc/$dns_pid/syscall | grep -qv ffffffff" && rc=0 || rc=1
ok "$rc" "with one it does not"
wait "$asking"

memory() {
	sed -n 's/^VmData:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$dns_pid/status"
}
before=$(memory)
seq 1 500 | sed 's/.*/n&.example A/' >"$T/names"
in_box dnsperf -s 10.88.0.1 -d "$T/names" -q 500 -n 20 >/dev/null
is "$(memory)" "$before" "10000 questions take no memory"

kill -9 "$dns_pid"
wait "$dns_pid" || :
dns_start <"$T/good"
is "$(ask web)" 10.88.0.2 "killed and started again it answers"
in_box dig @10.88.0.1 +tcp web >/dev/null
dns_stop
is "$rc" 0 "SIGTERM ends it well"
dns_start <"$T/good"
is "$(ask +tcp web)" 10.88.0.2 "at once again, over TCP too"
dns_stop
{ cat "$T/good" && echo user 1234; } >"$T/chosen"
dns_start <"$T/chosen"
is "$(status Uid)" '1234 1234 1234 1234' "the user can be chosen"
dns_stop

# Without privileges: what can be dropped is, and the rest is said.
sysctl -qw net.ipv4.ip_unprivileged_port_start=0
setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all \
	--bounding-set=-all "$(command -v tcr-dns)" <"$T/good" 2>"$T/said" &
dns_pid=$!
until_ok 10 sh -c "grep -q 'Seccomp:.2' /proc/$dns_pid/status"
is "$(ask web)" 10.88.0.2 "started as nobody it answers"
logged 'started as user 65534: keeps this user' "and says so"
dns_stop

# As root it does not go on with a drop half done.
setpriv --bounding-set=-sys_chroot --inh-caps=-all \
	"$(command -v tcr-dns)" <"$T/good" 2>"$T/err" && rc=0 || rc=$?
is "$rc" 1 "as root, unable to drop all, it ends"
like "$(cat "$T/err")" 'enter the empty root: Operation not permitted' \
	"and says why"

refused() { # refused CONFIGURATION ERROR
	printf '%b' "$1" | tcr-dns 2>"$T/err" && rc=0 || rc=$?
	is "$rc" 2 "status 2 for: $2"
	like "$(cat "$T/err")" "tcr-dns: $2\$" "which it says"
}
refused '' 'stdin: no listen line'
refused 'listen 10.88.0.1 tcr0\n\nname web\n' 'stdin:3: wrong number of words'
refused 'listen 10.88.0.1\0 tcr0' 'stdin:1: a control byte'
echo 'listen 10.88.0.1 absent0' | tcr-dns 2>"$T/err" && rc=0 || rc=$?
is "$rc" 1 "an interface that is not there is status 1"
like "$(cat "$T/err")" 'interface absent0: No such device' "and named"
finish
