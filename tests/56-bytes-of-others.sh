#!/bin/sh
# SPDX-License-Identifier: MIT
# What containers write, and names of files, make no second line and steer no
# terminal, wherever they are shown or kept; letters of all kinds stay.
# shellcheck disable=SC2016 # the container's shell
. "$(dirname "$0")/lib.sh"
enter "$@"
busybox_image busybox
for a in printf tr; do
	ln -sf busybox "$T/root-busybox/bin/$a"
done
gcc -static -O1 -o "$T/root-busybox/bin/notify" "$tests/driver/notify.c"
# Each kind: ESC, C1 as UTF-8 and as bytes, an override, an isolate, a mark, a
# separator of lines, the byte order mark, half a character.
bytes='W\344\303\244\346\227\245\033[2J\302\2331m\2331m\342\200\256\342\201\246\342\200\217\342\200\250\330\234\357\273\277\346\227Z'
cat >"$T/root-busybox/bin/say" <<E
#!/bin/sh
printf '$bytes\n'
E
cat >"$T/root-busybox/bin/run" <<E
#!/bin/sh
say
exec notify "STATUS=\$(say)" @pause
E
cat >"$T/root-busybox/bin/check" <<E
#!/bin/sh
say
exit 3
E
chmod +x "$T/root-busybox/bin/"*
mksquashfs "$T/root-busybox" "$T/images/busybox.sqfs" -quiet -noappend \
	-no-progress -comp zstd -Xcompression-level 1 >/dev/null
unit loud.container <<'E'
[Container]
Image=busybox
Network=none
Exec=/bin/run
Notify=yes
HealthCmd=/bin/check
HealthInterval=100ms
HealthRetries=1
[Service]
TimeoutStartSec=1h
[Install]
WantedBy=multi-user.target
E
# A line as long as a record may be, whose newline comes later; and longer ones.
unit lines.container <<'E'
[Container]
Image=busybox
Network=none
Exec=/bin/sh -c "trap 'exit 0' TERM; x=$(printf %%2048s | tr ' ' x); printf $x; sleep 1; echo; printf y$x; sleep 1; echo; echo; echo ${x#x}äz; echo end; while :; do sleep 1000 & wait; done"
[Install]
WantedBy=multi-user.target
E
# A program that is not there: crun says its name.
unit crun.container <<E
[Container]
Image=busybox
Network=none
Exec=$(printf '/W\342\200\256\342\201\246\342\200\217\330\234Z')
[Service]
Restart=no
[Install]
WantedBy=multi-user.target
E
# A drop-in whose name is a line of its own.
idle_unit file
mkdir "$T/conf.d/file.container.d"
printf '[Container]\nNope=1\n' \
	>"$T/conf.d/file.container.d/$(printf 'x\n{"unit":"forged"}%b.conf' "$bytes")"
tcrd_start
until_ok 20 in_state crun failed
until_ok 20 has loud health.state unhealthy
until_ok 20 eval 'field loud status_text | grep -q W'
until_ok 20 eval 'tcrctl logs loud | grep -q " W"'

clean() { # clean WHAT: $T/text is of letters and tabs, and has the bytes' W
	perl -e '
		binmode(STDIN);
		local $/;
		$_ = <STDIN>;
		my $text = $_;
		exit 2 unless /W/;
		exit 3 unless utf8::decode($text);
		exit 4 if $text =~ /[\x00-\x08\x0b-\x1f\x7f-\x9f\x{61c}\x{200e}\x{200f}\x{2028}-\x{202e}\x{2066}-\x{206f}\x{feff}]/;
	' <"$T/text" && rc=0 || rc=$?
	is "$rc" 0 "$1"
}
# Between the head of the ring, which has its size, and the count of records.
size=$(od -An -t u8 -j 8 -N 8 /run/tcr/units/loud/log | tr -d ' ')
tail -c +25 /run/tcr/units/loud/log | head -c "$size" | tr -d '\000' >"$T/text"
clean "the log as it is kept"
tcrctl logs loud >"$T/text"
clean "and as tcrctl shows it"
like "$(tcrctl logs loud)" ' W\?ä日\?\[2J\?1m\?1m[?]*Z$' "of each kind there is a mark"
cp "$T/console" "$T/text"
clean "tcrd's own log"
tcrctl logs >"$T/text"
clean "the same in its ring"
tcrctl status loud >"$T/text" || :
clean "what a check and the container say of themselves"
tcrctl status file >"$T/text" || :
clean "a cause with the name of a file"
tcrctl status crun >"$T/text" || :
clean "a cause in crun's words"
cat /run/tcr/status >"$T/text"
clean "the status document"
is "$(jq -r '.units | map(select(.unit == "forged")) | length' "$T/text")" 0 \
	"no unit is forged in it"
for name in loud crun; do
	cp "/run/tcr/units/$name/state" "$T/text"
	clean "the saved state of $name"
	is "$(wc -l <"/run/tcr/units/$name/state")" 5 "is one line each"
done
tcrctl restart file >"$T/text" 2>&1 || :
clean "an answer of the control socket"
tcrctl verify "$T/conf.d" >"$T/text" || :
clean "what verify says"
until_ok 20 eval 'tcrctl logs lines | grep -q " end$"'
is "$(tcrctl logs lines | sed -n 's/^[^ ]* lines //p' | grep -v '^tcr:' |
	sed 's/xx*/X/' | xargs -d '\n')" 'X yX X  X äz end' \
	"a line is one record, or as few as it fits, and no character is broken"
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" || :
finish
