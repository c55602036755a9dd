#!/bin/sh
# SPDX-License-Identifier: MIT
# A published port of SCTP leads inside, and the answer back.  Packets are made
# by hand, for not every kernel has sockets of it: port 1 outside, 9899 of the
# device, 9900 inside; INIT and INIT ACK (RFC 9260, 3.3.2) without checksum.  Of
# both families.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/net.sh"
enter "$@"
[ -e /proc/sys/net/netfilter/nf_conntrack_sctp_timeout_closed ] || {
	echo "1..0 # SKIP the kernel lacks CONFIG_NF_CT_PROTO_SCTP"
	exit 0
}
echo 0 >/proc/sys/net/netfilter/nf_conntrack_checksum
driver_build
lan_up
ip addr add 192.0.2.1/24 dev up0
ip addr add 2001:db8::1/64 dev up0 nodad
ip -n lan addr add 2001:db8::2/64 dev cable nodad
works "a port of SCTP is published" driver bridge-up tcr0 \
	10.88.0.1/24,fd00:88::1/64 "$nft_program" \
	sctp:0.0.0.0:9899:10.88.0.2:9900:1,fd00:88::2
works "a container is there" driver attach-up /run/pins/2 veth2 tcr0 \
	10.88.0.2/24,fd00:88::2/64 10.88.0.1,fd00:88::1

raw() { # raw WHERE: a socket of protocol 132 is there
	within "$1" ss -Hlnw | grep -Eq ':(132|sctp) '
}
hear() { # hear WHERE: what comes, after the IP header
	within "$1" socat -u "IP$family-RECV:132" "CREATE:$T/at-$1" &
	ears="$ears $!"
	until_ok 5 raw "$1"
}
say() { # say WHERE ADDRESS PORTS TAG CHUNK
	head=${3}${4}00000000 chunk=0${5}000014
	echo "$head$chunk 00000001 00010000 00010001 00000001" | xxd -r -p |
		within "$1" socat -u - "IP$family-SENDTO:$2:132"
}
# A packet may be lost, as the first to a neighbour that is not known yet; SCTP
# sends it again, and so does this.
arrives() { # arrives WHERE say's ARGUMENTS...
	where=$1
	shift
	say "$@" && test -s "$T/at-$where"
}
came() { # came WHERE: ports and tag, then the chunk, of the first packet
	xxd -l 32 -p -c 99 "$T/at-$1" | cut -c 1-16,25-32
}
both_ways() { # both_ways DEVICE LAN: the addresses outside
	ears=
	rm -f "$T/at-2" "$T/at-lan"
	hear 2
	hear lan
	until_ok 20 arrives 2 lan "$1" 000126ab 00000000 1 || :
	is "$(came 2)" 000126ac0000000001000014 \
		"IPv$family: it leads inside, to the other port"
	until_ok 20 arrives lan 2 "$2" 26ac0001 00000001 2 || :
	is "$(came lan)" 26ab00010000000102000014 \
		"IPv$family: the answer comes from the device's"
	# shellcheck disable=SC2086 # words
	kill $ears
}
again() { # again DEVICE: who has been sending since before the port led elsewhere
	ears=
	rm -f "$T/at-2"
	hear 2
	until_ok 20 arrives 2 lan "$1" 000126ab 00000000 1 || :
	is "$(came 2)" 000126ad0000000001000014 \
		"IPv$family: an association of before is led to the new port, too"
	# shellcheck disable=SC2086 # words
	kill $ears
}
family=4
both_ways 192.0.2.1 192.0.2.2
family=6
both_ways '[2001:db8::1]' '[2001:db8::2]'
works "the port leads to another" driver bridge-up tcr0 \
	10.88.0.1/24,fd00:88::1/64 "$nft_program" \
	sctp:0.0.0.0:9899:10.88.0.2:9901:1,fd00:88::2
family=4
again 192.0.2.1
family=6
again '[2001:db8::1]'
finish
