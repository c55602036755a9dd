#!/bin/sh
# Killed or refused at any system call, a step can be done again or undone.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/net.sh"
enter "$@"
driver_build -O2 # the sanitizers do not go with strace

plain() { # what net/ may leave behind: mounts, interfaces, tables, pins
	grep -c /run/pins /proc/mounts || :
	ip -o link | sed 's/^[0-9]*: //; s/@.*//; s/:.*//' | sort
	nft list tables
	ls /run/pins
}

# calls WORDS...: the system calls of the driver, one NAME:N a line, N its turn.
calls() {
	strace -qq -o "$T/calls" "$T/net-driver" "$@" 2>/dev/null
	sed -n 's/^\([a-z0-9_]*\)(.*/\1/p' "$T/calls" |
		awk '{ print $1 ":" ++n[$1] }' | grep -v '^exec\|^exit\|^arch'
}

# break_each MEND WORDS...: each listed call of the driver fails with EIO, then
# each is its last; says where MEND could not make it good.
break_each() {
	mend=$1
	shift
	for how in error=EIO signal=KILL; do
		while IFS=: read -r name turn; do
			strace -qq -o /dev/null -e "trace=$name" \
				-e "inject=$name:$how:when=$turn" \
				"$T/net-driver" "$@" >/dev/null 2>&1 || :
			"$mend" || echo "$name:$turn $how"
		done <"$T/list"
	done
}

bridge up
container up 3
until_gone() { until_ok 5 sh -c "! ip link show $1"; }

container down 2
plain >"$T/before"
calls attach-up /run/pins/2 veth2 tcr0 10.88.0.2/24 10.88.0.1 >"$T/list"
# shellcheck disable=SC2317 # break_each calls it
attach_again() {
	container up 2 && within 2 ping -q -c 1 -W 10 10.88.0.3 >/dev/null &&
		container down 2
}
attach_again
like "$(wc -l <"$T/list")" '^[1-9][0-9]' "attaching takes some system calls"
is "$(break_each attach_again attach-up /run/pins/2 veth2 tcr0 10.88.0.2/24 10.88.0.1)" '' \
	"attached after each of them has failed or was the last"
until_gone veth2
until_gone "~veth2"
is "$(plain)" "$(cat "$T/before")" "nothing stays behind"

container up 2
calls attach-down /run/pins/2 veth2 tcr0 10.88.0.2/24 10.88.0.1 >"$T/list"
# shellcheck disable=SC2317 # break_each calls it
attach_down() { container down 2 && container up 2; }
is "$(break_each attach_down attach-down /run/pins/2 veth2 tcr0 10.88.0.2/24 10.88.0.1)" \
	'' "the same of taking away"
container down 2
until_gone veth2
until_gone "~veth2"
is "$(plain)" "$(cat "$T/before")" "nothing stays behind"

calls bridge-up tcr0 10.88.0.1/24 "$nft_program" >"$T/list"
# shellcheck disable=SC2317 # the two below call it
closed() { # nothing is forwarded, or what may be is said
	[ "$(cat /proc/sys/net/ipv4/ip_forward)" = 0 ] ||
		nft list chain inet tcr forward | grep -q 'policy drop'
}
# shellcheck disable=SC2317 # break_each calls it
bridge_again() {
	closed && bridge up && within 3 ping -q -c 1 -W 10 10.88.0.1 >/dev/null
}
is "$(break_each bridge_again bridge-up tcr0 10.88.0.1/24 "$nft_program")" '' \
	"the same of the bridge, never forwarding without firewall"
bridge down
# shellcheck disable=SC2317 # break_each calls it
bridge_down() { closed && bridge down; }
is "$(break_each bridge_down bridge-up tcr0 10.88.0.1/24 "$nft_program")" '' \
	"and of the first time"
container down 3
until_gone veth3
is "$(plain)" "$(printf '0\nlo\n')" "nothing stays of it"
finish
