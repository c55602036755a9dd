#!/bin/sh
# SPDX-License-Identifier: MIT
# tcrctl slot, through tcrd; a container with Control=update; and a tcr-slot that
# fails, hangs, or talks nonsense.
# shellcheck disable=SC2016 # what tcr-slot obeys is for its shell
. "$(dirname "$0")/lib.sh"
enter "$@"
. "$tests/lib/slots.sh"
busybox_image busybox
stays="trap 'exit 0' TERM; while :; do sleep 1000 & wait; done"
asked() { # asked WORDS...: tcrctl slot WORDS; status in $rc, what it says in $said
	rc=0
	said=$(tcrctl slot "$@" 2>&1) || rc=$?
}

slots a good empty
cat >"$T/conf.d/update.container" <<-E
	[Container]
	Image=busybox
	Exec=sleep 10000
	Network=none
	Volume=$TCR_BIN/tcrctl:/bin/tcrctl:ro
	[X-TCR]
	Control=update
	[Install]
	WantedBy=multi-user.target
E
tcrd_start
asked status
is "$rc:$said" '0:  SLOT  STATE  BUILT                ID       VERSION
* a     good   2025-11-30T14:02:11Z 1a111111 1.0
  b     empty  2025-11-30T14:02:12Z 2b222222 2.0' 'slot status'
is "$(tcrctl slot status --json | jq -r '.current + .b_state')" 'aempty' 'as JSON'
asked try
is "$rc:$said" '0:' 'slot try'
claim 'without a letter it is the other one' called try b
is "$(tcrctl slot status | tail -n 1)" 'slot B boots next, on trial' 'and what comes next is shown'
claim 'also by tcrctl status' says '^slot B boots next, on trial$'
asked try --tries 1 B
is "$rc:$(tail -n 2 "$T/calls" | head -n 1)" '0:try b 1' 'a letter and a number'
asked try --tries=2
is "$rc:$(tail -n 2 "$T/calls" | head -n 1)" '0:try b 2' 'a number alone'
asked boot a
is "$rc:$(tail -n 2 "$T/calls" | head -n 1)" '0:boot a' 'slot boot'
asked good
is "$rc:$(tail -n 2 "$T/calls" | head -n 1)" '0:good' 'slot good'
asked bad
is "$rc:$(tail -n 2 "$T/calls" | head -n 1)" '0:bad b' 'slot bad'
claim 'for which the reason is that' says '^slot B was given up: tcrctl slot bad$'
asked try --reboot
is "$rc:$said" '1:tcrctl: tcr-init is not PID 1 here' 'slot try --reboot tries, then reboots'
asked boot
is "$rc:$said" "2:tcrctl: slot boot: which slot? (see 'tcrctl help slot boot')" 'no slot'
asked try c
is "$rc:$said" "2:tcrctl: slot try: 'c' is no slot: a or b" 'no such slot'
asked tyr
is "$rc:$said" "2:tcrctl: unknown command 'slot tyr' (did you mean 'try'?)" 'a typo'
rc=0
said=$(unshare -U tcrctl slot good 2>&1) || rc=$?
is "$rc:$said" '1:tcrctl: slot good: you must be root' 'not root'
cat >"$T/ask.py" <<'E'
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
s.connect("/run/tcr/control/socket")
s.send(sys.argv[1].encode())
print(s.recv(4096).decode())
E
for request in slot 'slot ' 'slot eat' 'slot try c' 'slot try a b' 'slot boot' 'slot try b 1 2' \
	'slot good; x' 'slot status a 1 '; do
	is "$(python3 "$T/ask.py" "$request")" 'error 2 malformed request' "refused: '$request'"
done

is "$(python3 "$T/ask.py" 'no-wait slot boot b')" ok 'no-wait is answered at once'
claim 'and done' until_ok 10 called boot b

# From the container.
until_ok 20 in_state update running
in_update() {
	rc=0
	said=$(tcrctl exec update tcrctl "$@" 2>&1 </dev/null) || rc=$?
}
in_update slot try b
is "$rc:$said" '0:' 'Control=update: slot try'
in_update slot status
like "$rc:$said" '^0:  SLOT' 'and slot status'
in_update slot bad
is "$rc:$(tail -n 2 "$T/calls" | head -n 1)" '0:bad b' 'and slot bad, of the other one'
in_update slot try x
is "$rc:$said" "2:tcrctl: slot try: 'x' is no slot: a or b" 'with the same messages'
: >"$T/calls"
for words in 'stop update' 'status' 'reboot' 'reboot --reason --when-allowed' 'poweroff' \
	'exec update slot' '--host ssh://x slot' 'run busybox slot' 'slo' '' 'slot' \
	'slot boot b' 'slot bad a' 'slot bad --timeout=9 a' 'slot --timeout=9 boot b'; do
	# shellcheck disable=SC2086 # words
	in_update $words
	is "$rc:$said" '1:tcrctl: Control=update does not allow that' \
		"but not: tcrctl $words"
done
is "$(cat "$T/calls"):$(state_of update)" ':running' 'which has done nothing'
echo 'case $1 in try) sleep 1000 ;; esac' >"$T/fault"
for _ in 1 2 3 4 5 6 7 8; do
	tcrctl exec update tcrctl slot try >"$T/asked" 2>&1 </dev/null &
done
# Nobody else asks until then: one more would have the place of one of these.
all_run() {
	[ "$(find "/sys/fs/cgroup/${TCR_CGROUP}d" -path '*tcrctl-update.service/cgroup.procs' \
		-exec cat {} + | wc -l)" = 16 ]
}
until_ok 20 all_run
in_update slot status --timeout 5 # it would wait for the others
is "$rc:$said" '1:tcrctl: too many commands run already' 'eight commands run at one time'
rm "$T/fault"
tcrd_end

