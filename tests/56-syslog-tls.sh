#!/bin/sh
# SPDX-License-Identifier: MIT
# Logs reach a syslog server by TLS through the container of tcr.conf(5), as that page
# says: every message, from a server whose certificate is the right one.  While there is
# none, nothing leaves the device and nothing counts as sent; then it is sent.
. "$(dirname "$0")/lib.sh"
packages=${TCR_CACHE:-$top/build/cache}/socat
[ -n "${TCR_INSIDE-}" ] || "$top/host/debs" "$packages" base-files dash socat
enter "$@"
busybox_image busybox
# shellcheck source=lib/syslog.sh
. "$tests/lib/syslog.sh"

# The image, the network and the unit of the page.
cp -a "$packages" "$T/root"
rm -rf "$T/root/.debs" "$T/root"/usr/share/doc "$T/root"/usr/share/locale "$T/root/var/run"
"$top/host/tcr-create-image" --quiet --compressor lz4 --name syslog-tls \
	--env PATH=/usr/bin:/bin "rootfs:$T/root" "$T/images/syslog-tls.sqfs"
of_page() { # of_page FILE: an example file of tcr.conf(5)
	sed -n "\\|^# .*/$1\$|,/^\\.Ed\$/p" "$top/supervisor/man/tcr.conf.5.in" |
		sed '1d; $d; s/\\e$/\\/'
}
of_page tcr.conf | sed -n '/SyslogServer/{s/^/[Manager]\n/p}' >"$T/etc/tcr.conf"
of_page conf.d/syslog.network >"$T/conf.d/syslog.network"
of_page conf.d/syslog-tls.container | sed "s|/etc/ssl/syslog-ca.pem|$T/ca.pem|
	s/^Restart\(.*\)=5/Restart\1=1/
	/^Image/a AddHost=logs.example.com:192.0.2.2" >"$T/conf.d/syslog-tls.container"
# A unit that writes FROM TO, the words of the file, each time there is one.
unit app.container <<EOF
[Container]
Image=busybox
Network=none
Volume=$T/go:/go
Exec=/bin/sh -c "while :; do if test -e /go/go; then read -r f t </go/go; rm /go/go; while test \$\$f -le \$\$t; do echo secret \$\$f; f=\$\$((f + 1)); done; fi; sleep 0.1; done"
StopSignal=SIGKILL
[Service]
LogRateLimitBurst=0
[Install]
WantedBy=multi-user.target
EOF

# A host outside with the server, and certificates: one by the authority, one by the
# authority for another name, one by another authority.
ip netns add lan
ip link add up0 type veth peer name cable netns lan
ip addr add 192.0.2.1/24 dev up0
ip link set up0 up
ip -n lan addr add 192.0.2.2/24 dev cable
ip -n lan link set cable up
authority() { # authority NAME
	openssl req -x509 -newkey rsa:2048 -nodes -keyout "$T/$1.key" -out "$T/$1.pem" \
		-subj "/CN=$1" 2>/dev/null
}
certificate() { # certificate FILE AUTHORITY NAME
	openssl req -newkey rsa:2048 -nodes -keyout "$T/key" -subj "/CN=$3" 2>/dev/null |
		openssl x509 -req -CA "$T/$2.pem" -CAkey "$T/$2.key" -CAcreateserial \
			-extfile "$T/ext" -out "$T/cert" 2>/dev/null
	cat "$T/key" "$T/cert" >"$T/$1.pem"
}
authority ca
authority stranger
echo 'subjectAltName=DNS:logs.example.com' >"$T/ext"
certificate right ca logs.example.com
certificate unknown stranger logs.example.com
echo 'subjectAltName=DNS:other.example.com' >"$T/ext"
certificate other ca other.example.com
server() { # server CERTIFICATE
	rm -f "$T/got.ready"
	nsenter --net=/run/netns/lan python3 "$tests/driver/syslog-server.py" \
		"tls:$T/$1.pem" 6514 "$T/got" &
	server_pid=$!
	until_ok 10 test -e "$T/got.ready"
}
server_end() {
	kill "$server_pid"
	wait "$server_pid" 2>/dev/null || :
}
numbers() { # of app that were got
	sed -n "s/^'<30>1 [^ ]* [^ ]* app - out - secret \([0-9]*\)'\$/\1/p" "$T/got" | xargs
}
wrote() { tcrctl logs -n 1 app | grep -q " secret $1\$"; }
again() { # again COUNT: the container was started so often
	[ "$(field syslog-tls runs)" -ge "$1" ]
}

server right
tcrd_start
go 1 200
claim 'messages come by TLS' until_ok 30 got ' secret 200'
is "$(numbers)" "$(seq -s ' ' 200)" 'each, once and in order'
is "$(grep -c "BAD\|NO TLS" "$T/got") $(counted lost)" '0 0' 'framed, and none is lost'
is "$(grep -ac secret "$T/got.wire")" 0 'and nobody on the way can read them'

# A server that goes and comes back.
runs=$(field syslog-tls runs)
server_end
until_ok 20 again $((runs + 1))
sent=$(counted sent)
go 201 400
until_ok 20 wrote 400
is "$(counted sent)" "$sent" 'without a server nothing counts as sent'
server right
claim 'it comes back' until_ok 30 got ' secret 400'
is "$(numbers)" "$(seq -s ' ' 400)" 'and gets what was written meanwhile'

# Servers that are not the right one.
told() { tcrctl status | grep -q '^~ syslog-tls  *backoff .* retry in'; }
refused() { # refused CERTIFICATE WHY
	server_end
	until_ok 20 again $(($(field syslog-tls runs) + 1))
	sent=$(counted sent) lines=$(wc -l <"$T/got") from=$((upto + 1)) upto=$((upto + 100))
	rm "$T/got.wire"
	server "$1"
	until_ok 20 test -s "$T/got.wire"
	go "$from" "$upto"
	until_ok 20 wrote "$upto"
	until_ok 20 again $(($(field syslog-tls runs) + 2))
	is "$(tail -n "+$((lines + 1))" "$T/got" | grep -vc 'NO TLS')" 0 "$1: gets no message"
	is "$(grep -ac secret "$T/got.wire")" 0 "$1: nothing that can be read"
	is "$(counted sent)" "$sent" "$1: nothing counts as sent"
	like "$(tcrctl logs syslog-tls)" "$2" "$1: the log of the container says why"
	claim "$1: the status says that it fails" until_ok 20 told # for a second of each try
	sed -i '/NO TLS/d' "$T/got"
}
upto=400
refused unknown 'certificate verify failed'
refused other 'certificate is valid but its common'
go 10000 19999
until_ok 60 wrote 19999
lost() { [ "$(counted lost)" -gt 5000 ]; }
claim 'what the logs have no room for is counted' until_ok 20 lost
like "$(tcrctl status)" '^syslog: [0-9]+ lines lost$' '... which the status shows'
server_end
server right
until_ok 30 got ' secret 19999' || :
have=$(numbers | xargs -n 1 | sort -nu | awk '$1 > 400' | wc -l)
is "$(counted lost)" "$((10200 - have))" 'the right one gets the rest'
is "$(numbers | xargs -n 1 | sort -n | uniq -d | wc -l)" 0 'nothing comes twice'
server_end
finish
