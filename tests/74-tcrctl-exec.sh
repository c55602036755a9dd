#!/bin/sh
# SPDX-License-Identifier: MIT
# tcrctl exec: a command in a container, with its output, input, exit status and
# signals, and nothing of the caller's in the container.
. "$(dirname "$0")/lib.sh"
enter "$@"

busybox_image busybox
ln -s busybox "$T/root-busybox/bin/stty"
ln -s busybox "$T/root-busybox/bin/tty"
# shellcheck disable=SC2154 # of busybox_image
echo 'web:x:33:34::/srv:/bin/sh' >>"$root/etc/passwd"
mkdir -m 755 "$root/srv"
: >"$root/etc/plain"
mksquashfs "$root" "$T/images/users.sqfs" -quiet -noappend -no-progress >/dev/null
idle_unit web 'User=33
Environment=COLOUR=blue
WorkingDir=/srv
HostName=web' 'Nice=5
Restart=no'
sed -i 's/Image=busybox/Image=users/' "$T/conf.d/web.container"
idle_unit once
sed -i 's/^Exec=.*/Exec=true/;s/^Restart=.*/Type=oneshot/' "$T/conf.d/once.container"
unit lan.network <<E
[Network]
E
tcrd_start
until_ok 20 in_state web running
until_ok 20 in_state once exited

run() { # run WORDS...: status in $rc, what it says in $T/out and $T/err
	rc=0
	tcrctl exec "$@" >"$T/out" 2>"$T/err" </dev/null || rc=$?
}

files() { # what is there
	find /run/tcr | sort
}
before=$(files)
run web id -u
is "$rc $(cat "$T/out" "$T/err")" '0 33' 'a command, as the program of the container'
# shellcheck disable=SC2016 # for the shell inside
run web sh -c 'echo $COLOUR $PWD $(busybox cut -d " " -f 19 /proc/self/stat); echo words >&2; exit 5'
is "$rc $(cat "$T/out")" '5 blue /srv 5' 'its exit status, variables, directory, nice value'
is "$(cat "$T/err")" words 'its standard error'
run web -- id -u
is "$rc $(cat "$T/out")" '0 33' 'a command after --'
run -u 0 web id -u
is "$(cat "$T/out")" 0 '-u: another user'
run --user=root:34 web sh -c 'id -u; id -g'
is "$(xargs <"$T/out")" '0 34' '-u: names, and a group'
# shellcheck disable=SC2016
COLOUR=red run -e A=1 -e 'B=two words' -e COLOUR -e NONE web \
	sh -c 'echo "$A $B $COLOUR ${NONE-none}"'
is "$(cat "$T/out")" '1 two words red none' '-e: variables, also as they are here'
run -w /etc web sh -c pwd
is "$(cat "$T/out")" /etc '-w: another directory'
run web sh -c 'kill -9 $$'
is "$rc" 137 'ended by a signal: 128 and its number'

says() { # says STATUS TEXT WHAT
	is "$rc $(cat "$T/err")" "$1 tcrctl: $2" "$3"
}
run web nonesuch
says 127 "exec: web has no 'nonesuch'" 'no such command'
run web /none/such
says 127 "exec: web has no '/none/such'" 'no such path'
run web /etc/plain
says 126 "exec: '/etc/plain' of web cannot be executed" 'a file that is no program'
run web /etc
says 126 "exec: '/etc' of web cannot be executed" 'a folder'
run -w /none web true
is "$rc" 125 'no such directory: not tried'
like "$(cat "$T/err")" 'chdir.*/none.*No such file' 'and says so'
run -w here web true
says 125 "exec: -w 'here' is not an absolute path" 'a relative directory'
run -u nobody web true
says 125 'exec: user nobody of the image is not in its /etc/passwd' 'no such user'
run -u 33:none web true
says 125 'exec: user 33:none of the image has a group that is not in its /etc/group' \
	'no such group'
run -e =x web true
says 125 "exec: -e '=x': NAME=VALUE is wanted" 'a variable without a name'
run wbe true
is "$rc" 125 'no such unit: not tried'
like "$(cat "$T/err")" "no such unit: 'wbe' \\(did you mean 'web'" 'and proposes one'
run once true
says 125 "once does not run: it is exited (see 'tcrctl status once')" \
	'a unit that does not run'
run lan.network true
says 125 'lan.network is no container' 'a unit without processes'
run web
says 125 "exec: which command? (see 'tcrctl help exec')" 'no command'
run
says 125 "exec: which unit? (see 'tcrctl help exec')" 'no unit'
run -q web true
says 125 "exec: unknown option '-q' (see 'tcrctl help exec')" \
	'an unknown option is not the status of a command'
run -u
says 125 '--user needs a value' 'nor is an option without its value'
run -t web true
says 125 'exec: -t: the input is no terminal' '-t without a terminal'

