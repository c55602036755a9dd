#!/bin/sh
# SPDX-License-Identifier: MIT
# Root in a container that mounts the status FIFO forges, locks, resizes, hoards
# and spins: other readers get tcrd's document, and tcrd has time for them.
. "$(dirname "$0")/lib.sh"
enter "$@"

busybox_image busybox
gcc -static -O1 -D_GNU_SOURCE -o "$T/root-busybox/bin/attack" "$tests/driver/status-attack.c"
ln -sf busybox "$T/root-busybox/bin/md5sum"
mksquashfs "$T/root-busybox" "$T/images/busybox.sqfs" -quiet -noappend \
	-no-progress -comp zstd -Xcompression-level 1 >/dev/null
mkdir /run/shared
reader() { # reader NAME COMMAND: it mounts the FIFO as the manual says
	idle_unit "$1" "Volume=/run/tcr/public:/run/tcr:ro
Volume=/run/shared:/shared"
	sed -i "s|^Exec=.*|Exec=/bin/sh -c \"$2\"|; 2aStopSignal=SIGKILL" \
		"$T/conf.d/$1.container"
}
for way in forge lock spin; do # nice: the test measures tcrd, not this
	reader $way "exec attack $way /run/tcr/status"
	sed -i 's/^\[Service\]/&\nNice=19/' "$T/conf.d/$way.container"
done
reader hold "cat /shared/go; exec attack hold /run/tcr/status"
reader honest 'while :; do cat /run/tcr/status >/shared/doc; mv /shared/doc /shared/last; sleep 0.1; done'
sed -i '2aUserNS=auto' "$T/conf.d/honest.container"
chmod 777 /run/shared
mkfifo /run/shared/go
for n in $(seq 40); do
	idle_unit "u$n"
	sed -i 's/WantedBy=.*/WantedBy=/' "$T/conf.d/u$n.container"
done
tcrd_start
for way in forge lock spin hold honest; do
	until_ok 20 in_state $way running
done
good() { # good FILE: tcrd's document and nothing else
	[ "$(jq -r '.units[].unit' "$1" | grep -c '^u[0-9]*.container')" = 40 ] &&
		! grep -q forged "$1"
}
ticks() { awk '{ print $14 + $15 }' "/proc/$tcrd_pid/stat"; }
now() { date +%s%N | cut -c 1-13; }

bad=0
slow=0
from=$(now)
cpu=$(ticks)
for _ in $(seq 30); do
	began=$(now)
	cat /run/tcr/status >"$T/doc"
	good "$T/doc" || bad=$((bad + 1))
	tcrctl status --json >"$T/doc" || :
	good "$T/doc" || bad=$((bad + 1))
	[ $(($(now) - began)) -lt 5000 ] || slow=$((slow + 1))
done
passed=$(($(now) - from))
cpu=$((($(ticks) - cpu) * 10))
is "$bad" 0 "60 documents on the device are whole and tcrd's"
is "$slow" 0 "and come within five seconds"
ok $((cpu * 100 / passed > 60)) \
	"of a processor tcrd takes no more than 60 %: $cpu of $passed ms"
fresh() { # a document that was begun after this was
	rm -f /run/shared/last
	until_ok 10 test -e /run/shared/last
}
bad=0
for _ in 1 2 3 4 5; do
	fresh || bad=$((bad + 1))
	cp /run/shared/last "$T/doc"
	good "$T/doc" || bad=$((bad + 1))
done
is "$bad" 0 "so are another container's"

echo go >/run/shared/go
held() { tcrctl logs hold | grep -q 'held, 0 failed'; }
claim "a container holds a thousand open and reads none" until_ok 30 held
files=$(find "/proc/$(pid_of hold)/fd" -type l -exec stat -L -c '%F %i' {} + |
	grep '^fifo' | sort -u | wc -l)
ok $((files > 20)) "that is $files FIFOs, which is what it may have"
cat /run/tcr/status >"$T/doc"
claim "the device's readers get theirs" good "$T/doc"
fresh && good /run/shared/last && rc=0 || rc=1
ok "$rc" "so does another container"
tcrctl stop hold forge lock spin

# The same by a user of the device, whose neighbours have the same FIFO.
cp "$T/root-busybox/bin/attack" /run/shared
as() { # as UID COMMAND...
	uid=$1
	shift
	setpriv --reuid "$uid" --regid "$uid" --clear-groups "$@"
}
as 1000 /run/shared/attack hold /run/tcr/status >"$T/held" &
holder=$!
until_ok 30 grep -q 'held, 0 failed' "$T/held"
as 1001 timeout 120 cat /run/tcr/status >"$T/doc" || :
good "$T/doc" && rc=0 || rc=1
ok "$rc" "another user gets a document while one holds all that there are"
kill "$holder"
wait "$holder" 2>/dev/null || :
is "$(stat -L -c '%F %a' /run/tcr/status)" 'fifo 444' "the FIFO is for reading"
kill -KILL "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
tcrd_start
fresh && good /run/shared/last && rc=0 || rc=1
ok "$rc" "the next tcrd serves who had mounted it before"
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" || :
finish
