#!/bin/sh
# SPDX-License-Identifier: MIT
# host/verify-units, which tcr-mkfirmware runs: users, groups and time zones that
# neither the image nor the device has, files of the device that are not there.
. "$(dirname "$0")/lib.sh"
TCR_BUILD=${TCR_BUILD:-$top/build/$arch}
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
cd "$T"
mkdir -p tree/etc tree/usr/share/zoneinfo/Europe dir/units base/usr base/etc conf
echo 'app:x:100:100::/:/bin/sh' >tree/etc/passwd
echo 'team:x:100:' >tree/etc/group
touch tree/app tree/usr/share/zoneinfo/Europe/Berlin
chmod 755 tree/app
echo "$T/app.sqfs" >dir/image
echo "$T/conf" >dir/conf
unit() { # unit NAME LINE...
	name=$1
	shift
	printf '%s\n' '[Container]' Exec=/app "$@" >"conf/$name.container"
	printf '%s\n' '[Service]' Restart=no '[Install]' \
		WantedBy=multi-user.target >>"conf/$name.container"
}
said() {
	rm -rf dir/units
	cp -r conf dir/units
	status=0
	out=$("$top/host/verify-units" "$arch" "$TCR_BUILD" "$T/dir" "$T/base" 2>&1) ||
		status=$?
}

for kind in plain bundle; do
	rm -f app.sqfs
	if [ "$kind" = plain ]; then
		mksquashfs tree app.sqfs -quiet -noappend -no-progress >/dev/null
		ref=app
	else
		mkdir root
		cp -r tree root/rootfs
		mksquashfs root app.sqfs -quiet -noappend -no-progress >/dev/null
		fs=$(stat -c %s app.sqfs)
		printf '%s\n' Name=name Tag=1 "Architecture=$arch" >text
		{
			cat text
			printf 'TCRIMG1 fs=%020d text=%010d cksum=%010d' "$fs" \
				"$(wc -c <text)" "$(cksum <text | cut -d ' ' -f 1)" |
				awk '{ printf "%-127s\n", $0 }'
		} >>app.sqfs
		ref=name:1
	fi
	unit good "Image=$ref" User=app Group=team Timezone=Europe/Berlin
	unit number "Image=$ref" User=7 Group=8
	rm -f conf/bad.container
	said
	is "$out" '' "$kind: names that the image has"
	unit bad "Image=$ref" User=ap Group=teams Timezone=Asia/Tokyo
	touch "$T/base/etc/there"
	sed -i '2a Volume=/etc/there:/a\nVolume=/etc/gone:/b' conf/bad.container
	said
	is "$status" 0 "$kind: units with doubts make a firmware"
	like "$out" "^$T/conf/bad.container: warning: image $ref has no user ap " \
		"$kind: a user"
	like "$out" "bad.container: warning: image $ref has no group teams " \
		"$kind: a group"
	like "$out" "bad.container: warning: neither .* time zone Asia/Tokyo " \
		"$kind: a time zone"
	like "$out" 'bad.container:4:8: warning: /etc/gone is not there' \
		"$kind: a file of the device"
	is "$(printf '%s\n' "$out" | grep -c ': warning: ')" 4 "$kind: no more"
	touch dir/strict
	said
	is "$status" 5 "$kind: with --strict they make none"
	like "$out" 'no firmware is made, as there are warnings' "$kind: ... and why"
	rm -f conf/bad.container
	said
	is "$status $out" '0 ' "$kind: names that the image has make one"
	rm dir/strict
done
: >dir/image
rm conf/*
echo '[Volume]' >conf/site.volume
said
is "$status $out" '0 ' "a firmware without images"
finish
