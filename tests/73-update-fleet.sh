#!/bin/sh
# SPDX-License-Identifier: MIT
# A fleet gets an update in groups: a device whose new firmware fails is reported, and the
# other groups wait until somebody goes on. No device is lost: one whose power goes in the
# middle, and one whose client is killed, have the update in the end. DEVICES of them.
. "$(dirname "$0")/lib.sh"
enter "$@"
. "$tests/lib/update.sh"
DEVICES=${DEVICES:-6}
update_image "$T/images/update.sqfs"
busybox_image busybox
update_key "$T/update.key"
cp "$T/update.key.pub" "$T/update.pub"
echo tcr >"$T/hardware"
update_firmware "$T/fw" 1710000001
update_of "$T/fw" "$T/1.swu" --sign "$T/update.key"
ip link add fleet type bridge
ip addr add 10.9.0.1/16 dev fleet
ip link set fleet up
update_server 10.9.0.1
cp "$T/1.swu" "$T/server/files/"
sha1sum <"$T/1.swu" >"$T/server/files/1.swu.sha1"
mkdir "/sys/fs/cgroup/$TCR_CGROUP"
fleet=$(seq -f d%g "$DEVICES" | xargs)
loops=
# shellcheck disable=SC2086 # one a word
trap 'losetup -d $loops; ended' EXIT

connect() { # connect DEVICE: its network, and its other slot
	mkdir "$T/$1"
	head -c 4M /dev/urandom >"$T/$1/b"
	loop=$(losetup -f --show "$T/$1/b")
	loops="$loops $loop"
	echo "$loop" >"$T/$1/loop"
	ip netns add "$1"
	ip link add "$1" master fleet type veth peer name eth0 netns "$1"
	ip link set "$1" up
	ip -n "$1" addr add "10.9.1.${1#d}/16" dev eth0
	ip -n "$1" link set eth0 up
	ip -n "$1" link set lo up
}
power_on() { # power_on DEVICE
	T=$T/$1 TCR_CGROUP=$TCR_CGROUP/$1 nsenter "--net=/run/netns/$1" \
		unshare -mpiu --fork --kill-child --mount-proc --propagation private \
		sh "$tests/lib/device.sh" "10.9.0.1:$port" "$(cat "$T/$1/loop")" \
		>>"$T/$1/console" 2>&1 &
	echo $! >"$T/$1/pid"
}
power_cut() {
	kill -KILL "$(cat "$T/$1/pid")"
	wait "$(cat "$T/$1/pid")" 2>/dev/null || :
}
end() { # end DEVICE: what it said at the end of the update, if it did
	sed -n 's/^1 closed //p' "$T/server/devices/$1/feedback" 2>/dev/null
}
have_ended() { # have_ended DEVICE...
	for device; do
		[ -n "$(end "$device")" ] || return 1
	done
}
have_polled() {
	for device; do
		[ -e "$T/server/devices/$device" ] || return 1
	done
}
half() { # a device has half of its download
	[ -s "$T/server/stall/$1" ]
}
go_on() { # go_on DEVICE: the next download is one as any
	rm "$T/server/stall/$1"
}
rollout() { # rollout stop|go
	printf '%s\n' "1 1.swu $1" 'd1 d2 d3' "${fleet#d1 d2 d3 }" >"$T/server/rollout.new"
	mv "$T/server/rollout.new" "$T/server/rollout"
}
slot_of() { # slot_of DEVICE KEY
	sed -n "s/^$2=//p" "$T/$1/slots"
}

for device in $fleet; do
	connect "$device"
done
touch "$T/d3/broken" "$T/d6/broken"
for device in $fleet; do
	power_on "$device"
done
# shellcheck disable=SC2086 # one a word
claim "$DEVICES devices that start together ask for an update" until_ok 120 have_polled $fleet

rollout stop
claim 'the first group gets it' until_ok 90 have_ended d1 d2 d3
is "$(end d1 | cut -c 1-7) $(end d2 | cut -c 1-7)" 'success success' '... with success'
like "$(end d3)" '^failure slot B was given up: lamp.container failed: ' \
	'... but for one, whose new firmware fails, with the reason'
like "$(strings -n 3 "$T/d3/data/slot-record")" '^why=lamp.container failed: ' \
	'... which keeps why'
polls=$(wc -l <"$T/server/requests")
asked_on() { [ "$(wc -l <"$T/server/requests")" -gt $((polls + 4 * DEVICES)) ]; }
claim 'all ask on' until_ok 60 asked_on
is "$(cut -d ' ' -f 1 "$T/server/reports" | sort -u | xargs)" 'd1 d2 d3' \
	'... and no other device gets the update'

touch "$T/server/stall/d4" "$T/server/stall/d5"
rollout go
claim 'the others get it when told so' until_ok 60 half d4
power_cut d4
go_on d4
power_on d4
claim 'the power of one goes meanwhile, the client of another is killed' until_ok 60 half d5
echo 1 >"/sys/fs/cgroup/$TCR_CGROUP/d5/cgroup.kill"
go_on d5
# shellcheck disable=SC2086 # one a word
claim 'all come to an end' until_ok 300 have_ended $fleet
id=$(update_says "$T/1.swu" id)
cpio --quiet -i --to-stdout slot.zst <"$T/1.swu" | zstd -q -d >"$T/payload"
bytes=$(stat -c %s "$T/payload")
good='' lost='' failed=''
for device in $fleet; do
	loop=$(cat "$T/$device/loop")
	blockdev --flushbufs "$loop"
	written=$(cmp -n "$bytes" "$T/$device/b" "$T/payload" 2>&1)
	state="$(slot_of "$device" current) $(slot_of "$device" b.state)"
	case "$(end "$device") $state $(xargs <"$T/$device/boots")" in
	success*' b good a b' | success*' b good a a b')
		[ -z "$written" ] && [ "$(slot_of "$device" b.id)" = "$id" ] &&
			good="$good $device" || lost="$lost $device"
		;;
	failure*' a bad a b b b a') failed="$failed $device" ;;
	*) lost="$lost $device" ;;
	esac
done
is "$failed" ' d3 d6' 'reported as failed and back in the old firmware: the broken ones'
is "$lost" '' 'none is anything but confirmed or back'
is "$(echo "$good" | wc -w)" $((DEVICES - 2)) 'all others run the update, with each byte of it'
is "$(xargs <"$T/d4/boots")" 'a a b' '... that whose power went, too'
downloads() { grep -c "^GET /files/$1/" "$T/server/requests"; }
claim '... and that whose client was killed' [ "$(downloads d5)" -gt "$(downloads d1)" ]
is "$(sed -n 's/ closed .*//p' "$T/server/reports" | sort | uniq -d)" '' 'no end is told twice'
[ "$failures" -eq 0 ] || for device in $lost; do
	tail -n 20 "$T/$device/console" "$T/$device/slots" "$T/$device/boots" \
		"$T/server/devices/$device/feedback" 2>&1 | sed 's/^/# /' >&2
done
finish
