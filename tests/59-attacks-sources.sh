#!/bin/sh
# SPDX-License-Identifier: MIT
# A container that writes to a volume cannot lead what others get from there, or
# what tcrd does there, to another place of the device: it replaces folders by
# links while others start.
. "$(dirname "$0")/lib.sh"
enter "$@"
busybox_image busybox
ln -s busybox "$T/root-busybox/bin/rm"
ln -s busybox "$T/root-busybox/bin/ln"
ln -s busybox "$T/root-busybox/bin/mkdir"
ln -s busybox "$T/root-busybox/bin/mv"
ln -s busybox "$T/root-busybox/bin/mkfifo"
mksquashfs "$T/root-busybox" "$T/images/busybox.sqfs" -quiet -noappend \
	-no-progress -all-root -comp zstd -Xcompression-level 1 >/dev/null
mkdir -p /var/lib
mount -t tmpfs lib /var/lib
data=/var/lib/tcr/volumes/data
mkdir -p "$T/own"
mount -t tmpfs own "$T/own"
cp -a "$T/root-busybox" "$T/own/root"
mkdir -p "$data" /var/lib/tcr/logs "$T/own/sub" "$T/secret"
ln -s "$T/own" "$T/link"
ln -s /run/tcr "$T/tcr"
ln -s "$data" "$T/data"
echo own >"$T/own/sub/file"
echo KEY=confidential >"$T/secret/env"
chmod 600 "$T/secret/env"

# attacker FOR COMMAND: obeys SIGTERM; what it did is said.
unit attacker.container <<-E
	[Container]
	Image=busybox
	Network=none
	Volume=data:/data
	Volume=/var/lib/tcr/logs:/logs
	Volume=/var/lib/tcr/volumes:/volumes
	Exec=/bin/sh -c "cd /data; ln -s /run/tcr link; ln -s /run up; ln -s $T/secret owned; ln -s $T/secret dev; ln -s $T/secret root; ln -s $T/secret/env env; ln -s $T/secret/env /logs/log.log; mkfifo /logs/log.log.new /logs/log.log.keep /logs/log.log.keep.new; ln -s $T/secret /volumes/named; echo planted; trap 'exit 0' TERM; mkdir keep; while :; do mv keep sub; mv sub keep; ln -s /run/tcr sub; rm sub; done"
	[Install]
	WantedBy=multi-user.target
E
unit dev.volume <<-E
	[Volume]
	Device=$data/dev
	Type=bind
E
victim() { # victim NAME LINES: its program shows /x
	unit "$1.container" <<-E
		[Container]
		Image=busybox
		Network=none
		Exec=/bin/sh -c "ls /x /x/control; cat /x/file; echo end; env"
		$2
		[Service]
		Type=oneshot
		RemainAfterExit=yes
		${3:-}
	E
}
victim link "Volume=$data/link:/x"
victim up "Volume=$T/data/up/tcr:/x"
victim over "Volume=$data/link:/x:O"
victim owned "Volume=$data/owned:/x:U
User=33"
victim dev "Volume=dev.volume:/x"
victim tcr "Volume=$T/tcr:/x"
victim root "Volume=$T/own/sub:/x
Environment=A=1"
sed -i "s|^Image=.*|Rootfs=$data/root|" "$T/conf.d/root.container"
victim named "Volume=named:/x"
victim rooted "Volume=$T/link/sub:/x:ro
UserNS=auto"
sed -i "s|^Image=.*|Rootfs=$T/link/root|" "$T/conf.d/rooted.container"
victim env "EnvironmentFile=$data/env"
victim device "Volume=$T/link/sub:/x:ro"
victim race "Volume=$data/sub:/x"
victim log "LogDriver=none"
sed -i 's|^LogDriver=.*||; $ a [X-TCR]\nLogPersist=yes' "$T/conf.d/log.container"
# Another kind of unit has no device, whatever it has in that place.
unit tick.timer <<'E'
[Timer]
OnCalendar=*-*-* 04:00
OnBootSec=1h
Unit=link.container
E
tcrd_start
planted() { tcrctl logs attacker | grep -q planted; }
until_ok 20 planted || :
for u in link up over owned tcr root named env device rooted log; do
	tcrctl start "$u" >/dev/null 2>&1 || :
done
tcrctl start dev --timeout 1 >/dev/null 2>&1 || : # its volume is tried again
said() {
	tcrctl logs "$1" | sed "s/^[^ ]* $1 //"
}
for u in link up over owned root named env; do
	like "$(field "$u" cause)" "is a link" "refused in words: $u"
done
like "$(tcrctl status dev.volume)" "is a link" "refused in words: dev.volume"
like "$(field tcr cause)" '/run/tcr' \
	"a link of the device's own to what is forbidden: looked at at start"
is "$(said link; said up; said over; said tcr)" "$(for u in link up over tcr; do
	said "$u" | grep '^tcr: '; done)" "none of them has run"
is "$(stat -c %u "$T/secret" "$T/secret/env" | tr '\n' ' ')" '0 0 ' \
	"U changes the owner of nothing outside"
is "$(said env | grep -c confidential)" 0 "no variable comes from there"
like "$(said device)" '^own$' "a link of the device's own is followed"
like "$(said rooted)" '^own$' "... to a root file system, with ids of its own"
tcrctl stop log
is "$(ls "$T/secret") $(cat "$T/secret/env")" "env KEY=confidential" \
	"no log is written where a link leads"
is "$(find /var/lib/tcr/logs -name log.log -type f)" /var/lib/tcr/logs/log.log \
	"nor held up by a FIFO in its place"
n=0 won=0
while [ "$n" -lt 30 ]; do
	tcrctl restart race >/dev/null 2>&1 && won=$((won + 1))
	n=$((n + 1))
done
echo "# $won of $n starts found a folder"
is "$(said race | grep -c '^socket$')" 0 "a race for the moment is not won"
is "$(in_state attacker running && echo running)" running "the attacker tried"
finish
