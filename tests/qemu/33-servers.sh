#!/bin/sh
# SPDX-License-Identifier: MIT
# Servers that know nothing of tcr run under its default security, all in one
# guest: Debian's redis, mosquitto, PostgreSQL and Python, and one of musl.
# Some start as root and become another user, some are one from the beginning;
# each serves others by its name, and keeps what a volume is for.
if [ -z "${PRIVATE_NET-}" ]; then
	set -eu
	host=$(dirname "$0")/../../host
	packages=${TCR_CACHE:-$host/../build/cache}/servers
	. "$(dirname "$0")/servers.sh"
	servers_fetch
	PRIVATE_NET=1 packages=$packages exec unshare -n "$0"
fi
. "$(dirname "$0")/lib.sh"
. "$qemu_tests/servers.sh"
ip link set lo up
begun=$(date +%s)
servers_images

unit() # unit NAME: its [Container] from stdin
{
	{
		echo '[Container]'
		cat
		printf '%s\n' '[Service]' Restart=on-failure \
			'[Install]' WantedBy=multi-user.target
	} | guest_unit "$1.container"
}
unit redis <<'E'
Image=redis
Exec=redis-server --protected-mode no --appendonly yes --logfile /dev/stderr
Volume=redis:/var/lib/redis
ReadOnly=yes
E
guest_file etc/site/open.conf <<'E'
listener 1883
allow_anonymous true
E
unit mosquitto <<'E'
Image=mosquitto
Volume=/etc/site/open.conf:/etc/mosquitto/conf.d/open.conf:ro
Volume=mosquitto:/var/lib/mosquitto
Tmpfs=/var/log/mosquitto
ReadOnly=yes
E
unit postgres <<'E'
Image=postgres
Volume=postgres:/var/lib/postgresql
ReadOnly=yes
E
unit python <<'E'
Image=python
PublishPort=8080:80
E
unit jail <<'E'
Image=jail
ReadOnly=yes
E
unit jailed <<'E'
Image=jail
User=65534
E
unit clients <<'E'
Image=clients
Exec=/bin/sh -c "trap 'exit 0' TERM; while :; do sleep 1000 & wait; done"
ReadOnly=yes
E
guest_unit eth0.uplink <"$top/conf.d/eth0.uplink"
guest_firmware
truncate -s 256M "$T/data"
mkfs.ext4 -q -F "$T/data"
made=$(date +%s)

guest_run --data "$T/data" --publish 8082:8080 \
	<"$qemu_tests/servers-guest.sh" &
guest=$!
fetch()
{
	wget -q -T 5 -t 1 -O "$T/page" "http://127.0.0.1:8082$1"
}
until_ok 250 fetch /all || :
page=$(xargs <"$T/page")
fetch /last || : # there is none: its log says that all was asked for
wait "$guest" || status=$?
output=$(cat "$T/output")
console=$(tr -d '\r' <"$T/console")
is "$status" 0 "the guest came and went"
is "$(said measured | wc -l)" 9 "all servers answer, three after a restart too"
is "$(said restarts)" "0 0 0 0 0 0" "none had to be started again"

# User; capabilities inheritable, permitted, effective, bounding, ambient;
# no_new_privs; seccomp.  405fb: those of supervisor/spec/spec.c.
for unit in jailed:65534 python:104 postgres:103; do
	is "$(said "may-${unit%:*}")" "${unit#*:} 0 0 0 0 0 1 2" \
		"${unit%:*}: all its processes are its user's and may nothing"
done
for unit in redis:101 mosquitto:102; do
	is "$(said "may-${unit%:*}")" "${unit#*:} 0 0 0 405fb 0 1 2" \
		"${unit%:*}: was root, and nothing is left of that"
done
is "$(said may-jail)" "0 0 405fb 405fb 405fb 0 1 2 65534 0 0 0 0 0 1 2" \
	"jail: root may what tcr lets it, its child nothing"

address=$(said redis-ip)
is "$(said jail)" "user 65534, etc is away, $address" \
	"musl: looks up names, binds port 80, jails itself, has threads"
is "$(said jailed)" "user 65534, etc is there, $address" \
	"musl: binds port 80 without being root"
is "$(said set)" OK "redis: another container sets a key"
is "$(said get)" "\$5 value" "redis: the device gets it"
is "$(said saved)" yes "redis: a child of it saves all"
is "$(said kept-redis)" value "redis: its volume has the key"
like "$(said logs)" '^redis .*Ready to accept' \
	"redis: may open /dev/stderr, which was root's"
like "$(said logs)" '^python by its name' "Python: may open its own"
is "$(said heard)" "said to all" "mosquitto: what one publishes another hears"
is "$(said pid-file)" 1 "mosquitto: writes to /run, with a read-only root"
is "$(said kept-mosquitto)" "for later" "mosquitto: its volume has a message"
is "$(said sum)" 500500 "PostgreSQL: another container makes a table"
is "$(said shared)" "Workers Launched: 1" "PostgreSQL: workers share memory"
is "$(said kept-postgres)" 1000 "PostgreSQL: its volume has the table"
is "$page" "/var/lib/www /run/www /tmp /var/tmp /dev/shm" \
	"Python: writes where programs do, serves a published port"
is "$(said ends)" "stopped stopped stopped stopped stopped stopped" \
	"each ends by its own stop signal"
said measured | sed 's/^/# /'
echo "# $((made - begun)) s to make, $(($(date +%s) - made)) s to run"
[ "$failures" -eq 0 ] || printf '%s\n' "$output" "$console" | sed 's/^/# /'
finish
