#!/bin/sh
# SPDX-License-Identifier: MIT
# A container whose network, volume, image or pod is refused does not start, and
# neither does what needs it: verify says so at the line, and counts it so.
. "$(dirname "$0")/lib.sh"
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
cd "$T"
printf '[Network]\nSubnet=nonsense\n' >bad.network
printf '[Volume]\nPersist=forever\n' >bad.volume
printf '[Image]\nArch=s390x\n' >bad.image
printf '[Pod]\nPublishPort=x\n' >bad.pod
unit() { # unit NAME LINE...
	name=$1
	shift
	printf '%s\n' "$@" '[Service]' 'Restart=always' '[Install]' \
		'WantedBy=multi-user.target' >"$name.container"
}
unit network '[Container]' Image=web Network=bad.network
unit volume '[Container]' Image=web Volume=bad.volume:/data
unit image '[Container]' Image=bad.image
unit pod '[Container]' Image=web Pod=bad.pod
unit needs '[Unit]' Requires=network '[Container]' Image=web
unit wants '[Unit]' Wants=network '[Container]' Image=web
unit alone '[Container]' Image=web
out=$("$TCR_BIN/tcrctl" verify . 2>&1) && rc=0 || rc=$?
is "$rc" 5 'verify ends with 5'
said() { # said NAME:LINE WORDS
	like "$out" "^$1:[0-9]*: warning: does not start: it needs $2" "$1"
}
said network.container:3 'bad.network, which is refused'
said volume.container:3 'bad.volume, which is refused'
said image.container:2 'bad.image, which is refused'
said pod.container:3 'bad.pod, which is refused'
said needs.container:2 'network, which does not either'
is "$(printf '%s\n' "$out" | grep -c 'does not start')" 5 'and nobody else'
like "$out" ' in 11 units; 2 units would start, refused: bad' \
	'the two that need none of them would start'
finish
