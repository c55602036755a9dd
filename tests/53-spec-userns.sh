#!/bin/sh
# SPDX-License-Identifier: MIT
# User namespaces: each unit's ids are its own, what it owns shows as it should,
# and root inside is nobody outside.  What the kernel cannot map is said.
. "$(dirname "$0")/lib.sh"
enter "$@"
busybox_image busybox
echo secret >"$T/root-busybox/etc/secret"
chmod 600 "$T/root-busybox/etc/secret"
mksquashfs "$T/root-busybox" "$T/images/busybox.sqfs" -quiet -noappend \
	-no-progress -all-root -comp zstd -Xcompression-level 1 >/dev/null
mkdir -p /var/lib
mount -t tmpfs lib /var/lib
mkdir -p /var/lib/tcr "$T/mapped" "$T/plain"
chmod 755 "$T"
for d in mapped plain; do
	echo "$d" >"$T/$d/file"
	chmod 600 "$T/$d/file"
done

look='cat /proc/self/uid_map; stat -c %%u /etc/secret; cat /etc/secret; touch /new && echo wrote; touch /data/x && stat -c data-%%u /data/x'
asks() { # asks NAME LINES NETWORK
	unit "$1.container" <<-E
		[Container]
		Image=busybox
		Network=$3
		$2
		Volume=data-$1:/data
		Exec=/bin/sh -c "$look; sed s,^,port-, /proc/sys/net/ipv4/ip_unprivileged_port_start; cat /m/file; cat /p/file; true"
		Volume=$T/mapped:/m:idmap
		Volume=$T/plain:/p
		[Service]
		Type=oneshot
		RemainAfterExit=yes
		[Install]
		WantedBy=multi-user.target
	E
}
asks auto UserNS=auto none
asks other UserNS=auto:size=1000 none
asks map 'UIDMap=0:200000:10 10:300000:50' none
asks bridged UserNS=auto bridge
asks host UserNS=host none
mkdir -p /run/tcr/secrets
echo confidential >/run/tcr/secrets/s
chmod 600 /run/tcr/secrets/s
asks few 'UIDMap=0:200000:3
Secret=s,target=/m/s,uid=2,gid=2,mode=0400
User=2' none
asks nouser 'UIDMap=0:200000:3
User=33' none
asks nogroup 'UIDMap=0:200000:40
GroupAdd=63' none
sed -i 's,^Volume=.*/mapped.*,,; s,cat /m/file,cat /m/s; mount | grep devpts; stat -c zero-%%u /dev/zero,' "$T/conf.d/few.container"
tcrd_start
settled() {
	for u in auto other map bridged host few nouser nogroup; do
		in_state "$u" active || in_state "$u" failed || return 1
	done
}
until_ok 60 settled || :
say() {
	tcrctl logs "$1" | sed "s/^[^ ]* $1 //"
}
# The kernel decides what can be mapped.
can=yes
grep -q 'cannot map ids' "$T/console" && can=no
state=/var/lib/tcr/userns

range() { # range UNIT: where its ids begin
	echo $((65536 * ($(sed -n "s/^$1 //p" $state) + 1)))
}
is "$(cut -d ' ' -f 1 $state | sort | xargs)" "auto bridged other" \
	"a range for each unit that wants one"
is "$(cut -d ' ' -f 2 $state | sort -n | xargs)" "0 1 2" "each another"
got=$(say auto)
like "$got" "^ +0 +$(range auto) +65536\$" "UserNS=auto: 65536 ids"
like "$got" '^wrote$' "root can write to its root"
like "$(say other)" "^ +0 +$(range other) +1000\$" "... or as many as are asked for"
like "$(say map)" '^ +10 +300000 +50$' "UIDMap= as it is written"
like "$(say host)" '^ +0 +0 +4294967295$' "UserNS=host: none"
if [ $can = yes ]; then
	like "$got" '^0$' "files of the image are root's"
	like "$got" '^secret$' "who may read them"
	like "$got" '^data-0$' "a named volume is mapped"
	is "$(stat -c %u /var/lib/tcr/volumes/data-auto/x)" 0 \
		"with the same owner on the disk"
	like "$got" '^mapped$' "a path with idmap is mapped"
else
	like "$got" '^65534$' "files of the image are nobody's"
fi
is "$(printf '%s\n' "$got" | grep -c '^plain$')" 0 "another path is not"
got=$(say bridged)
like "$got" '^wrote$' "with the network of the device"
like "$got" '^port-0$' "... which has its settings"
got=$(say few)
like "$got" '^devpts on /dev/pts ' "terminals where there is no group 5"
like "$got" '^confidential$' "a secret is a user's who is one inside"
like "$got" '^zero-0$' "and so are the nodes in /dev"
like "$(field nouser cause)" 'user 33 is not in the user namespace' \
	"a user for whom there is no id"
like "$(field nogroup cause)" 'group 63 is not in the user namespace' \
	"... and a group"
tcrctl restart auto
until_ok 20 in_state auto active
is "$(say auto | grep -c "^ *0 *$(range auto) ")" 2 "it keeps its range"

# What is kept cannot be written: no two units have the same ids, and none loses its own.
last() { say "$1" | grep '^ *0 ' | tail -n 1 | awk '{ print $2 }'; }
mount -o remount,ro /var/lib
for u in third fourth; do
	unit "$u.container" <<-E
		[Container]
		Image=busybox
		Network=none
		UserNS=auto
		Exec=cat /proc/self/uid_map
		[Service]
		Type=oneshot
		RemainAfterExit=yes
	E
done
tcrctl reload-config
tcrctl start third
sed -i /Volume=data/d "$T/conf.d/auto.container" # which could not be mounted
tcrctl reload-config
tcrctl restart auto
is "$(last third) $(last auto)" "$((65536 * 4)) $(range auto)" \
	"on a read-only file system: ids that nobody has"
mount -o remount,rw /var/lib
tcrctl start fourth
tcrctl restart third
is "$(last third) $(last fourth)" "$((65536 * 4)) $((65536 * 5))" "... also after it"
is "$(cut -d ' ' -f 1 $state | sort | xargs)" "auto bridged fourth other third" \
	"and all is kept then"
tcrctl stop auto map
is "$(ls /run/tcr/units/auto/mapped 2>/dev/null)" "" "nothing stays mounted"
is "$(mount | grep -c ' on /run/tcr/units/auto/')" 0 "... at all but the image" ||
	mount | grep /auto/
finish
