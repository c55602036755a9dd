#!/bin/sh
# SPDX-License-Identifier: MIT
# A unit whose file is gone stops as the file said; if the file comes back before
# it is down, it is a new unit and starts.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/networks.sh"
enter "$@"
busybox_image busybox
mkdir "$T/told"

# one NAME COMMAND NETWORK: does that to stop, and leaves a mark when it has.
one() {
	unit "$1.container" <<-EOF
		[Container]
		Image=busybox
		Network=$3
		Volume=$T/told:/told
		Exec=/bin/sh -c "trap '$2; echo >/told/$1; exit 0' TERM; touch /told/$1.up; while :; do sleep 1000 & wait \$\$!; done"
		StopTimeout=60
		[Service]
		Restart=always
		[Install]
		WantedBy=multi-user.target
	EOF
}
one slow 'sleep 2' none
one back 'until test -e /told/go; do sleep 0.1; done' n.network
echo '[Network]' >"$T/conf.d/n.network"
printf '[Volume]\n[Install]\nWantedBy=multi-user.target\n' >"$T/conf.d/v.volume"
tcrd_start
for u in slow back; do
	until_ok 20 test -e "$T/told/$u.up"
done
back=$(pid_of back)

cp "$T"/conf.d/back.container "$T"/conf.d/[nv].* "$T"
rm "$T"/conf.d/*
tcrctl reload-config >"$T/out" 2>&1 && rc=0 || rc=$?
is "$rc $(cat "$T/out")" "0 " "files are taken away"
until_ok 20 grep -q 'back: its unit file is gone' "$T/console"
cp "$T"/back.container "$T"/[nv].* "$T/conf.d"
rm "$T/told/back.up"
is "$(test -e "$T/told/back" || echo no)" no "one is not down when its file is back"
tcrctl reload-config >"$T/out" 2>&1 &
client=$!
until_ok 20 grep -q 'back restarts' "$T/out"
touch "$T/told/go"
wait "$client" && rc=0 || rc=$?
is "$rc $(cat "$T/out")" "0 back restarts" "the files are read again"
again() {
	in_state back running && renewed back "$back"
}
until_ok 20 again && rc=0 || rc=$?
ok "$rc" "it runs as a new one, with the network that it requires"
ok "$(test -e "$T/told/back" && echo 0 || echo 1)" "after the old one has ended by itself"
until_ok 20 test -e "$T/told/slow" && rc=0 || rc=$?
ok "$rc" "the other had the time that its file gave it"
is "$(grep -c 'slow: did not stop' "$T/console" || :)" 0 "and was not killed"

rm "$T/conf.d/v.volume"
tcrctl reload-config
comes "a volume alone is taken away" grep -q 'v.volume: down' "$T/console"
cp "$T/v.volume" "$T/conf.d"
tcrctl reload-config
comes "what was down already is a new unit as well" settled v

until_ok 20 test -e "$T/told/back.up" # a signal before that would be lost
rm "$T/told/back" "$T/told/go" "$T"/conf.d/*
tcrctl reload-config
sleep 1 # a network that does not wait would go meanwhile
touch "$T/told/go"
comes "all is taken away" grep -q 'n.network: down' "$T/console"
ok "$(test -e "$T/told/back" && echo 0 || echo 1)" \
	"a container ends before the network that it stands on goes"
kill "$tcrd_pid"
wait "$tcrd_pid" || :
finish
