#!/bin/sh
# SPDX-License-Identifier: MIT
# device.sh SERVER LOOP: a device with two slots, of which a test has many, as PID 1 of its
# namespaces.  This is its boot loader and its init; tcrd and the container with SWUpdate
# are real.  $T has what outlives a power cut: what tcr-slot, tcrd and the container keep,
# and `boots`, the slot of each boot.  LOOP is the block device of the other slot, B.  With
# a file `broken` a unit with Critical=yes fails in the firmware that is written there.
. "$(dirname "$0")/../lib.sh"
mount -t tmpfs -o mode=755 run /run
export TCR_UNIT_DIRS="$T/conf.d" TCR_SECCOMP=none
PATH=$TCR_BIN:$PATH
# shellcheck source=update.sh
. "$tests/lib/update.sh"
mkdir -p "$T/keep" "$T/conf.d" "$T/by-slot"
# shellcheck source=slots.sh
. "$tests/lib/slots.sh"
ln -sf "$2" "$T/by-slot/other"
cp "${T%/*}/update.pub" "${T%/*}/hardware" "$T/"
: >"$T/update.cfg"
: >"$T/update-ca.pem"
[ -e "$T/slots" ] || are b.tries=0

get() # get KEY: of the slots
{
	sed -n "s/^$1=//p" "$T/slots"
}

put() # put KEY VALUE
{
	sed -i "s|^$1=.*|$1=$2|" "$T/slots"
}

load() # what a boot loader does, one that counts
{
	slot=$(get next)
	case $slot/$(get b.state)/$(get b.tries) in
	a/* | b/good/*) ;;
	b/trial/[1-9]) put b.tries $(($(get b.tries) - 1)) ;;
	*)
		put b.state bad
		slot=a
		;;
	esac
	put next "$slot"
	put current "$slot"
	put other "$(echo "$slot" | tr ab ba)"
	[ "$slot" = a ] || put b.id "$(grep -a '^slot-id=' "$2" | cut -d = -f 2)"
	echo "$slot" >>"$T/boots"
}

units() # what the firmware has
{
	rm -f "$T"/conf.d/*
	example update-hawkbit.container \
		"s|https://.*|http://$1 DEFAULT ${T##*/} -p 1|" \
		's|^Wants=.*||; s|^After=.*||; s|^Image=.*|&\nNetwork=host|'
	sed -i 's/UPDATE_REBOOT=no //' "$T/conf.d/update-hawkbit.container"
	[ ! -e "$T/broken" ] || [ "$slot" = a ] || critical lamp 'exit 3' '' Restart=no StableSec=30
}

# tcrd asks its PID 1, which it takes for tcr-init, for a reboot.
trap 'ended=yes' TERM
rm -f "$T/notes"
mkfifo "$T/notes"
exec 3<>"$T/notes"
export TCR_NOTES_FD=3
while :; do
	load "$@"
	units "$@"
	ended=
	tcrd 2>>"$T/console" &
	tcrd_pid=$!
	wait "$tcrd_pid" || [ -n "$ended" ] || exit 1
	kill "$tcrd_pid"
	wait "$tcrd_pid" || :
	rm -rf /run/tcr
done
