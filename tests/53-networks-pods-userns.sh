#!/bin/sh
# SPDX-License-Identifier: MIT
# UserNS= of a pod: its members have the same ids, which no other unit has, and
# share files; a member that says a user namespace has its own.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/networks.sh"
enter "$@"
busybox_image busybox
unit shop.pod <<EOF
[Pod]
Network=bridge
UserNS=auto
Volume=data:/data
[Install]
WantedBy=multi-user.target
EOF
unit maps.pod <<EOF
[Pod]
UIDMap=0:300000:100
[Install]
WantedBy=multi-user.target
EOF
runs() { # runs NAME LINES COMMAND
	unit "$1.container" <<-E
		[Container]
		Image=busybox
		$2
		Exec=/bin/sh -c "$3; exec sleep 1000"
		[Service]
		Restart=always
		[Install]
		WantedBy=multi-user.target
	E
}
runs front Pod=shop.pod 'umask 077; echo hello >/data/file'
runs back Pod=shop.pod 'until cat /data/file; do sleep 1; done; stat -c %%u:%%g /data/file'
runs own 'Pod=shop.pod
UserNS=host' true
runs alone 'Network=none
UserNS=auto' true
runs mapped Pod=maps.pod true
tcrd_start
comes "pods and their members run" settled front back own alone mapped
map_of() {
	tr -s ' ' <"/proc/$(pid_of "$1")/uid_map" | xargs
}
net_of() {
	readlink "/proc/$(pid_of "$1")/ns/net"
}
front=$(map_of front)
like "$front" '^0 [1-9][0-9]+ 65536$' "a member is in a user namespace"
is "$(map_of back)" "$front" "the other one has the same ids"
is "$(map_of own)" "0 0 4294967295" "one that says so is in the device's"
like "$(map_of alone)" '^0 [1-9][0-9]+ 65536$' "a unit beside them has ids, too"
[ "$(map_of alone)" != "$front" ] && rc=0 || rc=1
ok "$rc" "... others"
is "$(map_of mapped)" "0 300000 100" "UIDMap= of a pod holds for its members"
is "$(net_of back) $(net_of own)" "$(net_of front) $(net_of front)" \
	"they share the network"
reads() { tcrctl logs back | grep -q ' 0:0$'; }
comes "what one keeps to itself the other one reads as its own" reads
pid=$(pid_of front)
kill -9 "$pid"
again() { renewed front "$pid" && settled front; }
comes "a member is restarted" again
is "$(map_of front)" "$front" "with the same ids"
finish
