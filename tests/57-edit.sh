#!/bin/sh
# SPDX-License-Identifier: MIT
# tcrctl edit changes a unit on the device if nothing becomes bad by it, tcrctl
# revert undoes that, and a newer firmware below it is told.
. "$(dirname "$0")/lib.sh"
enter "$@"
busybox_image busybox
# shellcheck source=lib/edit.sh
. "$tests/lib/edit.sh"
for u in web other bad; do
	idle_unit $u
done
sed -i 's/^Network=none/Nonsense=1/' "$T/conf.d/bad.container"
unit app@.container <<-EOF
	[Container]
	Image=busybox
	Network=none
	Exec=/bin/sleep 1000
	StopSignal=SIGKILL
EOF
echo Wants=app@x.container | sed '1i[Unit]' >>"$T/conf.d/other.container"

edit() { # edit NAME TEXT: its output and its status in $said, $rc
	said=$(printf "%b" "$2" | tcrctl edit "$1" 2>&1) && rc=0 || rc=$?
}

# Without tcrd: from standard input.
umask 077
edit web '[Container]\nEnvironment=NEW=1\n'
umask 022
is "$rc" 0 "edit takes standard input"
is "$(stat -c %a "$data" "$data/web.container.d" "$data/web.container.d/override.conf" | xargs)" "755 755 644" \
	"for all to read, whatever the shell's umask"
like "$said" "web.container is changed; 'tcrctl reload-config'" "and says what is to be done"
like "$(cat "$data/web.container.d/override.conf")" '^Environment=NEW=1$' "the drop-in is there"
is "$(find "$T/data" -type f)" "$data/web.container.d/override.conf" "and nothing else"
tcrd_start
until_ok 20 in_state web running
like "$(environ_of web)" '^NEW=1$' "it counts"
is "$(field web outdated)" null "it is made for this firmware"
edit web '[Container]\nEnvironment=NEW=2\n\n[Service]\nMemoryHigh=33M\n'
tcrctl reload-config >"$T/out" 2>&1 || :
like "$(environ_of web)" '^NEW=2$' "another edit takes its place"

# What would be bad does not count.
before=$(cat "$data/web.container.d/override.conf")
edit web '[Container]\nMemroy=1\n'
is "$rc" 5 "a mistake: exit status 5"
like "$said" "edit/web.container/web.container.d/override.conf:2: unknown key 'Memroy'" "with its place"
is "$(cat "$data/web.container.d/override.conf")" "$before" "what was there is still there"
is "$(head -n 2 "$T/data/edit/web.container/web.container.d/override.conf")" "[Container]
Memroy=1" "and the text is kept"
edit web "[Install]\nAlias=other\n"
is "$rc" 5 "what makes another unit bad is refused"
edit other '[Container]\nEnvironment=B=1\n'
is "$rc" 0 "a unit that is bad anyway is no obstacle"
edit bad '[Container]\nEnvironment=B=1\n'
is "$rc" 5 "the unit itself has to be good"
edit web ' \n'
is "$rc" 1 "no text is no edit"
edit nothing '[Container]\n'
is "$rc" 4 "no such unit: exit status 4"
edit app@x '[Container]\nEnvironment=B=1\n'
is "$rc $(ls "$data")" "0 app@x.container.d
other.container.d
web.container.d" "an instance has a drop-in of its own"
head -c 300000 /dev/zero | tr '\0' '#' | tcrctl edit web >"$T/out" 2>&1 && rc=0 || rc=$?
is "$rc" 1 "more than a unit file may have is refused"
edit web '[Container]\n#\0000\nEnvironment=NEW=3\n'
is "$rc $said" "1 tcrctl: standard input: Bad message" "so is a NUL byte"

# With an editor, which a terminal is for.
cat >"$T/editor" <<-EOF
	#!/bin/sh
	cp "\$1" "$T/seen"
	cat "$T/typed" >>"\$1"
EOF
chmod +x "$T/editor"
ask() { # ask WORDS...: on a terminal
	EDITOR="$T/editor" script -qec "tcrctl $*" /dev/null </dev/null >"$T/out" 2>&1
}
edit web '[Container]\nEnvironment=NEW=3\n'
is "$rc $said" "0 web.container is changed; 'tcrctl reload-config' applies it" "an edit after that"
echo 'Nonsense=1' >"$T/typed"
ask edit web && rc=0 || rc=$?
is "$rc" 5 "an editor's text is refused as well"
is "$(cat "$T/seen")" '[Container]
Environment=NEW=3' "it was shown what there is"
: >"$T/typed"
ask edit web || :
like "$(cat "$T/seen")" 'Nonsense=1' "the next try goes on with the text"
cat >"$T/editor" <<-EOF
	#!/bin/sh
	sed -i /Nonsense/d "\$1"
EOF
ask edit web && rc=0 || rc=$?
is "$rc $(ls "$T/data/edit")" "0 bad.container" "mended there, it counts"
# As edit ends a drop-in, but with more behind it.
before='[Container]

