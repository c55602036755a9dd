#!/bin/sh
# SPDX-License-Identifier: MIT
# A real server upstream, with a signed zone of all kinds of records: what it
# answers to kdig is what comes through tcr-dns, kept or not.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/dns.sh"
enter "$@"
dns_world
ip -n world link set lo up
knot=$(CDPATH='' cd -- "${TCR_CACHE:-$top/build/cache}/knot" && pwd)
mkdir "$T/knot"
cat >"$T/knot.conf" <<EOF
server:
  listen: 192.0.2.2@53
  rundir: $T/knot
  user: root:root
database:
  storage: $T/knot
template:
  - id: default
    storage: $T
    journal-content: none
    zonefile-sync: -1
zone:
  - domain: real.test
    file: real.zone
    dnssec-signing: on
  - domain: 2.0.192.in-addr.arpa
    file: reverse.zone
EOF
cat >"$T/real.zone" <<'EOF'
$ORIGIN real.test.
$TTL 300
@ SOA ns.real.test. admin.real.test. 1 3600 600 86400 60
@ NS ns
@ MX 10 mail
@ CAA 0 issue "ca.example"
ns A 192.0.2.2
mail A 192.0.2.25
www A 192.0.2.80
www AAAA 2001:db8::80
short 1 A 192.0.2.81
v4 A 192.0.2.4
alias CNAME www
chain CNAME alias
out CNAME www.elsewhere.test.
*.wild A 192.0.2.99
tree DNAME wild
_sip._udp SRV 1 2 5060 mail
_443._tcp TLSA 3 1 1 d2abde240d7cd3ee6b4b28c54df034b97983a1d16e8a410e4561cb106618e971
svc HTTPS 1 . alpn=h2,h3 port=8443 ipv4hint=192.0.2.80
odd TYPE65280 \# 4 0a0b0c0d
bin\000ary A 192.0.2.7
xn--bcher-kva A 192.0.2.8
child NS ns.child
ns.child A 192.0.2.53
text TXT "a text" "of two strings; and a \"quote\""
EOF
{
	for n in $(seq 40); do
		printf 'long TXT "%03d %s"\n' "$n" "$(printf '%0200d' "$n")"
	done
	for n in $(seq 60); do
		echo "many A 198.51.100.$n"
	done
} >>"$T/real.zone"
cat >"$T/reverse.zone" <<'EOF'
$ORIGIN 2.0.192.in-addr.arpa.
$TTL 300
@ SOA ns.real.test. admin.real.test. 1 3600 600 86400 60
@ NS ns.real.test.
80 PTR www.real.test.
EOF
serve() {
	nsenter --net=/run/netns/world \
		env LD_LIBRARY_PATH="$(echo "$knot"/usr/lib/*-linux-gnu)" \
		"$knot/usr/sbin/knotd" -c "$T/knot.conf" >"$T/knot.log" 2>&1 &
	knot_pid=$!
	signed() {
		in_world kdig @192.0.2.2 +dnssec +short www.real.test |
			grep -q '^A .*real.test'
	}
	until_ok 20 signed || sed "s|^|# |" "$T/knot.log" >&2
}
serve

# Everything of an answer that is not about this one query: no id, no time, and
# no TTL, which counts down.  Of one that is cut nothing else matters.
what() {
	sed -e 's/; id: [0-9]*//' -e '/^;; \(Received\|Time\|From\|WARN\)/d' -e '/^$/d' |
		awk '/^;; Flags:.* tc/ { tc = 1 }
			/^[^;]/ { $2 = "TTL" }
			{ line[NR] = $0 }
			END { if (tc) print ";; ->>HEADER: cut"
				for (i = 1; i <= NR && !tc; i++) print line[i] }' | sort
}
through() { in_box kdig @10.88.0.1 +retry=0 +timeout=6 "$@" | what; }
direct() { in_world kdig @192.0.2.2 +retry=0 +timeout=6 "$@" | what; }
cat >"$T/questions" <<'EOF'
www.real.test A
www.real.test AAAA
WwW.ReAl.TeSt A
v4.real.test AAAA
nothing.real.test A
real.test SOA
real.test NS
real.test MX
real.test CAA
real.test DNSKEY
alias.real.test A
chain.real.test AAAA
out.real.test A
a.b.wild.real.test A
x.tree.real.test A
_sip._udp.real.test SRV
_443._tcp.real.test TLSA
svc.real.test HTTPS
odd.real.test TYPE65280
bin\000ary.real.test A
xn--bcher-kva.real.test A
www.child.real.test A
text.real.test TXT
long.real.test TXT
many.real.test A
80.2.0.192.in-addr.arpa PTR
EOF
# differ OPTIONS OF KDIG...: the questions whose answer is another one.
differ() {
	while read -r name type; do
		direct "$@" "$name" "$type" >"$T/direct"
		for time in first second; do
			through "$@" "$name" "$type" >"$T/through"
			grep -q '^;; ->>HEADER' "$T/through" &&
				cmp -s "$T/direct" "$T/through" && continue
			echo "$name $type ($time)"
			diff "$T/direct" "$T/through" | sed 's/^/# /' >&2
		done
	done <"$T/questions"
}
dns_start <<EOF
listen 10.88.0.1 tcr0
name web 10.88.0.2
upstream 192.0.2.2
cache 128
EOF
is "$(differ +nocookie)" '' "each answer is the server's, the kept one too"
is "$(differ +noedns)" '' "without EDNS"
is "$(differ +dnssec +bufsize=1232)" '' "with signatures"
is "$(differ +dnssec +cd)" '' "unchecked"
is "$(differ +tcp +dnssec)" '' "over TCP"
is "$(differ +bufsize=512 +dnssec +ignore)" '' "cut where the server cuts it"
is "$(differ +norec)" '' "without recursion"
like "$(in_box kdig @10.88.0.1 +noall +header long.real.test TXT)" \
	'status: NOERROR' "what is too long comes over TCP by itself"
is "$(in_box kdig @10.88.0.1 +short long.real.test TXT | grep -c '^"[0-9]* 0')" 40 \
	"whole"
like "$(in_box kdig @10.88.0.1 +noall +header real.test ANY)" 'status: REFUSED' \
	"all at once is not asked for"
is "$(in_box kdig @10.88.0.1 +short web)" 10.88.0.2 "own names are here"

# What it kept is told while the server is away, and asked for again when it
# is back.
short() { in_box kdig @10.88.0.1 +short +timeout=6 short.real.test; }
is "$(short)" 192.0.2.81 "one of a second's life is kept"
kill "$knot_pid"
wait "$knot_pid" 2>/dev/null || :
is "$(in_world kdig @192.0.2.2 +retry=0 +timeout=1 +short www.real.test 2>/dev/null)" \
	"" "the server is gone"
sleep 1.1 # its TTL
is "$(short)" 192.0.2.81 "it is told when nobody else can, too old"
sed -i 's/^short 1 A .*/short 1 A 192.0.2.82/; s/ 1 3600/ 2 3600/' "$T/real.zone"
serve
renewed() { [ "$(short)" = 192.0.2.82 ]; }
until_ok 40 renewed && rc=0 || rc=$?
ok "$rc" "the server's new answer is told when it is back"
dns_stop
is "$rc" 0 "and down"
finish
