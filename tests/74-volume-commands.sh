#!/bin/sh
# SPDX-License-Identifier: MIT
# tcrctl volume ls, inspect, rm and prune: what there is, who uses it, and that
# nothing is removed which a unit names or a container has.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/volumes.sh"
enter "$@"
busybox_image busybox
volumes_world
run() { # run COMMAND...: sets out and rc
	rc=0
	out=$("$@" 2>&1) || rc=$?
}
names() { # names: of all volumes, in one line
	tcrctl volume ls --json | jq -r '.[].name' | xargs
}
run tcrctl volume ls
is "$rc:$out" 0: 'without a volume nothing is listed'
is "$(tcrctl volume ls --json)" '[]' 'and the array is empty'
run tcrctl volume rm x
is "$rc:$out" "4:tcrctl: no such volume: 'x'" 'what is not there cannot be removed'

unit site.volume <<-EOF
	[Volume]
	VolumeName=the-site
EOF
unit mem.volume <<-EOF
	[Volume]
	Persist=boot
	SizeMax=1m
EOF
unit disk.volume <<-EOF
	[Volume]
	Device=$loop
	Type=ext4
EOF
unit tree.volume <<-EOF
	[Volume]
	Driver=image
	Image=busybox.image
EOF
server one Volume=site.volume:/srv Volume=mem.volume:/mem Volume=plain:/plain Volume=/anonymous
server two Volume=plain:/plain:ro Volume=disk.volume:/disk Volume=tree.volume:/tree
unit down.container <<-EOF
	[Container]
	Image=busybox
	Volume=kept:/kept
EOF
mkdir -p "$volumes/forgotten/sub" "$volumes/kept" "$volumes/.new-1/sub"
head -c 200000 /dev/zero >"$volumes/forgotten/sub/file"
ln "$volumes/forgotten/sub/file" "$volumes/forgotten/again"
mkdir -p "/var/lib/tcr/anonymous/an-earlier-boot/one/0"
run tcrctl volume rm forgotten
is "$rc" 7 'without tcrd nothing is removed'
tcrd_start
until_ok 20 all_running one two

run tcrctl volume ls
is "$(echo "$out" | awk '{print (length($0) > 80)}' | sort -u)" 0 'a line has 80 columns at most'
like "$out" '^the-site +directory +0B +- +(site.volume one.container|one.container site.volume)$' \
	'a volume with its unit, and who mounts it'
like "$out" '^mem +memory +0B +1.0M ' 'one in memory, with its limit'
like "$out" '^disk +device +[0-9.]+[KM] +1[0-9]M ' 'one on a disk of its own'
like "$out" '^tree +image ' 'one from an image'
like "$out" '^plain +directory .* one.container two.container$' 'one without a unit'
like "$out" '^kept +directory .* down.container$' 'one of a unit that does not run'
like "$out" '^forgotten +directory +19[0-9]K +- +-$' \
	'one of nobody, its files counted once, whatever names they have'
like "$out" '^[0-9a-f]{16} +anonymous .* one.container$' 'an anonymous one, named by a hash'
like "$out" '^[0-9a-f]{16} +anonymous .* -$' 'and one of an earlier boot, of nobody'
is "$(echo "$out" | grep -c new-1)" 0 'not what an interrupted command has left'
json=$(tcrctl volume inspect plain mem.volume)
is "$(echo "$json" | jq -c 'map([.name, .kind, .path, .there, .limit])')" \
	'[["plain","directory","/var/lib/tcr/volumes/plain",true,null],["mem","memory","/run/tcr/units/mem.volume/memory",true,1048576]]' \
	'inspect tells all, also of the name of a unit'
is "$(echo "$json" | jq -c '.[0].units')" '["one.container","two.container"]' 'with the units'
is "$(tcrctl volume inspect systemd-disk | jq -r '.[0].name')" disk \
	'a name of podman means the volume'
status=$(tcrctl status one mem.volume two)
is "$(echo "$status" | grep -c '^ *Volume: *mem, 0B of 1.0M$')" 2 \
	'status tells how full a volume with a limit is, of its unit and of who mounts it'
is "$(echo "$status" | grep -c 'Volume:')" 2 'and of no other volume'
hash=$(tcrctl volume ls --json | jq -r '.[] | select(.kind == "anonymous" and .units != []).name')
left=$(tcrctl volume ls --json | jq -r '.[] | select(.kind == "anonymous" and .units == []).name')