# A tcr-slot that fails.
slots a good good
rm "$T/data/slot-record"
echo 'case $1 in try) echo "slot b: wrong hardware" >&2; exit 1 ;; esac' >"$T/fault"
idle_unit free
tcrd_start
asked try
is "$rc:$said" '1:tcrctl: slot b: wrong hardware' 'why tcr-slot refuses is told'
echo 'exit 7' >"$T/fault"
asked status
is "$rc:$said" '1:tcrctl: tcr-slot: ended with status 7' 'it fails without a word'
claim 'and that is in the status' says '^tcr-slot: ended with status 7$'
is "$(slot a_state)" good 'which still has what it said before'
: >"$T/fault"
asked status
like "$rc:$said" '^0:  SLOT' 'until it answers again'
is "$(slot error)" null 'and then nothing is wrong'
sed -i 's/^b.state=.*/b.state=bad/' "$T/slots"
asked status
is "$(slot b_state) $(slot why)" 'bad null' \
	'a slot that becomes bad later, as it is written to, was not given up'
tcrd_end

# It says what is no status: nothing is known, so nothing is decided.
confirm_sec 1
critical web 'exit 3' '' Restart=no
for nonsense in 'head -c 4000 /dev/urandom' 'printf "current=c\n"' 'yes current=a' \
	'printf "a.state=good\n"' 'printf "current=a\na.state=fine\n"' ':'; do
	slots b good trial
	echo "case \$1 in status) $nonsense | head -c 100000; exit 0 ;; esac" >"$T/fault"
	tcrd_start
	known() { [ "$(slot error)" != null ]; }
	until_ok 20 known
	is "$(slot error) $(slot current)" 'tcr-slot: its status is no status null' \
		"nonsense: $nonsense"
	asked try
	is "$rc:$said" '1:tcrctl: tcr-slot: its status is no status' '... and no command'
	kill "$tcrd_pid"
	wait "$tcrd_pid" || :
	rm -rf /run/tcr
done
is "$(grep -c 'given up' "$T/console")" 0 'none of them was given up'
rm "$T/conf.d/web.container"

# The confirmation fails, then it hangs: tried again until the limit.
slots b good trial
confirm_sec 4
critical web "$stays"
echo 'case $1 in good) echo "write: I/O error" >&2; exit 1 ;; esac' >"$T/fault"
tcrd_start
claim 'a slot that cannot be confirmed' until_ok 10 \
	says '^slot B on trial, 2 tries left: is being confirmed$'
lost() { slot text | grep -q 'is given up, it could not be confirmed: write: I/O error$'; }
claim 'is given up after the limit' until_ok 10 lost
claim 'a reason is wrapped, not cut' says '^  .*error$'
tcrd_end
slots b good trial
echo 'case $1 in status) sleep 1000 ;; esac' >"$T/fault"
critical web "$stays"
tcrd_start
until_ok 10 called status
is "$(device state)" running 'while tcr-slot hangs tcrd answers'
tcrctl slot try --timeout 1 2>"$T/err" && rc=0 || rc=$?
is "$rc $(cat "$T/err")" '6 tcrctl: slot try: not done after 1s; tcrd goes on with it' \
	'who asks gets no answer'
claim 'until it is killed' until_ok 40 says '^tcr-slot: took too long$'
tcrd_end

# The record: a full data partition, damage, a newer firmware's.
slots b good trial
confirm_sec 2
rm -f "$T/data/slot-record"
mount -t tmpfs -o size=64k data "$T/data"
idle_unit free
tcrd_start
until_ok 20 called good
tcrd_end
dd if=/dev/zero of="$T/data/full" bs=4k 2>/dev/null && rc=1 || rc=0
ok "$rc" 'the data partition is full'
slots b good trial
critical web "$stays" 'HealthCmd=false
HealthInterval=1s'
tcrd_start
until_ok 20 grep -q 'no reboot' "$T/console"
tcrd_end
back() { # back TEXT CLAIM [SED]: what the other slot's firmware says
	slots a good bad
	sed -i "${3-}" "$T/slots"
	idle_unit free
	tcrd_start
	claim "$2" until_ok 10 says "$1"
	tcrd_end
}
back '^slot B was given up: web\.container not healthy after 2 s$' 'the reason is kept all the same'

# Nobody has written a reason: what is known all the same.
rm "$T/data/slot-record"
slots a good good
idle_unit free
tcrd_start
asked try
tcrd_end
back '^slot B was given up: it never came as far as tcrd: kernel, root or init$' \
	'firmware that tcrd has seen nothing of'
rm "$T/data/slot-record"
slots a good good
idle_unit free
tcrd_start
asked try
tcrd_end
back '^slot B was given up: it never came as far as tcrd: kernel, root or init$' \
	'... also when nothing of it can be read' /^b.id=/d
rm "$T/data/slot-record"
slots b good trial
confirm_sec 600
critical web "$stays" '' '' StableSec=600
tcrd_start
until_ok 10 says '^slot B on trial'
until_ok 10 grep -q '^ran=1' "$T/data/slot-record"
tcrd_end
back '^slot B was given up: it was not confirmed$' 'firmware whose tcrd has run'
back '^slot B was given up: it was not confirmed$' '... which is kept'

cp "$T/data/slot-record" "$T/record"
head -c 8192 /dev/urandom >"$T/data/slot-record"
back '^slot B was given up: nobody knows why$' 'a record that is damaged costs only the reason'
ln -sf "$T/record" "$T/data/slot-record"
before=$(sha256sum <"$T/record")
back '^slot B was given up: nobody knows why$' 'no link is followed'
is "$(sha256sum <"$T/record")" "$before" '... nor written through'
finish
