#!/bin/sh
# SPDX-License-Identifier: MIT
# tcrctl where the device is not: in a container with Control=full, and on another
# machine by ssh(1), through a server in such a container.
. "$(dirname "$0")/lib.sh"
enter "$@"

busybox_image busybox
idle_unit web
# A container for people: dropbear, and a tcrctl that is mounted.
# shellcheck disable=SC2154 # of busybox_image
{
	mkdir -p "$root/usr/bin" "$root/usr/sbin" "$root/root/.ssh"
	cp /usr/sbin/dropbear "$root/usr/sbin/"
	ldd /usr/sbin/dropbear | grep -o '/[^ ]*' | while read -r library; do
		mkdir -p "$root${library%/*}"
		cp -L "$library" "$root$library"
	done
	echo /bin/sh >"$root/etc/shells"
	ssh-keygen -q -t ed25519 -N '' -f "$T/key"
	cp "$T/key.pub" "$root/root/.ssh/authorized_keys"
	chmod -R go= "$root/root"
}
gcc -static -O1 -o "$root/bin/peer" "$tests/driver/control-peer.c"
dropbearkey -t ed25519 -f "$root/etc/host_key" >"$T/host_key" 2>/dev/null
mksquashfs "$root" "$T/images/door.sqfs" -quiet -noappend -no-progress \
	-comp zstd -Xcompression-level 1 >/dev/null
door() { # door NAME CONTROL [LINES of [Container]]
	unit "$1.container" <<-E
		[Container]
		Image=door
		Network=host
		Volume=$TCR_BIN/tcrctl:/usr/bin/tcrctl:ro
		Exec=/usr/sbin/dropbear -F -E -s -p 127.0.0.1:2200 -r /etc/host_key
		${3:-}
		[X-TCR]
		Control=$2
		[Install]
		WantedBy=multi-user.target
	E
}
door door full
door window status 'Exec=sleep 10000'
door other none 'Exec=sleep 10000'
door in.side full 'Exec=sleep 10000'
door user full 'Exec=sleep 10000
User=33'
tcrd_start
for name in door window other in.side user web; do
	until_ok 20 in_state $name running
done

in_door() { # in_door WORDS...: status in $rc, what it says in $T/out and $T/err
	rc=0
	tcrctl exec door tcrctl "$@" >"$T/out" 2>"$T/err" </dev/null || rc=$?
}
in_door is-active web
is "$rc $(cat "$T/out" "$T/err")" '0 running' 'Control=full: a question'
in_door status
is "$rc $(grep -c '^+ ' "$T/out")" '0 6' 'the status'
is "$(tcrctl exec in.side tcrctl is-active web)" running 'a unit with a dot in its name'
in_door stop web
is "$rc $(state_of web)" '0 inactive' 'a request'
in_door is-active web
is "$rc" 3 'and its exit status'
in_door start wbe
is "$rc" 4 'a wrong one'
like "$(cat "$T/err")" "no such unit: 'wbe' \\(did you mean 'web'" 'which says why'
in_door start web
is "$rc $(state_of web)" '0 running' 'and up again'
last_line() { # its own last line is that of this start, after the mark of the start
	in_door logs -n 1 web
	[ "$rc $(sed 's/^[^ ]* //' "$T/out")" = '0 web started' ]
}
claim 'logs' until_ok 10 last_line
in_door exec web sh -c 'echo "a  b"; echo c >&2; exit 77'
is "$rc $(cat "$T/out") $(cat "$T/err")" '77 a  b c' 'exec: output, errors, status'
echo abc | tcrctl exec -i door tcrctl exec -i web cat >"$T/out"
is "$(cat "$T/out")" abc 'input'
head -c 1000000 /dev/urandom >"$T/bytes"
# shellcheck disable=SC2094 # it is only read
tcrctl exec -i door tcrctl exec -i web cat <"$T/bytes" | cmp - "$T/bytes" && rc=0 || rc=1
ok "$rc" 'any bytes, and many'
in_door reload-config
is "$rc" 0 'reload-config outlives the tcrd that was asked'
claim 'who asked for what is in the log' \
	sh -c 'tcrctl logs tcrd | grep -q "door asks: tcrctl stop web\$"'
claim '... with all words' \
	sh -c 'tcrctl logs tcrd | grep -q "door asks: tcrctl exec -i web cat\$"'
in_door status "$(head -c 3000 /dev/zero | tr '\0' x)"
like "$(tcrctl logs tcrd | sed -n 's/.* asks: tcrctl //p' | tail -n 1)" '^status x{193}$' \
	'but of many 200 bytes'
in_door status "$(head -c 5000 /dev/zero | tr '\0' x)"
is "$rc $(cat "$T/err")" '2 tcrctl: too many words' 'words for more than one packet'

answer=$(tcrctl exec door peer ask /run/tcr/control/socket 'stop web')
is "$(echo "$answer" | head -n 1) $(state_of web)" \
	'answer: error 2 malformed request running' \
	'what tcrctl of the device sends is refused from a container'
answer=$(tcrctl exec door peer ask /run/tcr/control/socket 'v2 command')
like "$answer" '^answer: error 2 the protocol is v1 here' \
	'nor a tcrctl that speaks another version, which is told so'
