#!/bin/sh
# SPDX-License-Identifier: MIT
# A container that may send any frame sends none in the name of another, and
# none that configures others: 10^5 of them reach nobody, nor do they change
# where the bridge and its hosts believe that an address is.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/networks.sh"
enter "$@"
busybox_image busybox
unit lan.network <<EOF
[Network]
IPv6=yes
EOF
for u in attacker victim; do
	server "$u" "Network=lan.network"
	server "${u}4" "Network=bridge"
done
tcrd_start
comes "containers run" settled attacker victim attacker4 victim4

inside() { # inside UNIT|device COMMAND...: in its network
	who=$1
	shift
	if [ "$who" = device ]; then
		"$@"
	else
		nsenter -t "$(pid_of "$who")" -n "$@"
	fi
}
host() { # host UNIT|device IFACE: MAC,IPV4,IPV6
	inside "$1" ip -o addr show dev "$2" scope global >"$T/addr"
	printf '%s,%s,%s' \
		"$(inside "$1" ip -o link show "$2" |
			sed 's|.*link/ether \([^ ]*\).*|\1|')" \
		"$(sed -n 's|.* inet \([^/]*\).*|\1|p' "$T/addr")" \
		"$(sed -n 's|.* inet6 \([^/]*\).*|\1|p' "$T/addr" | grep . ||
			echo fd00::1)"
}
frames() { # frames WORDS...: see there
	python3 "${tests:?}/driver/frames.py" "$@"
}
believed() { # what victim and device know of others
	inside "victim$1" ip neigh
	ip neigh show dev "$2"
	bridge fdb show br "$2"
}
known() { # known IPV BRIDGE: addresses and where they are, sorted
	believed "$1" "$2" | awk '
		{ where = $0; sub(/.*lladdr /, "", where); split(where, w, " ") }
		/lladdr/ { print $1, w[1] }
		/ master / && /dev v/ && !/permanent/ { print $1, $2, $3 }' | sort -u
}
listens() { # listens FILE
	grep -q listens "$1"
}
# attack SUFFIX BRIDGE ROUNDS: what came of it is in $T/at-*
attack() {
	rm -f "$T/at-victim" "$T/at-device"
	inside "victim$1" python3 "$tests/driver/frames.py" \
		listen eth0 "$T/at-victim" &
	one=$!
	frames listen "$2" "$T/at-device" &
	two=$!
	until_ok 10 listens "$T/at-victim"
	until_ok 10 listens "$T/at-device"
	inside "attacker$1" python3 "$tests/driver/frames.py" send "$3" eth0 \
		"$(host "attacker$1" eth0)" "$(host "victim$1" eth0)" \
		"$(host device "$2")"
	wait "$one" "$two"
}
talk() { # talk SUFFIX: all know each other
	for to in "$(ip_of "attacker$1")" "$3"; do
		inside "victim$1" ping -q -c 1 -W 10 "$to" >/dev/null
	done
	inside "attacker$1" ping -q -c 1 -W 10 "$3" >/dev/null
	[ -n "$1" ] || inside victim ping -q -c 1 -W 10 "$(host device "$2" |
		sed 's/.*,//')" >/dev/null
}
tried() { # tried SUFFIX BRIDGE GATEWAY ROUNDS WHAT
	talk "$1" "$2" "$3"
	known "$1" "$2" >"$T/before"
	# What each says of itself some time is no attack.
	for who in "device $2" "victim$1 eth0" "attacker$1 eth0"; do
		inside "${who% *}" ip -6 -o addr show dev "${who#* }" scope link |
			sed -n "s|.* inet6 \([^/]*\).*|\1 $(
				host "${who% *}" "${who#* }" | sed 's/,.*//')|p"
	done >>"$T/before"
	sort -u -o "$T/before" "$T/before"
	like "$(cat "$T/before")" "^$3 " "the gateway is known ($5)"
	sent=$(attack "$1" "$2" "$4")
	known "$1" "$2" | cat - "$T/before" | sort -u >"$T/after"
	is "$(tr '\n' ' ' <"$T/at-victim")" "listens honest 1 " \
		"of $sent forged frames none reaches a neighbour ($5)"
	is "$(tr '\n' ' ' <"$T/at-device")" "listens honest 1 " \
		"nor the device ($5)"
	is "$(diff "$T/before" "$T/after")" '' \
		"nobody believes another place of an address ($5)"
}

kinds=$(frames kinds | wc -l)
rounds=$((50000 / kinds + 1))
tried '' br-lan 10.89.0.1 "$rounds" "IPv4 and IPv6"
tried 4 tcr0 10.88.0.1 "$rounds" IPv4
finish
