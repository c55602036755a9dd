#!/bin/sh
# SPDX-License-Identifier: MIT
# tcrctl adopt: what tcrctl run has made is there after a boot, and nothing restarts.
. "$(dirname "$0")/lib.sh"
enter "$@"

busybox_image busybox
unset TCR_UNIT_DIRS
export TCR_DATA="$T/data" TCR_ETC="$T/etc"
mkdir -p "$T/data" "$T/etc/conf.d"
idle_unit web
mv "$T/conf.d/web.container" "$T/etc/conf.d"
tcrd_start
until_ok 20 in_state web running

says() { # says STATUS TEXT COMMAND...
	want="$1 $2"
	what=$2
	shift 2
	rc=0
	"$@" >"$T/out" 2>&1 || rc=$?
	is "$rc $(tail -n 1 "$T/out")" "$want" "$what"
}

tcrctl run -d --network none --name kept -e 'A=%n "x"' busybox sleep 1000 >/dev/null
tcrctl run -d --network none --name once --rm busybox sleep 1000 >/dev/null
before=$(field kept pid) web=$(field web pid)
cp /run/tcr/conf.d/kept.container "$T/text"
says 0 "kept is kept in $T/data/conf.d" tcrctl adopt kept
is "$(ls /run/tcr/conf.d) $(ls "$T/data/conf.d")" 'once.container kept.container' \
	'its file has moved'
claim 'as it was' cmp "$T/text" "$T/data/conf.d/kept.container"
is "$(stat -c '%a %U' "$T/data/conf.d/kept.container")" '600 root' 'and root alone reads it'
is "$(field kept 'files[0]')" "$T/data/conf.d/kept.container" 'which tcrd knows'
tcrctl reload-config
is "$(field kept pid) $(field kept config) $(field web pid)" "$before loaded $web" \
	'nothing was restarted, not even by a reload'

says 4 "tcrctl: adopt: 'tcrctl run' has made no 'kept'" tcrctl adopt kept
says 4 "tcrctl: adopt: 'tcrctl run' has made no 'web'" tcrctl adopt web
says 4 "tcrctl: adopt: 'tcrctl run' has made no 'nobody'" tcrctl adopt nobody.container
says 1 "tcrctl: adopt: once goes when it has ended: run it with -d, without --rm" \
	tcrctl adopt once
ln -s "$T/etc/conf.d/web.container" /run/tcr/conf.d/link.container
says 4 "tcrctl: adopt: 'tcrctl run' has made no 'link'" tcrctl adopt link
rm /run/tcr/conf.d/link.container
says 125 "tcrctl: run: there is a unit 'kept' (see 'tcrctl status kept')" \
	tcrctl run --name kept busybox true
tcrctl run -d --network none --name other busybox sleep 1000 >/dev/null
echo >"$T/data/conf.d/other.container"
says 1 "tcrctl: adopt: $T/data/conf.d/other.container: File exists" tcrctl adopt other
claim 'and the file is where it was' [ -e /run/tcr/conf.d/other.container ]
rm "$T/data/conf.d/other.container"
mkdir "$T/elsewhere"
mv "$T/data/conf.d" "$T/aside"
ln -s "$T/elsewhere" "$T/data/conf.d"
says 1 "tcrctl: adopt: $T/data/conf.d/other.container: Not a directory" tcrctl adopt other
is "$(ls "$T/elsewhere") $(ls /run/tcr/conf.d/other.container)" \
	' /run/tcr/conf.d/other.container' 'no link is followed'
rm "$T/data/conf.d"
mv "$T/aside" "$T/data/conf.d"
mount -t tmpfs memory "$T/data/conf.d"
mount -t tmpfs memory "$T/data"
says 1 "tcrctl: adopt: this device has no data partition that counts (see 'tcrctl status')" \
	tcrctl adopt other
umount "$T/data" "$T/data/conf.d"

# Another boot.
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" || :
rm -rf /run/tcr
tcrd_start
claim 'it runs after a boot' until_ok 20 in_state kept running
# shellcheck disable=SC2016 # for the shell inside
is "$(tcrctl exec kept sh -c 'echo "$A"')" '%n "x"' 'as it was asked for'
is "$(tcrctl status --json | jq -r '.units[].unit' | grep -c 'other\|once')" 0 'and nothing else'
finish
