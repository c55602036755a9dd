#!/bin/sh
# SPDX-License-Identifier: MIT
# No link of an image leads a mount out of the container or over another file:
# of a link of the image it is the place that counts, not where it leads.
. "$(dirname "$0")/lib.sh"
enter "$@"
busybox_image busybox
victim=$T/victim
mkdir -p "$victim" /var/lib
mount -t tmpfs lib /var/lib
base=$T/root-busybox
mkdir -p "$base/usr/share/zoneinfo/Etc" "$base/srv/data"
rm -r "${base:?}/var"
mkdir "$base/var"
echo TZif2 of the image >"$base/usr/share/zoneinfo/Etc/UTC"
echo TZif2 of Berlin >"$base/usr/share/zoneinfo/Berlin"
ln -s ../usr/share/zoneinfo/Etc/UTC "$base/etc/localtime"
ln -s ../run/resolve/stub.conf "$base/etc/resolv.conf"
ln -s /srv/data/file "$base/etc/hosts"
ln -s /usr/share/zoneinfo/Berlin "$base/etc/secret"
ln -s /run "$base/var/run"
ln -s /run/lock "$base/var/lock"
ln -s data "$base/srv/link"
ln -s /proc/self "$base/srv/proc"
ln -s /srv/round "$base/srv/round"
ln -s / "$base/srv/top"
echo data >"$base/srv/data/file"

image() { # image NAME COMMAND: the base, changed by the command in its root
	cp -a "$base" "$T/root-$1"
	(cd "$T/root-$1" && eval "$2")
	mksquashfs "$T/root-$1" "$T/images/$1.sqfs" -quiet -noappend \
		-no-progress -all-root -comp zstd -Xcompression-level 1 >/dev/null
}
image base :
image dev "rm -r dev; ln -s $victim dev"
image devup "rm -r dev; ln -s ../../../../../../..$victim dev"
image proc 'rm -r proc; ln -s tmp proc'
image sys 'rm -r sys; ln -s tmp sys'
image file 'rm -r dev; echo >dev'
image without 'rm -r dev proc sys etc tmp run'

run() { # run NAME IMAGE COMMAND [more lines of [Container]]
	unit "$1.container" <<-E
		[Container]
		Image=$2
		Exec=/bin/sh -c "$3"
		$4
		[Service]
		Type=oneshot
		RemainAfterExit=yes
		[Install]
		WantedBy=multi-user.target
	E
}
mkdir -p /run/tcr/secrets
echo confidential >/run/tcr/secrets/s
chmod 600 /run/tcr/secrets/s
echo TZif-volume >"$T/zone"
for i in dev devup proc sys file; do
	run "$i" "$i" "echo started" Network=none
done
run without without "ls /dev/null /proc/self/stat /sys/class; echo up" Network=none
run files base "cat /etc/localtime /usr/share/zoneinfo/Etc/UTC; cat /srv/data/file; cat /etc/secret; grep -c . /etc/hosts; ls -l /etc/resolv.conf; ls /run" \
	"Timezone=Berlin
Secret=s,target=/etc/secret
AddHost=added:192.0.2.9
DNS=192.0.2.1
ReadOnly=yes"
run volume base "cat /etc/localtime; cat /usr/share/zoneinfo/Etc/UTC" \
	"Network=none
Volume=$T/zone:/etc/localtime:ro"
run folders base "touch /var/run/a/x /var/lock/y /srv/link/z; ls /run/a /run/lock /srv/data; mount | grep -o 'on /[rs].*type tmpfs'" \
	"Network=none
Tmpfs=/var/run/a
Tmpfs=/var/lock
Volume=named:/srv/link"
run into base "echo started" "Network=none
Tmpfs=/srv/proc/attr"
run round base "echo started" "Network=none
Tmpfs=/srv/round/x"
run top base "echo started" "Network=none
Tmpfs=/srv/top"
tcrd_start
settled() {
	[ "$(device 'units[] | select(.unit | endswith(".container")) | .state' |
		grep -cx 'active\|failed')" = 12 ]
}
until_ok 60 settled || :
said() {
	tcrctl logs "$1" | sed "s/^[^ ]* $1 //"
}
is "$(ls "$victim")" "" \
	"an image whose /dev is a link makes no node on the device"
for i in dev devup proc sys; do
	like "$(field "$i" cause)" "/${i%up} is a link.* image" \
		"an image whose /${i%up} is a link is refused in words ($i)"
done
like "$(field file cause)" '/dev' "... a file at /dev as well"
like "$(said without)" '^up$' "what an image has not is made"
got=$(said files)
like "$got" '^TZif2 of Berlin' "a time zone is bound over the link"
like "$got" 'TZif2 of the image' "... and not over what it leads to"
like "$got" '^data$' "a link at /etc/hosts is none to what it leads to"
like "$got" '^confidential$' "nor one at a secret's place"
like "$got" '^-.* /etc/resolv.conf$' "nor one that leads nowhere"
is "$(printf '%s\n' "$got" | grep -c '^resolve$')" 0 \
	"... nothing is made where it leads"
like "$(said volume)" '^TZif-volume$' "a volume that is a file: the same"
like "$(said volume)" '^TZif2 of the image' "... its target stays"
got=$(said folders)
like "$got" '^x$' "a folder behind a link of the image is mounted at its target"
like "$got" '^y$' "... which is made if it lacks"
like "$got" '^z$' "... also for a volume"
like "$got" 'on /run/a type tmpfs' "... and told to crun as what it is"
like "$(field into cause)" '/srv/proc.*/proc' "but none that leads to /proc"
like "$(field round cause)" '/srv/round' "a link to itself is an error"
like "$(field top cause)" '/srv/top' "a link to / is none to mount over"
finish
