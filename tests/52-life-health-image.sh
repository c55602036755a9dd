#!/bin/sh
# SPDX-License-Identifier: MIT
# HEALTHCHECK of an image: used by a unit that has no HealthCmd=, as it runs its
# own; a key of the unit holds before it.
. "$(dirname "$0")/lib.sh"
. "$tests/lib/images.sh"
enter "$@"

# image NAME LINE...: busybox with these lines in its trailer.
image() {
	name=$1
	shift
	cp "$T/plain" "$T/images/$name.sqfs"
	printf '%s\n' "Name=$name" Tag=latest "$@" >"$T/lines"
	trailer "$T/images/$name.sqfs" <"$T/lines"
}
# checked NAME IMAGE [CONTAINER LINES] [SERVICE LINES]
checked() {
	idle_unit "$1" "Volume=/run/shared:/shared
${3:-}" "RestartSec=10ms
${4:-}"
	sed -i "s/^Image=.*/Image=$2/" "$T/conf.d/$1.container"
}
health() { # health UNIT: the state of its health, and who says how it is checked
	field "$1" 'health | .state + " " + .source'
}

matches_cause() { # matches_cause UNIT PATTERN
	field "$1" cause | grep -q "$2"
}

busybox_image busybox
cp "$T/images/busybox.sqfs" "$T/plain"
mkdir /run/shared
# shellcheck disable=SC2016 # a shell in the container expands it
image web HealthCmd=/bin/sh HealthCmd=-c \
	'HealthCmd=echo begin\necho "$USER said"; test -e /shared/well' \
	HealthIntervalMs=1 HealthTimeoutMs=1 HealthStartIntervalMs=1 \
	HealthRetries=2 Port=80/tcp Port=53/udp Env=USER=web
image wait HealthCmd=/bin/false HealthIntervalMs=200 HealthRetries=2 \
	HealthStartPeriodMs=3600000
image bare Port=80/tcp
checked web web Notify=healthy
checked wait wait
checked counts wait 'HealthStartPeriod=0
HealthRetries=3
HealthOnFailure=stop'
checked own web 'HealthCmd=true'
checked off web 'HealthCmd=none'
checked never web 'HealthInterval=disable'
checked bare bare
checked needy bare 'Notify=healthy'
checked startup bare 'HealthStartupCmd=true'

# Without tcrd, from the files alone.
like "$(tcrctl show counts)" '^# the image has a HEALTHCHECK: .*"/bin/false"' \
	'show tells of the check of the image'
is "$(tcrctl show --json counts |
	jq -c '.health | .cmd, .interval_ms, .retries, .start_ms, .source')" \
	"$(printf '%s\n' '["/bin/false"]' 200 3 0 '"image"')" \
	'and with what it holds: the keys of the unit come first'
is "$(tcrctl show --json web | jq -c '.image_ports,
	(.health | .interval_ms, .timeout_ms, .start_ms)' | xargs)" \
	'[80/tcp,53/udp] 100 1000 0' 'ports too; no time is too short'
is "$(tcrctl show --json own | jq -c '.health | .interval_ms, .source' | xargs)" \
	'30000 unit' 'a HealthCmd= takes nothing from the image'
tcrctl verify >"$T/said" 2>&1 || :
is "$(grep -c 'needs HealthCmd=: the image has no HEALTHCHECK' "$T/said")" 2 \
	'verify finds the units that could not start'

tcrd_start
claim 'the check of the image is run, as its program is' \
	until_ok 20 has web health.last 'exit status 1: web said'
is "$(field web health.source) $(field web state)" 'image starting' \
	'a unit with Notify=healthy waits for it'
touch /run/shared/well
until_ok 20 has web state running
is "$(health web)" 'healthy image' 'its success makes the unit ready'
like "$(tcrctl status web)" "^   Health: healthy by the image's check [(]ok: web said" \
	'and is shown'
like "$(tcrctl status web)" '^   Exposes: 80/tcp 53/udp$' \
	'as are the ports that the image listens on'
until_ok 20 has own health.state healthy
is "$(health own)" 'healthy unit' 'a HealthCmd= is used in its place'
for unit in off bare never; do
	until_ok 20 in_state $unit running
done
is "$(field off health)" null 'HealthCmd=none switches it off'
is "$(field bare health)" null 'an image that has none has none'
is "$(field never 'health | .state, .last' | xargs)" 'starting null' \
	'HealthInterval=disable holds before the interval of the image'
claim 'so do HealthStartPeriod= and HealthOnFailure=' \
	until_ok 20 has counts result unhealthy
like "$(field counts cause)" 'unhealthy: exit status 1' 'which is told'
like "$(tcrctl logs counts)" 'unhealthy' 'and logged'
is "$(health wait) $(field wait health.failures)" 'starting image 0' \
	'the start period of the image counts'
for unit in needy startup; do
	claim "$unit cannot start without a check, and says so" \
		until_ok 20 matches_cause $unit 'HealthCmd=: the image has no HEALTHCHECK'
done

rm /run/shared/well
claim 'it becomes unhealthy' until_ok 20 has web health.state unhealthy
pid=$(field web pid)
kill -KILL "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
tcrd_start
is "$(health web) $(field web pid)" "unhealthy image $pid" 'the next tcrd knows'
touch /run/shared/well
claim 'and goes on with it' until_ok 20 has web health.state healthy
tcrctl reload-config >/dev/null || :
is "$(field web pid)" "$pid" 'so does one that has read all units anew'
rm /run/shared/well
claim 'which goes on as well' until_ok 20 has web health.state unhealthy

# The image is replaced, the unit started again.
mv "$T/images/bare.sqfs" "$T/images/web.sqfs"
sed -i '/Notify/d' "$T/conf.d/web.container"
tcrctl reload-config >/dev/null || :
until_ok 20 in_state web running
is "$(field web health) $(find /run/tcr/units/web -name 'health*')" 'null ' \
	'the next image has no check, and nothing of it is left'
finish
