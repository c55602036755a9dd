#!/bin/sh
# SPDX-License-Identifier: MIT
# Checks that run in a container: what they make of it, what becomes of it, and
# that nothing of them is left.
. "$(dirname "$0")/lib.sh"
enter "$@"

matches() { # matches UNIT JQ PATTERN
	field "$1" "$2" | grep -Eq "$3"
}
checked() { # checked NAME COMMAND [CONTAINER LINES] [SERVICE LINES]
	idle_unit "$1" "Volume=/run/shared:/shared
HealthCmd=$2
HealthInterval=200ms
HealthRetries=2
HealthTimeout=2s
${3:-}" "RestartSec=10ms
${4:-}"
}
processes() { # processes PATTERN: how many there are
	pgrep -f -c "$1" || :
}

busybox_image busybox
mkdir /run/shared
checked ready 'echo looking; test -e /shared/well' 'Notify=healthy
HealthStartPeriod=1h'
idle_unit after
sed -i '1i [Unit]\nAfter=ready.container\nRequires=ready.container' \
	"$T/conf.d/after.container"
checked shell-less '["/bin/grep", "-q", "NoNewPrivs:.1", "/proc/self/status"]'
# shellcheck disable=SC2016 # a shell in the container expands it
checked user 'test $$(id -u) = 1234 && test $$(id -g) = 56' 'User=1234
Group=56'
checked killed 'test ! -e /shared/ill' HealthOnFailure=kill Restart=on-abnormal
checked again 'test ! -e /shared/ill' HealthOnFailure=restart
checked stopped 'test ! -e /shared/ill' HealthOnFailure=stop Restart=always
checked slow 'sleep 7777; true'
checked never true 'HealthStartupCmd=false
HealthStartupInterval=200ms
HealthStartupRetries=3
Notify=healthy'
checked startup 'test -e /shared/started' \
	'HealthStartupCmd=touch /shared/started
HealthStartupInterval=200ms
Notify=healthy'
checked reload true 'ReloadCmd=/bin/sh -c "echo no way; exit 3"'

tcrd_start
claim 'what a check says is shown' \
	until_ok 20 matches ready health.last '^exit status 1: looking'
is "$(field ready state) $(field ready health.state)" 'starting starting' \
	'a unit with Notify=healthy is not ready before it is'
is "$(field after state)" waiting 'and what comes after it waits'
touch /run/shared/well
claim 'the first success makes it ready' until_ok 20 has after state running
is "$(field ready health.state) $(field ready health.failures)" 'healthy 0' \
	'and healthy'
claim 'a check needs no shell, and has no way to new privileges' \
	until_ok 20 has shell-less health.state healthy
claim "it runs as the container's user" until_ok 20 has user health.state healthy
claim 'HealthStartupCmd= comes before HealthCmd=' until_ok 20 has startup state running
claim 'who fails HealthStartupRetries= times is restarted' \
	until_ok 20 at_least never restarts 2
like "$(tcrctl logs never)" 'not healthy from the start: exit status 1' \
	'and its log says why'
claim 'a check that takes too long has failed' \
	until_ok 20 matches slow health.last '^took too long'
claim 'so is one that always does' until_ok 20 has slow health.state unhealthy
ok $(($(processes '^sleep 777[7]') > 1)) 'it is killed, with what it has started'
is "$(field slow state)" running 'which by itself changes nothing'
for unit in killed again stopped; do
	until_ok 20 has $unit health.state healthy
done

tcrctl reload reload >"$T/out" 2>&1 && rc=0 || rc=$?
like "$rc $(tr '\n' ' ' <"$T/out")" '^1 .*ReloadCmd=: no way' \
	'a ReloadCmd= that fails is told'

rm /run/shared/well
claim 'HealthRetries= failures in a row make it unhealthy' \
	until_ok 20 has ready health.state unhealthy
like "$(tcrctl status ready)" '^   Health: unhealthy [(]exit status 1: looking' \
	'in words too'
pid=$(field ready pid)
kill -KILL "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
tcrd_start
is "$(field ready health.state) $(field ready pid)" "unhealthy $pid" \
	'the next tcrd knows'
seen=$(field ready health.failures)
claim 'and counts on' until_ok 20 at_least ready health.failures $((seen + 1))
touch /run/shared/well
claim 'one success makes it healthy again' until_ok 20 has ready health.state healthy

touch /run/shared/ill
until_ok 20 has stopped state failed
is "$(field stopped result)" unhealthy 'HealthOnFailure=stop is for good'
claim 'HealthOnFailure=kill is a signal to Restart=' \
	until_ok 20 at_least killed restarts 1
claim 'HealthOnFailure=restart does not ask Restart=' \
	until_ok 20 at_least again restarts 1
like "$(tcrctl logs killed)" 'tcr: unhealthy: exit status 1' 'the log says why'

# At the end of a unit its checks end, whatever they do.
tcrctl stop slow
is "$(processes 'sleep 777[7]')" 0 'no check outlives its container'
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" || :
finish
