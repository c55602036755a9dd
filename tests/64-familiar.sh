#!/bin/sh
# SPDX-License-Identifier: MIT
# Unit files in the styles of home servers, gateways, vendors and clusters load as they
# are, and mean what they meant.  See tests/familiar/README.md.
. "$(dirname "$0")/lib.sh"
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
familiar=$tests/familiar
all=0

for style in home gateway vendor cluster; do
	"$TCR_BIN/tcrctl" verify "$familiar/$style" >"$T/said" 2>&1 && rc=0 || rc=$?
	is "$rc" 0 "$style: verify finds no error"
	is "$(grep ': error: ' "$T/said")" '' "$style: ... in no line"
	units=$(sed -n 's/.* warnings\{0,1\} in \([0-9]*\) units; .*/\1/p' "$T/said")
	like "$(tail -n 1 "$T/said")" "; $units units would start" \
		"$style: all $units units would start"
	is "$(grep -c 'does not start' "$T/said")" 0 "$style: none misses another"
	all=$((all + ${units:-0}))
done
is "$((all >= 41))" 1 "they are $all units"

# A part of what they mean.
# In a host name of its own: a file has %l.
unshare -u sh -c 'echo shed.home.arpa >/proc/sys/kernel/hostname && "$@"' - \
	"$TCR_BIN/tcrctl" verify --dump "$familiar/home" >"$T/home"
"$TCR_BIN/tcrctl" verify --dump "$familiar/gateway" >"$T/gateway"
"$TCR_BIN/tcrctl" verify --dump "$familiar/vendor" >"$T/vendor"
"$TCR_BIN/tcrctl" verify --dump "$familiar/cluster" >"$T/cluster"
of() { # of STYLE UNIT QUERY
	jq -c ".units[] | select(.unit == \"$2\") | $3" "$T/$1"
}
is "$(of home cloud-db.container '.view.health.cmd')" \
	'["/bin/sh","-c","healthcheck.sh --connect --innodb_initialized"]' \
	'CMD-SHELL of a health check is a command for the shell'
# shellcheck disable=SC2016 # backquotes are meant
is "$(of home cloud-app.container '.view.labels[1]')" \
	'"traefik.http.routers.cloud.rule=Host(`cloud.home.arpa`)"' \
	'a label with backquotes'
is "$(of home jellyfin.container '.oci.linux.resources.unified["memory.max"] //
	(.oci.linux.resources.memory.limit | tostring)')" '"1610612736"' \
	'a size with a fraction'
is "$(of home backup@photos.container '.oci.process.args[-1]')" '"/data/photos"' \
	'an instance that a template of a timer starts'
is "$(of home backup@photos.container .oci.hostname)" '"shed"' \
	'the short name of the device'
is "$(of gateway modbus.container '.oci.process.args[-1]')" '"broker:1883"' \
	'a variable of [Service] in Exec='
is "$(of gateway can.container '.oci.linux.resources.memory.limit')" 33554432 \
	'an option in PodmanArgs='
is "$(of vendor 10-hmi.container '[.oci.process.env[] | select(test("QT|WAY"))]')" \
	'["QT_QPA_PLATFORM=linuxfb"]' 'a drop-in that clears a list'
is "$(of vendor 20-plc.container '.oci.process.rlimits[] |
	select(.type == "RLIMIT_RTPRIO") | .soft')" 99 'a limit of the program'
is "$(of vendor 20-plc.container '.view.labels')" '["vendor=example"]' \
	'a drop-in of all containers'
is "$(of cluster photos.network '[.view.bridge.name, .view.bridge.subnets[].net]')" \
	'["photos0","10.89.20.0/24","10.89.21.0/24","fd42:1:2::/64"]' \
	'several subnets, and a bridge named as docker does'
is "$(of cluster photos-redis.container '.view.ends[0].addresses')" \
	'["10.89.20.129","10.89.21.65","fd42:1:2::a59:1481"]' 'an address in each'
is "$(of cluster photos-server.container .view.ports)" \
	'["2284:2283/tcp","127.0.0.1:2285:2283/tcp"]' 'two ports with a comma'
is "$(of cluster slurmd@node01.container '[.oci.process.capabilities.bounding[] |
	select(test("NICE|IPC_LOCK"))]')" '["CAP_IPC_LOCK","CAP_SYS_NICE"]' \
	'capabilities with a comma, in PodmanArgs='
# shellcheck disable=SC2016 # the dollar sign is meant
is "$(of cluster photos-database.container '.oci.process.args[4]')" \
	'"search_path=\"$user\", public, vectors"' 'a dollar sign that is doubled'
finish
