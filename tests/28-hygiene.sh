#!/bin/sh
# SPDX-License-Identifier: MIT
# What a container gets of whoever started tcrd: nothing.  Two hundred
# descriptors, ignored and blocked signals, an odd folder, umask and environment
# stay outside.
. "$(dirname "$0")/lib.sh"
enter "$@"

busybox_image busybox
unit look.container <<'EOT'
[Container]
Image=busybox
Network=none
Environment=GIVEN=yes
Exec=/bin/sh -c "cat /proc/1/status /proc/1/limits; echo cwd: $(pwd); env | sort | tr '\n' ' '; echo; echo end; exec sleep 1000"
StopSignal=SIGKILL
[Service]
Restart=always
[Install]
WantedBy=multi-user.target
EOT
# shellcheck disable=SC2016 # perl's variables
perl -e '
	use POSIX;
	open(my $f, "<", "/dev/zero");
	fcntl($f, F_SETFD, 0);
	POSIX::dup2(fileno($f), $_) for 50 .. 249;
	$SIG{$_} = "IGNORE" for qw(INT QUIT PIPE USR1 USR2 ALRM TSTP XFSZ);
	my $set = POSIX::SigSet->new(SIGTERM, SIGHUP, SIGUSR1, SIGINT, SIGCHLD);
	POSIX::sigprocmask(SIG_BLOCK, $set);
	umask(0);
	chdir("/usr/share");
	$ENV{SECRET} = "leaked";
	exec("tcrd");
' 2>>"$T/console" &
tcrd_pid=$!
seen() { tcrctl logs look | grep -q ' end$'; }
claim "a container runs, whatever tcrd was started with" until_ok 20 seen
is "$(find "/proc/$tcrd_pid/fd" -lname /dev/zero | wc -l)" 201 \
	"tcrd itself was started with 200 descriptors"
tcrctl logs look | sed 's/^[^ ]* look //' >"$T/seen"
said() { sed -n "s/^$1:[[:space:]]*//p" "$T/seen"; }
pid=$(pid_of look)
# The shell opens some for itself, and ignores a signal.
sleeps() { [ "$(cat "/proc/$pid/comm")" = sleep ]; }
until_ok 10 sleeps
is "$(find "/proc/$pid/fd" -type l -printf '%f\n' | sort -n | xargs)" '0 1 2' \
	"its descriptors are 0, 1 and 2"
is "$(sed -n 's/^Sig\(Ign\|Blk\)://p' "/proc/$pid/status" | xargs)" \
	"0000000000000000 0000000000000000" "no signal is ignored or blocked"
is "$(said Umask)" 0022 "the umask is 022"
is "$(said NoNewPrivs)" 1 "privileges cannot grow"
is "$(said CapEff) $(said CapInh) $(said CapAmb)" \
	"00000000000405fb 0000000000000000 0000000000000000" \
	"root's capabilities are the few declared"
is "$(said CapBnd)" "$(said CapPrm)" "and no other can be had"
is "$(said Groups)" '' "no group of the starter's"
is "$(grep '^GIVEN=' "$T/seen" | tr ' ' '\n' | sed 's/=.*//' | xargs)" \
	"GIVEN HOME HOSTNAME PATH PWD SHLVL" \
	"the environment is what was declared, and the shell's own"
is "$(grep -c SECRET "$T/seen")" 0 "nothing of the starter's is in it"
like "$(cat "$T/seen")" '^Max core file size +0 ' "no cores"
like "$(cat "$T/seen")" '^Max open files +1024 ' "1024 files"
is "$(said cwd)" / "the folder is the image's"
is "$(cut -d ' ' -f 7 "/proc/$pid/stat")" 0 "no terminal"
own() { find "/proc/$tcrd_pid/fd" -type l ! -lname /dev/zero | wc -l; }
before=$(own)
n=0
while [ $n -lt 30 ]; do
	tcrctl restart look || break
	[ "$(find "/proc/$(pid_of look)/fd" -lname /dev/zero 2>/dev/null | wc -l)" -eq 0 ] ||
		break
	n=$((n + 1))
done
is "$n" 30 "thirty starts later still none"
same() { [ "$(own)" = "$before" ]; }
until_ok 10 same || :
is "$(own)" "$before" "and tcrd has no more of its own than before"
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" && rc=0 || rc=$?
is "$rc" 0 "SIGTERM, blocked and ignored by the starter, is heard"
finish