run tcrctl volume rm forgotten plain
is "$rc:$out" '1:tcrctl: volume rm: plain is used by one.container' \
	'rm refuses what a unit mounts'
ok "$([ -d "$volumes/forgotten" ]; echo $?)" 'and then removes nothing at all'
run tcrctl volume rm kept
is "$rc:$out" '1:tcrctl: volume rm: kept is used by down.container' \
	'also when the unit does not run'
run tcrctl volume rm site.volume
is "$rc" 1 'and what a unit describes'
run tcrctl volume rm "$hash"
is "$rc:$out" '1:tcrctl: one uses the volume and runs: stop it first' \
	'and an anonymous volume of a container that runs'
run tcrctl volume rm forgoten
is "$rc:$out" "4:tcrctl: no such volume: 'forgoten' (did you mean 'forgotten'?)" \
	'a name that is misspelt'
for word in 'ls x' rm inspect 'prune x' '' frobnicate 'ls --al'; do
	# shellcheck disable=SC2086 # a word or several
	run tcrctl volume $word
	is "$rc" 2 "wrong usage: tcrctl volume $word"
done
run tcrctl volume resore
like "$out" "did you mean 'restore'" 'a command that is misspelt'
like "$(tcrctl help volume)" '^  restore ' 'the help has the commands'
like "$(tcrctl help volume rm)" '^Usage: tcrctl volume rm NAME' 'and explains each'
like "$(tcrctl volume rm --help)" '^Usage: tcrctl volume rm NAME' 'so does --help'

run tcrctl volume rm forgotten
is "$rc:$out" '0:removed forgotten' 'rm removes what nobody uses'
is "$(there)" '.new-1 kept plain the-site' 'with all that is in it'

# A container that was changed, and still has the old volume.
mkdir "$volumes/spare"
server two Volume=spare:/plain Volume=disk.volume:/disk
rm "$T/conf.d/one.container"
run tcrctl volume rm plain
is "$rc:$out" '1:tcrctl: one uses the volume and runs: stop it first' \
	'what containers have that run counts, too'
unit broken.container <<-EOF
	[Container]
	Imaeg=busybox
EOF
run tcrctl volume prune
is "$rc" 5 'nothing is removed while it is not known what a unit uses'
like "$out" "^tcrctl: volume prune: which volumes 'broken' uses is not known: " 'which is told'
rm "$T/conf.d/broken.container"
tcrctl reload-config
until_ok 20 all_running two
until_ok 20 test ! -e /run/tcr/units/one # a reload does not wait for it
mkdir "$volumes/a" "$volumes/b"
run tcrctl volume prune
is "$rc" 0 'prune'
is "$(echo "$out" | sort | xargs)" "$(printf 'removed %s\n' "$left" a b plain | sort | xargs)" \
	'removes what no unit names'
is "$(there)" 'kept spare the-site' 'and what was left behind'
is "$(names)" 'disk kept mem spare the-site tree' 'the rest stays'
ok "$([ ! -e /var/lib/tcr/anonymous/an-earlier-boot/one/0 ]; echo $?)" \
	'also of an earlier boot'
mkdir -p "$T/elsewhere/a/b/c"
mv /var/lib/tcr/anonymous "$T/aside"
ln -s "$T/elsewhere" /var/lib/tcr/anonymous
tcrctl volume prune >/dev/null
ok "$([ -d "$T/elsewhere/a/b/c" ]; echo $?)" \
	'a link on the data partition leads prune nowhere else'
rm /var/lib/tcr/anonymous
mv "$T/aside" /var/lib/tcr/anonymous

# A container may give a file more attributes than an archive can have.
mkdir "$volumes/attributes"
python3 - "$volumes/attributes" <<-'EOF'
	import os, sys
	for n in range(40):
	    os.setxattr(sys.argv[1], f"user.{n}", b"x" * 60000)
EOF
run tcrctl volume backup attributes "$T/attributes.tar"
is "$rc:$out" '1:save the volume: Argument list too long' \
	'attributes that an archive has no room for'
tcrctl volume rm attributes >/dev/null
run setpriv --reuid 65534 --clear-groups tcrctl volume prune
is "$rc" 1 'not without being root'
kill "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
finish