answer=$(tcrctl exec door peer ask /run/tcr/control/socket command)
is "$(echo "$answer" | head -n 1)" 'answer: error 2 malformed request' 'and half a request'

# Signals, and the end of the one who asked.
tcrctl exec door tcrctl exec web sh -c 'trap "echo got it; exit 7" TERM; echo ready
	while :; do sleep 0.1; done' >"$T/out" &
client=$!
until_ok 10 grep -q ready "$T/out"
kill "$client"
wait "$client" && rc=0 || rc=$?
is "$rc $(xargs <"$T/out")" '7 ready got it' 'SIGTERM is passed on'
tcrctl exec door tcrctl logs -f web >"$T/out" &
client=$!
until_ok 10 grep -q started "$T/out"
follows() { pgrep -f 'tcrctl logs -f web$' >/dev/null; }
claim 'a command that lasts' follows
# Only the one in the container is named so.
pkill -9 -f '^tcrctl logs -f web$'
gone() { ! follows; }
claim 'ends with the one who asked' until_ok 10 gone
wait "$client" || :

# A terminal of the container is that of the command.
cat >"$T/type" <<'E'
stty -echo; stty size; echo "TERM=$TERM"; exit 9
E
ln -s busybox "$T/root-busybox/bin/stty"
rc=0
TERM=vt220 script -qec 'stty rows 33 cols 77; exec tcrctl exec -ti door tcrctl exec -ti web sh' \
	"$T/screen" <"$T/type" >/dev/null || rc=$?
is "$rc" 9 '-t: the exit status of a shell on a terminal'
like "$(tr -d '\r' <"$T/screen")" '^TERM=vt220$' 'of the same kind'

# Those that may not.
rc=0
tcrctl exec window tcrctl stop web >"$T/out" 2>&1 || rc=$?
is "$rc $(state_of web)" '7 running' 'Control=status: it controls nothing'
claim 'but sees the status' sh -c 'tcrctl exec window tcrctl status | grep -q "web.*running"'
rc=0
tcrctl exec other tcrctl status >"$T/out" 2>&1 || rc=$?
is "$rc" 7 'Control=none: it sees nothing'
rc=0
tcrctl exec user tcrctl stop web >"$T/out" 2>&1 || rc=$?
is "$rc $(cat "$T/out")" '1 tcrctl: stop: you must be root' 'Control=full, but not as root'
is "$(state_of web)" running 'which has done nothing'

# From another machine: here it is the same, and ssh(1) does not know the server.
mkdir "$T/bin"
cat >"$T/bin/ssh" <<E
#!/bin/sh
exec /usr/bin/ssh -F none -i "$T/key" -o StrictHostKeyChecking=no \
	-o UserKnownHostsFile=/dev/null -o LogLevel=ERROR "\$@"
E
chmod +x "$T/bin/ssh"
PATH=$T/bin:$PATH
afar() {
	rc=0
	TCR_RUN=/none tcrctl --host ssh://root@127.0.0.1:2200 "$@" >"$T/out" 2>"$T/err" \
		</dev/null || rc=$?
}
afar is-active web
is "$rc $(cat "$T/out" "$T/err")" '0 running' '--host: a question, through ssh and the container'
afar exec web sh -c "echo \"it's a  b\" '\$HOME'; echo c >&2; exit 77"
is "$rc $(cat "$T/out") $(cat "$T/err")" "77 it's a  b \$HOME c" 'words arrive as they are'
afar exec web sh -c 'exit 3' '' 'x
y' '*'
is "$rc" 3 'empty ones, a new line, a star'
afar stop web
is "$rc $(state_of web)" '0 inactive' 'a request'
afar is-active web
is "$rc" 3 'and its exit status'
afar start web
tcrctl --host ssh://root@127.0.0.1:2200 cp web:/etc/passwd - </dev/null |
	tar -x -O >"$T/out"
claim 'a file of a container' cmp "$T/out" "$root/etc/passwd"
rc=0
TERM=vt220 script -qec \
	'exec tcrctl --host ssh://root@127.0.0.1:2200 exec -ti web sh' \
	"$T/screen" <"$T/type" >/dev/null || rc=$?
is "$rc" 9 'a shell on a terminal'
like "$(tr -d '\r' <"$T/screen")" '^TERM=vt220$' 'of the kind of the caller'
for where in root@127.0.0.1 ssh:// ssh://-oProxyCommand=x ssh://x@-y ssh://a:b 'ssh://a b' \
	ssh://a/b ssh://a: ssh://@a; do
	rc=0
	tcrctl --host "$where" status >"$T/out" 2>&1 || rc=$?
	is "$rc $(cat "$T/out")" \
		"2 tcrctl: --host: '$where' is not ssh://[USER@]HOST[:PORT]" "$where is refused"
done
printf '#!/bin/sh\necho "$@"\n' >"$T/bin/ssh"
is "$(tcrctl --host 'ssh://root@[fe80::1]:22' status </dev/null)" \
	"-p 22 root@fe80::1 tcrctl 'status'" 'an address of IPv6, in brackets'
rc=0
tcrctl --host 2>"$T/err" || rc=$?
is "$rc $(cat "$T/err")" '2 tcrctl: --host needs a value' '--host alone'
finish