[X-TCR]
Overrides=1
[Service]
MemoryHigh=33M'
echo "$before" >"$data/web.container.d/override.conf"
cat >"$T/editor" <<-EOF
	#!/bin/sh
	cp "\$1" "$T/seen"
	echo '[Service]' >"\$1"
	exit 1
EOF
ask edit web && rc=0 || rc=$?
is "$(cat "$T/seen")" "$before" "what was written by hand is shown as a whole"
is "$rc $(cat "$data/web.container.d/override.conf")" "1 $before" "if the editor fails, nothing is changed"
like "$(cat "$T/out")" "the editor failed; the text is in $T/data/edit/web.container/" "and the text is kept"
edit web '[Container]\nEnvironment=NEW=3\n'
is "$rc" 0 "an edit takes its place"

# tcr.conf.
edit tcr.conf '[Manager]\nDefaultRestart=sometimes\n'
is "$rc" 5 "tcr.conf is checked too"
edit tcr.conf '[Manager]\nDefaultRestart=always\n'
is "$rc $(cat "$T/data/tcr.conf.d/override.conf")" "0 [Manager]
DefaultRestart=always" "and has its drop-in"

# A newer firmware.
tcrctl reload-config >"$T/out" 2>&1 || :
is "$(field web outdated)" null "the firmware is as it was"
echo 'Environment=FIRMWARE=2' | sed '1i[Container]' >>"$T/conf.d/web.container"
tcrctl reload-config >"$T/out" 2>&1 || :
is "$(field web outdated)" "$data/web.container.d/override.conf" "a newer one below the drop-in is told"
like "$(tcrctl status web)" 'Config: +made for an older firmware:' "tcrctl status of the unit says so"
is "$(tcrctl diff web | head -n 1)" "$data/web.container.d/override.conf was made for an older firmware" \
	"and tcrctl diff"
is "$(field other outdated)" null "but not of others"
is "$(tcrctl diff other | grep -c older)" 0 "nor does diff"
edit web '[Container]\nEnvironment=NEW=3\n'
tcrctl reload-config >"$T/out" 2>&1 || :
is "$(field web outdated)" null "edited again, it is made for the new one"


# The same of files that were written by hand.
printf '[Container]\nEnvironment=HAND=1\n' >"$data/app@x.container.d/10-hand.conf"
cp "$T/conf.d/other.container" "$data/other.container"
rm -r "$data/other.container.d" "$data/app@x.container.d/override.conf"
tcrctl reload-config >"$T/out" 2>&1 || :
is "$(field app@x outdated) $(field other outdated)" "null null" "files of the data partition are new"
echo 'Environment=FIRMWARE=2' | sed '1i[Container]' >>"$T/conf.d/app@.container"
echo 'Environment=FIRMWARE=2' | sed '1i[Container]' >>"$T/conf.d/other.container"
tcrctl reload-config >"$T/out" 2>&1 || :
is "$(field app@x outdated)" "$data/app@x.container.d/10-hand.conf" "a newer firmware below a drop-in is told"
is "$(field other outdated)" "$data/other.container" "and below a whole file"
is "$(tcrctl diff other | head -n 1)" "$data/other.container was made for an older firmware" \
	"which tcrctl diff says, too"
kill -9 "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
tcrd_start
is "$(field other outdated)" "$data/other.container" "and is known to the next tcrd"
echo '# seen' >>"$data/other.container"
rm "$T/data/overridden/app@x.container"
tcrctl reload-config >"$T/out" 2>&1 || :
is "$(field app@x outdated) $(field other outdated)" "null null" \
	"until the file is changed, or what was noted of it is removed"

# Back.
cp "$T/conf.d/web.container" "$data/"
cp "$T/conf.d/web.container" "$data/own.container"
edit web '[Container]\nMemroy=1\n'
tcrctl revert web >"$T/out" 2>&1 && rc=0 || rc=$?
is "$rc $(grep -c '^removed' "$T/out")" "0 2" "revert removes the drop-in and the copy"
is "$(ls "$T/data/edit")" "bad.container" "and the text that was refused"
is "$(ls "$data")" "app@x.container.d
other.container
own.container" "and nothing of others"
tcrctl revert web >"$T/out" 2>&1 && rc=0 || rc=$?
is "$rc" 1 "there is nothing more to revert"
tcrctl revert own >"$T/out" 2>&1 || :
[ -e "$data/own.container" ] && rc=0 || rc=1
ok "$rc" "a unit that is there alone stays"
tcrctl revert tcr.conf >"$T/out" 2>&1 && rc=0 || rc=$?
is "$rc $(ls "$T/data")" "0 conf.d
edit
overridden" "tcr.conf is reverted as well"
tcrctl reload-config >"$T/out" 2>&1 || :
like "$(environ_of web)" '^FIRMWARE=2$' "the firmware's unit runs"
kill "$tcrd_pid"
wait "$tcrd_pid" || :
finish
