#!/bin/sh
# SPDX-License-Identifier: MIT
# An update as a hawkBit server says, by HTTPS: success is reported when the new slot is
# confirmed and not before, failure when the old one is back or the update is refused; what
# is cancelled is not installed. The restarts of the device are restarts of the unit here.
. "$(dirname "$0")/lib.sh"
enter "$@"
. "$tests/lib/update.sh"

update_device
update_key "$T/update.key"
cp "$T/update.key.pub" "$T/update.pub"
for name in 1 2 3; do
	update_firmware "$T/fw$name" "171000000$name"
	update_of "$T/fw$name" "$T/$name.swu" --sign "$T/update.key"
done
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=web \
	-addext subjectAltName=IP:127.0.0.1 -keyout "$T/web.pem" -out "$T/web.crt" 2>/dev/null
update_server 127.0.0.1 "$T/web.crt" "$T/web.pem"
cp "$T/update.pub" "$T/update-ca.pem" # no certificate of anybody
cat >"$T/update.cfg" <<-'E'
	globals: {};
	suricatta: { targettoken = "abc"; };
E
example update-hawkbit.container "s|https://.*|https://127.0.0.1:$port DEFAULT dev1 -p 1|" \
	's|^Wants=.*||; s|^After=.*||; s|^Image=.*|&\nNetwork=host|'
tcrd_start
cp "$T"/?.swu "$T/server/files/"
for name in 1 2 3; do
	sha1sum <"$T/$name.swu" >"$T/server/files/$name.swu.sha1"
done
told() { # told ACTION: what the server was told of it, each once
	sed -n "s/^$1 \([a-z]* [a-z]*\).*/\1/p" "$T/server/devices/dev1/feedback" 2>/dev/null |
		uniq | xargs
}
why() { # why ACTION: what the server was told with its end
	sed -n "s/^$1 closed [a-z]* //p" "$T/server/devices/dev1/feedback"
}
tells() { # tells ACTION WORDS: it was told this last
	case $(told "$1") in *"$2") ;; *) return 1 ;; esac
}
asks() { # it has asked for something since the last line of requests
	[ "$(wc -l <"$T/server/requests")" -gt "$1" ]
}
polls() { # two more polls
	asked_for=$(wc -l <"$T/server/requests")
	until_ok 20 asks $((asked_for + 3))
}
waits() { # waits NUMBER: tcrctl is asked so often how the slots are
	rounds=$(tcrctl logs tcrd | grep -c 'asks: tcrctl slot status')
	until_ok 20 looked "$1"
}
looked() {
	[ "$(tcrctl logs tcrd | grep -c 'asks: tcrctl slot status')" -gt "$((rounds + $1))" ]
}
reboot() { # reboot [LINE]...: the unit runs again, with the slots as they are then
	tcrctl stop update-hawkbit
	are "$@"
	tcrctl start update-hawkbit
}
deploy() {
	echo "$1 $2.swu" >"$T/server/deploy/dev1"
}
trial() { # trial ACTION NUMBER: deploys until the slot is written and tried
	are
	deploy "$1" "$2"
	is_tried() { asked | grep -q try; }
	claim "update $2 is written and tried" until_ok 20 is_tried
	is "$(asked | xargs)" 'bad b try b' '... in that order'
	id=$(update_says "$T/$2.swu" id)
}

refuses() { tcrctl logs update-hawkbit | grep -qi 'certificate\|peer'; }
claim 'a server that nobody knows' until_ok 20 refuses
is "$(ls "$T/server/devices")" '' '... gets no request'
cp "$T/web.crt" "$T/ca" && cat "$T/ca" >"$T/update-ca.pem"
reboot

trial 1 1
cpio --quiet -i --to-stdout slot.zst <"$T/1.swu" | zstd -q -d >"$T/payload"
slot_sum >/dev/null
is "$(cmp -n "$(stat -c %s "$T/payload")" "$T/b" "$T/payload" 2>&1)" '' \
	'the slot has what the update has'
polls
is "$(told 1)" 'proceeding none' 'before the reboot the server knows no end'
reboot current=b other=a b.state=trial "b.id=$id"
waits 3
is "$(told 1)" 'proceeding none' 'in the new slot, on trial, neither'
is "$(asked)" '' '... and it is not written again'
are current=b other=a "b.id=$id"
claim 'confirmed: success is reported' until_ok 20 tells 1 'proceeding none closed success'
polls
is "$(told 1)" 'proceeding none closed success' '... once'

trial 2 2
reboot b.state=trial "b.id=$id"
waits 3
is "$(told 2)" 'proceeding none' 'another update, which is on trial'
reboot b.state=bad "b.id=$id"
claim 'the old slot is back: failure is reported' \
	until_ok 20 tells 2 'proceeding none closed failure'
like "$(why 2)" '^slot b is bad$' '... and why'

slot_mark
are a.time=1710000009
deploy 3 3
claim 'an older one: failure is reported' until_ok 20 tells 3 'proceeding none closed failure'
like "$(why 3)" 'older than what runs' '... and why'
is "$(asked) $(slot_sum)" " $before" '... the slot is as it was'

tcrctl stop update-hawkbit
are
echo 4 >"$T/server/cancel/dev1"
deploy 4 3
tcrctl start update-hawkbit
claim 'one that is cancelled: the server hears so' until_ok 20 tells 4 'closed success'
polls
is "$(asked) $(slot_sum)" " $before" '... the slot is as it was'

# tcrd does not want to try it.
# shellcheck disable=SC2016 # for tcr-slot
echo '[ "$1" != try ] || { echo "slot b has a \"damaged\" root" >&2; exit 1; }' >"$T/fault"
are
deploy 5 3
claim 'tcrd refuses: failure is reported' until_ok 30 tells 5 'closed failure'
like "$(why 5)" 'slot b has a damaged root' '... and why'
finish
