#!/bin/sh
# SPDX-License-Identifier: MIT
# Units of the data partition count before the firmware's, and whatever is found
# there keeps nothing of the firmware's from starting.
. "$(dirname "$0")/lib.sh"
enter "$@"
busybox_image busybox
unset TCR_UNIT_DIRS
export TCR_DATA="$T/data" TCR_ETC="$T/etc"
mkdir -p "$T/data/conf.d" "$T/etc/conf.d" /run/tcr/conf.d

# unit_in DIR NAME WORDS [lines of Service]: its environment tells which it is.
unit_in() {
	cat >"$1/$2.container" <<-EOF
		[Container]
		Image=busybox
		Network=none
		Environment=WHICH=$3
		Exec=/bin/sh -c "trap 'exit 0' TERM; while :; do sleep 1000 & wait; done"
		[Service]
		${4:-}
		[Install]
		WantedBy=multi-user.target
	EOF
}

which_of() { # which_of UNIT: words of its environment
	environ_of "$1" | sed -n 's/^WHICH=//p;s/^MORE=//p' |
		tr '\n' ' '
}

data=$T/data/conf.d
for u in firmware replaced added device; do
	unit_in "$T/etc/conf.d" $u firmware
done
unit_in "$data" replaced data
unit_in "$data" extra data
unit_in "$data" device data
unit_in /run/tcr/conf.d device run
mkdir "$data/added.container.d" "$T/data/tcr.conf.d"
printf '[Container]\nEnvironment=MORE=dropin\n' >"$data/added.container.d/10-more.conf"
ln -s /dev/null "$data/masked.container"
unit_in "$T/etc/conf.d" masked firmware
printf '[Manager]\nDefaultRestart=no\n' >"$T/etc/tcr.conf"
printf '[Manager]\nDefaultRestart=always\n' >"$T/data/tcr.conf"
printf '[Manager]\nLogLevel=debug\n' >"$T/data/tcr.conf.d/10-log.conf"
sed 's/Exec=.*/Exec=\/bin\/true/' "$T/etc/conf.d/firmware.container" >"$T/etc/conf.d/ends.container"
tcrd_start
for u in firmware replaced added extra device; do
	until_ok 20 in_state $u running
done
is "$(which_of firmware)" "firmware " "what the data partition has not is the firmware's"
is "$(which_of replaced)" "data " "its copy of a unit counts before that of /etc"
is "$(which_of device)" "run " "that of /run before it"
is "$(which_of added)" "firmware dropin " "a drop-in of it adds to the firmware's unit"
is "$(which_of extra)" "data " "a unit that it alone has is a unit"
is "$(state_of masked)" masked "a link to /dev/null masks"
until_ok 20 at_least ends restarts 1 && rc=0 || rc=$?
ok "$rc" "its tcr.conf counts before that of /etc"
until_ok 20 grep -q 'firmware: rung' "$T/console" && rc=0 || rc=$?
ok "$rc" "and so do drop-ins of that"
tcrctl verify >"$T/out" 2>&1 && rc=0 || rc=$?
is "$rc" 0 "verify finds nothing to complain of"
kill "$tcrd_pid"
wait "$tcrd_pid" || :

# What a power cut, a stranger or a bad day may leave there.
rm -rf "$T/data"
mkdir -p "$data/sub" "$data/linked-dir" "$data/open.container.d"
for u in big bytes device fifo link linked loose open strange; do
	unit_in "$T/etc/conf.d" $u firmware
done
rm /run/tcr/conf.d/device.container
head -c 300000 /dev/zero | tr '\0' '#' >"$data/big.container"
head -c 5000 /dev/urandom >"$data/bytes.container"
mknod "$data/device.container" c 1 5
mkfifo "$data/fifo.container" "$data/sub/pipe.container"
ln -s ../../etc/conf.d/link.container "$data/link.container"
ln -s "$T/etc" "$data/linked.container.d"
printf 'Nonsense' >"$T/etc/10-x.conf"
unit_in "$data" loose data
chmod 666 "$data/loose.container"
unit_in "$data" strange data
chown 1000 "$data/strange.container"
printf '[Container]\nEnvironment=MORE=dropin\n' >"$data/open.container.d/10-more.conf"
chmod 777 "$data/open.container.d"
ln -s / "$data/root"
ln -s "$data" "$data/round"
printf '\377\n[Manager' >"$T/data/tcr.conf"
i=0
while [ $i -lt 1200 ]; do
	echo '[Container]' >"$data/aaa$i.container"
	: >"$data/junk$i"
	i=$((i + 1))
done
started=$(date +%s)
: >"$T/console"
tcrd_start
until_ok 20 in_state firmware running && rc=0 || rc=$?
ok "$rc" "the firmware's units start whatever is on the data partition"
[ $(($(date +%s) - started)) -lt 60 ] && rc=0 || rc=1
ok "$rc" "and do not wait long for it"
is "$(device 'units[].unit' | grep -c '^\(added\|replaced\|masked\)[.]')" 3 \
	"1,200 bad units take the place of none of the firmware's"
[ "$(wc -l <"$T/console")" -lt 800 ] && rc=0 || rc=1
ok "$rc" "nor fill the console ($(wc -l <"$T/console") lines)"
said=$(grep -v aaa "$T/console")
for u in 'big.container: larger than' 'device.container: not a regular' \
	'fifo.container: not a regular' 'link.container: a link on' \
	'linked.container.d/10-x.conf: a link on' 'loose.container: writable by' \
	'open.container.d/10-more.conf: in a directory that others' \
	'strange.container: not owned' 'tcr.conf'; do
	like "$said" "$u" "refused: $u"
done
until_ok 20 in_state ends exited && rc=0 || rc=$?
ok "$rc" "with a bad tcr.conf on it that of /etc holds"
like "$said" "the firmware's is used" "and that is said"
kill "$tcrd_pid"
wait "$tcrd_pid" || :

# The folder itself.
for break in "chown 1000" "chmod 777"; do
	rm -rf "$T/data"
	mkdir -p "$data"
	unit_in "$data" firmware data
	$break "$data"
	: >"$T/console"
	tcrd_start
	like "$(cat "$T/console")" 'firmware.container: in a directory that' \
		"$break of the folder: nothing of it counts"
	kill "$tcrd_pid"
	wait "$tcrd_pid" || :
done
rm -rf "$T/data"
mkdir -p "$T/data"
ln -s "$T/other" "$T/data/conf.d"
mkdir "$T/other"
unit_in "$T/other" firmware other
: >"$T/console"
tcrd_start
until_ok 20 in_state firmware running
is "$(which_of firmware)" "firmware " "a link in its place leads nowhere"
kill "$tcrd_pid"
wait "$tcrd_pid" || :
finish