# Input and output pass through pipes of tcrctl's.
echo abc | tcrctl exec -i web cat >"$T/out"
is "$(cat "$T/out")" abc '-i: input'
is "$(echo abc | tcrctl exec web cat)" '' 'without -i there is none'
head -c 3000000 /dev/urandom >"$T/bytes"
# shellcheck disable=SC2094 # it is only read
tcrctl exec -i web cat <"$T/bytes" | cmp - "$T/bytes" && rc=0 || rc=1
ok "$rc" 'any bytes, and many'
echo abc | tcrctl exec -i web true
ok $? 'a command that reads nothing'
is "$(tcrctl exec web sh -c 'yes' | head -n 1)" y 'output that nobody wants any more'
until_ok 10 sh -c '! tcrctl exec web ps | grep -q yes'
ok $? 'ends the command'
# shellcheck disable=SC2016
is "$(tcrctl exec web sh -c 'sleep 1000 & echo done')" 'done' \
	'a process that is left behind is not waited for'

# A program in the container has none of the files that the caller has open: neither
# one that is no standard stream, nor these.
behind() { # behind PID FD...: what is behind the descriptors of a process
	pid=$1
	shift
	for fd; do
		stat -L -c %d:%i "/proc/$pid/fd/$fd"
	done | sort -u
}
program() { # program WORDS: the process that executes them, and not tcrctl
	pgrep -fx "$*"
}
shared() { # shared PID FD...: those of tcrctl that a program has, too
	inside=$(program sleep 4322)
	# shellcheck disable=SC2046 # words
	behind "$inside" $(ls "/proc/$inside/fd") >"$T/inside"
	behind "$@" >"$T/caller"
	comm -12 "$T/inside" "$T/caller"
}
mkfifo "$T/in" "$T/out-pipe" "$T/err-pipe"
: >"$T/marked"
tcrctl exec -i web sh -c 'echo ready; exec sleep 4322' \
	<>"$T/in" >"$T/out-pipe" 2>"$T/err-pipe" 9<"$T/marked" &
client=$!
exec 7<"$T/out-pipe" 8<"$T/err-pipe"
read -r line <&7
is "$line" ready 'a command with pipes of the caller'
until_ok 10 program sleep 4322 >/dev/null
is "$(shared "$client" 0 1 2 9)" '' 'no file of the caller is open in the container'
is "$(grep -c : "$T/inside"),$(grep -c : "$T/caller")" 3,4 '... of those that both have'
kill "$client"
wait "$client" || :
exec 7<&- 8<&-

# Signals: those that tcrctl gets, the command gets.
tcrctl exec web sh -c 'trap "echo got it; exit 7" TERM; echo ready
	while :; do sleep 0.1; done' >"$T/out" &
client=$!
until_ok 10 grep -q ready "$T/out"
kill "$client"
wait "$client" && rc=0 || rc=$?
is "$rc $(xargs <"$T/out")" '7 ready got it' 'SIGTERM is passed on'
rm "$T/out" # it has the word of another that was ready
tcrctl exec web sh -c 'echo ready; exec sleep 4321' >"$T/out" &
client=$!
until_ok 10 grep -q ready "$T/out"
kill -KILL "$client"
wait "$client" || :
gone() { ! tcrctl exec web ps | grep -q 'sleep 4321'; }
claim 'and a killed tcrctl leaves no command' until_ok 10 gone

# A terminal: script(1) is one, and types what it reads.
cat >"$T/type" <<'E'
stty -echo; tty; stty size; echo "TERM=$TERM"; exit 9
E
rc=0
TERM=vt220 script -qec 'stty rows 33 cols 77; exec tcrctl exec -ti web sh' \
	"$T/screen" <"$T/type" >/dev/null || rc=$?
is "$rc" 9 '-t: the exit status of a shell on a terminal'
like "$(tr -d '\r' <"$T/screen")" '^/dev/pts/0$' 'which is one of the container'
like "$(tr -d '\r' <"$T/screen")" '^33 77$' 'with the size of the one of the caller'
like "$(tr -d '\r' <"$T/screen")" '^TERM=vt220$' 'and of its kind'
script -qec 'exec tcrctl exec -ti web sleep 4322' "$T/screen" </dev/null >/dev/null &
until_ok 10 program sleep 4322 >/dev/null
client=$(program tcrctl exec -ti web sleep 4322)
is "$(shared "$client" 0 1 2)" '' 'the terminal of the caller is not open in it'
is "$(wc -l <"$T/inside"),$(wc -l <"$T/caller")" 1,1 '... which has its own'
kill "$client"
wait $! || :
# Newer ones of crun leave the terminal so.
mkdir "$T/stub"
cat >"$T/stub/crun" <<E
#!/bin/sh
python3 -c 'import os; os.set_blocking(0, False)'
exec $(command -v crun) "\$@"
E
chmod 755 "$T/stub/crun"
cat >"$T/flags" <<'E'
grep flags /proc/self/fdinfo/0
tcrctl exec -ti web sh -c 'echo in; sleep 1'
grep flags /proc/self/fdinfo/0
E
PATH=$T/stub:$PATH script -qec "sh $T/flags" "$T/screen" </dev/null >/dev/null
is "$(tr -d '\r' <"$T/screen" | grep -a '^flags' | sort -u | wc -l)" 1 \
	'the terminal of the caller is as it was'
rc=0
TERM=dumb script -qec 'exec tcrctl exec -t web nonesuch' "$T/screen" \
	</dev/null >/dev/null || rc=$?
is "$rc" 127 'no such command, with a terminal'
like "$(tr -d '\r' <"$T/screen")" "^tcrctl: exec: web has no 'nonesuch'" 'and says so'
is "$(files)" "$before" 'nothing is left in /run/tcr'
finish
