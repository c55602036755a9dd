#!/bin/sh
# SPDX-License-Identifier: MIT
# An update from a web server, by HTTPS: the server's certificate is checked; what has not
# changed is not asked for again; a download that breaks off goes on where it was; one that
# was tried and given up is not fetched again.
. "$(dirname "$0")/lib.sh"
enter "$@"
. "$tests/lib/update.sh"

update_device
update_key "$T/update.key"
cp "$T/update.key.pub" "$T/update.pub"
update_firmware "$T/new" 1710000000
update_of "$T/new" "$T/good.swu" --sign "$T/update.key"
server_key() { # server_key NAME: a certificate for 127.0.0.1, by itself
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=$1" \
		-addext subjectAltName=IP:127.0.0.1 -keyout "$T/$1.pem" -out "$T/$1.crt" \
		2>/dev/null
}
server_key web
server_key stranger
cp "$T/stranger.crt" "$T/update-ca.pem"
update_server 127.0.0.1 "$T/web.crt" "$T/web.pem"
example update-url.container "s|https://.*|https://127.0.0.1:$port/files/x.swu|" \
	's|^Wants=.*||; s|^After=.*||; s|^Image=.*|&\nNetwork=host|'
tcrd_start
update() { # update: starts the unit; status in $rc, its log in $T/log, requests in $T/did
	slot_mark
	rc=0
	served_anew
	tcrctl start update-url >/dev/null 2>&1 || rc=$?
	tcrctl logs -n 14 update-url >"$T/log"
	until_ok 10 served
	cp "$T/server/requests" "$T/did"
}
nothing() { # nothing TEXT: not a byte of the slot was written
	is "$(asked) $(slot_sum)" " $before" "$1"
}

cp "$T/good.swu" "$T/server/files/x.swu"
update
is "$rc" 1 'a server with a certificate of a stranger: refused'
like "$(cat "$T/log")" 'certificate' '... it says why'
is "$(cat "$T/did")" '' '... it got no request'
nothing '... the slot is as it was'
cp "$T/web.crt" "$T/ca.new" && cat "$T/ca.new" >"$T/update-ca.pem"

rm "$T/server/files/x.swu"
update
is "$rc" 1 'no such file'
like "$(cat "$T/log")" '404' '... it says so'
nothing '... the slot is as it was'

# A download that breaks off twice, in the slot's bytes and at once.
cp "$T/good.swu" "$T/server/files/x.swu"
echo 600000 >"$T/server/cut"
update
is "$rc" 0 'a download that breaks off ends well'
is "$(asked | xargs)" 'bad b try b' '... the slot is tried'
is "$(sed -n 's|^GET /files/x.swu ||p' "$T/did" | xargs)" \
	"200 600000 206 $(($(stat -c %s "$T/good.swu") - 600000))" '... no byte was sent twice'
cpio --quiet -i --to-stdout slot.zst <"$T/good.swu" | zstd -q -d >"$T/payload"
slot_sum >/dev/null
is "$(cmp -n "$(stat -c %s "$T/payload")" "$T/b" "$T/payload" 2>&1)" '' \
	'... the slot has what the update has'

are
update
is "$rc $(grep -c ^GET "$T/did" || :)" '0 0' 'the same file: it is asked for, and not fetched'
like "$(cat "$T/log")" 'nothing new' '... it says so'
# The same update again, in a file that looks new: the trial was not good.
touch -d 2020-01-01 "$T/server/files/x.swu"
update
is "$rc" 1 'the same update in another file'
like "$(cat "$T/log")" 'was tried and given up' '... is refused'
nothing '... the slot is as it was'
are "a.id=$(update_says "$T/good.swu" id)"
update
is "$rc $(grep -c ^GET "$T/did")" '0 1' 'the firmware that runs: nothing to do'
update
is "$rc $(grep -c ^GET "$T/did" || :)" '0 0' '... and not fetched again'
touch -d 2020-01-02 "$T/server/files/x.swu"
are a.state=trial
update
is "$rc" 1 'while the running slot is on trial: refused'
like "$(cat "$T/log")" 'not confirmed yet' '... it says so'
nothing '... the slot is as it was'
finish
