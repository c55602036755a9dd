#!/bin/sh
# SPDX-License-Identifier: MIT
# Upstreams that take a name in mixed case for another: what they say of it is
# not believed before they were asked for the name as it is written, and they
# are asked so from then on.  A reply is used without what follows its end.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/dns.sh"
enter "$@"
dns_world
# Knows *.lower.test in lower case alone, any.test in any; "says" what for
# others.  Notes each name as it was asked for.
cat >"$T/strict.py" <<'PY'
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind((sys.argv[1], 53))
rcode = int(sys.argv[2])
log = open(sys.argv[3], "a", buffering=1)
while True:
    q, a = s.recvfrom(512)
    end = q.index(b"\0", 12) + 5
    name = q[12:end - 4]
    log.write(name[1:].decode("latin1").replace("\n", ".") + "\n")
    known = name == name.lower() or name[1:4].lower() == b"any"
    if b"nothing" in name.lower():
        known = False
    head = q[:2] + (b"\x81\x80" if known else bytes([0x81, 0x80 | rcode]))
    if known:
        s.sendto(head + b"\0\1\0\1\0\0\0\0" + q[12:end] +
                 b"\xc0\x0c\0\1\0\1\0\0\0\0\0\4\xc6\x33\x64\7" + b"behind", a)
    else:
        s.sendto(head + b"\0\1\0\0\0\0\0\0" + q[12:end], a)
PY
strict() { # strict N RCODE
	in_world python3 "$T/strict.py" "192.0.2.$1" "$2" "$T/names.$1" &
	until_ok 10 in_world sh -c "ss -Hlun 'src 192.0.2.$1 sport = :53' | grep -q ."
}
names() { # names N NAME: how it was asked for, and how often
	grep -aic "^$2" "$T/names.$1" || :
}
ask_status() { in_box dig @10.88.0.1 +tries=1 +time=6 "$1"; }
config() {
	cat <<-EOF
		listen 10.88.0.1 tcr0
		upstream 192.0.2.$1
		${2:-}
	EOF
}
long="a-name-with-many-letters-to-spell"
for n in 2 3; do
	strict $n $((5 - n)) # NXDOMAIN, SERVFAIL
	config $n >"$T/config"
	dns_start <"$T/config"
	is "$(ask "$long.lower.test")" 198.51.100.7 "$n: a name that it takes for another is found"
	is "$(names $n "$long")" 2 "the upstream was asked twice"
	for i in 1 2 3; do
		ask "$i$long.lower.test" >>"$T/got.$n"
	done
	is "$(sort -u "$T/got.$n")" 198.51.100.7 "so are others"
	ok $(($(names $n "[123]$long") > 4)) "which are asked for once"
	logged "upstream 192.0.2.$n does not know names in mixed case" \
		"that is told"
	dns_stop
done

config 2 >"$T/config"
dns_start <"$T/config"
: >"$T/names.2"
is "$(ask any-name-of-many-letters.test)" 198.51.100.7 \
	"one that found a name in mixed case (with bytes behind its reply)"
is "$(ask "$long.lower.test")" 198.51.100.7 "may say no to another"
like "$(ask_status "nothing-$long.test")" NXDOMAIN "what there is not is not"
is "$(names 2 "nothing-$long")" 2 "as it is written neither"
is "$(ask any-other-name-of-many-letters.test)" 198.51.100.7 "names are found"
ok "$(grep -ai "^any-other" "$T/names.2" | grep -q '[A-Z]'; echo $?)" \
	"which it is still asked for in mixed case"
dns_stop
config 2 plain >"$T/config"
dns_start <"$T/config"
: >"$T/names.2"
is "$(ask any-last-name-of-many-letters.test)" 198.51.100.7 "switched off"
is "$(cut -c 1-29 "$T/names.2")" any-last-name-of-many-letters "a name is asked for as it is"
dns_stop
finish
