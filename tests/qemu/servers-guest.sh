# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What the guest of 33-servers.sh runs, behind guest.sh: waits for each server,
# uses it from the container "clients", looks at what its processes may do, and
# starts again those that have a volume.  Each `say` is a result.

clients()
{
	crun --root /run/tcr/crun exec clients "$@"
}

sql()
{
	clients psql -qtA postgresql://postgres:secret@postgres/ -c "$1" | xargs
}

page()
{
	clients timeout 5 wget -q -O - "http://$1/"
}

answers()
{
	case $1 in
	redis) clients redis-cli -h redis ping | grep -q PONG ;;
	mosquitto) clients mosquitto_pub -h mosquitto -t ready -n ;;
	postgres) clients pg_isready -q -h postgres -U postgres ;;
	*) page "$1" ;;
	esac
}

# The time since its process was started, and what its cgroup has.
measure()
{
	group=/sys/fs/cgroup/tcr/$1
	now=$(awk '{ print int($1 * 1000) }' /proc/uptime)
	say measured "$1 answers after $((now - $(field "$1" since_ms))) ms," \
		"$(($(cat "$group/memory.current") >> 10)) KiB in use," \
		"$(($(sed -n 's/^anon //p' "$group/memory.stat") >> 10)) anonymous"
}

# Asks all that have not answered, each in its turn.
all_answer()
{
	left=
	for unit in $waiting; do
		if answers "$unit"; then
			measure "$unit" >&3
		else
			left="$left $unit"
		fi
	done
	waiting=$left
	[ -z "$left" ]
}

# Of all its processes: user, capabilities (inheritable, permitted, effective,
# bounding, ambient), no_new_privs, seccomp mode.
privileges()
{
	while read -r pid; do
		awk '/^(Uid|Cap...|NoNewPrivs|Seccomp):/ {
			sub(/^0+/, "", $2)
			line = line " " ($2 == "" ? 0 : $2)
		} END { print substr(line, 2) }' "/proc/$pid/status"
	done <"/sys/fs/cgroup/tcr/$1/cgroup.procs" | sort -u | xargs
}

in_redis() # in_redis LINE: among what it tells of itself
{
	clients redis-cli -h redis info | tr -d '\r' | grep -qx "$1"
}

# Publishes until the subscriber has it: when it has subscribed is its secret.
heard()
{
	clients mosquitto_pub -h mosquitto -t live -m "$1"
	grep -q "$1" /run/heard
}

servers='jail jailed redis mosquitto python postgres'
until_ok 60 in_state clients running
exec 3>&1
waiting=$servers
until_ok 200 all_answer
for unit in $servers; do
	say "may-$unit" "$(privileges "$unit")"
done

say jail "$(page jail)"
say jailed "$(page jailed)"
say redis-ip "$(field redis ip)"

say set "$(clients redis-cli -h redis set key value)"
say get "$(printf 'GET key\r\n' | nc "$(field redis ip)" 6379 |
	head -n 2 | tr -d '\r' | xargs)"
clients redis-cli -h redis bgsave
until_ok 30 in_redis rdb_bgsave_in_progress:0
in_redis rdb_last_bgsave_status:ok && in_redis rdb_saves:1 && say saved yes

say logs "redis $(tcrctl logs redis | grep 'Ready to accept')"
say logs "$(tcrctl logs python | grep -o 'python by its name')"

clients mosquitto_sub -h mosquitto -t live -C 1 >/run/heard &
until_ok 30 heard "said to all"
say heard "$(cat /run/heard)"
clients mosquitto_pub -h mosquitto -q 1 -r -t kept -m "for later"
say pid-file "$(cat "/proc/$(field mosquitto pid)/root/run/mosquitto/mosquitto.pid")"

sql 'create table t as select n from generate_series(1, 1000) n'
say sum "$(sql 'select sum(n) from t')"
say shared "$(sql "set force_parallel_mode = on; set min_parallel_table_scan_size = 0;
	explain (analyze, costs off, timing off) select count(*) from t" |
	grep -o 'Workers Launched: [0-9]*')"

fetched()
{
	tcrctl logs python | grep -q 'GET /last '
}
until_ok 100 fetched
say restarts "$(for unit in $servers; do field "$unit" restarts; done | xargs)"

tcrctl restart redis mosquitto postgres
waiting='redis mosquitto postgres'
until_ok 100 all_answer
say kept-redis "$(clients redis-cli -h redis get key)"
say kept-mosquitto "$(clients mosquitto_sub -h mosquitto -t kept -C 1 -W 20)"
say kept-postgres "$(sql 'select count(*) from t')"
# shellcheck disable=SC2086 # words on purpose
tcrctl stop $servers
say ends "$(for unit in $servers; do
	tcrctl logs "$unit" | sed -n 's/.* tcr: //p' | tail -n 1
done | xargs)"
