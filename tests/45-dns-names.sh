#!/bin/sh
# Containers are found by name, in every way that a resolver may ask.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/dns.sh"
enter "$@"
dns_world
upstream 2
dns_start <<EOF
listen 10.88.0.1 tcr0
upstream 192.0.2.2
name web 10.88.0.2
name db 10.88.0.3
name db 10.88.0.4
EOF

is "$(ask web)" 10.88.0.2 "a container is found"
is "$(ask WeB)" 10.88.0.2 "in any case"
is "$(ask web.tcr)" 10.88.0.2 "below tcr"
is "$(ask WEB.Tcr.)" 10.88.0.2 "in any case there"
is "$(ask db | tr '\n' ' ')" '10.88.0.3 10.88.0.4 ' "one with two addresses"
is "$(ask +tcp web)" 10.88.0.2 "over TCP"
is "$(ask +noedns web)" 10.88.0.2 "without EDNS"
is "$(ask +bufsize=4096 +dnssec +cookie web)" 10.88.0.2 "with all of EDNS"
is "$(ask +norecurse web)" 10.88.0.2 "without recursion"
like "$(in_box dig @10.88.0.1 web +noall +answer)" '^web\.[[:space:]]+5' \
	"for five seconds"
is "$(header web)" 'NOERROR qr aa rd ra 1 ' "with authority"
is "$(header web AAAA)" 'NOERROR qr aa rd ra 0 ' "no IPv6 address is no data"
is "$(header web MX)" 'NOERROR qr aa rd ra 0 ' "nor any other record"
is "$(header tcr SOA)" 'NOERROR qr aa rd ra 0 ' "tcr itself is there"
is "$(header nope)" 'NXDOMAIN qr aa rd ra 0 ' "an unknown name is not"
is "$(header nope.tcr)" 'NXDOMAIN qr aa rd ra 0 ' "nor one below tcr"
is "$(header a.web.tcr AAAA)" 'NXDOMAIN qr aa rd ra 0 ' "nor below a name"
is "$(header +notcp web ANY)" 'REFUSED qr rd ra 0 ' "ANY is refused"
like "$(in_box dig @10.88.0.1 web AXFR)" 'Transfer failed' "so is a transfer"
is "$(header version.bind TXT CH)" 'REFUSED qr rd ra 0 ' "so is another class"
is "$(header +edns=1 +noednsnegotiation web)" 'BADVERS qr rd ra 0 ' \
	"EDNS of a later version is told ours"
is "$(cat "$T/asked.2")" '' "of all this nothing went upstream"

is "$(raw 123481000001000000000000037765620000010001)" '' \
	"a reply is not answered"
is "$(raw 1234010000010000)" '' "nor half a header"
is "$(raw 123421000001000000000000037765620000060001)" \
	123481840000000000000000 "no other operation is known"
is "$(raw 123401000002000000000000)" 123481810000000000000000 \
	"two questions are a format error"
is "$(raw 123401000001000000000000c00c00010001)" 123481810000000000000000 \
	"so is a name that points to itself"

# Names are ours, whoever else would answer.
is "$(header com NS)" 'NOERROR qr rd ra 1 ' "a zone's servers are asked above"
like "$(cat "$T/asked.2")" '^udp [0-9]+ [0-9]+ [cC][oO][mM]\.$' "and only them"
dns_stop
is "$rc" 0 "SIGTERM ends it well"
finish
