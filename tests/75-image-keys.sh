#!/bin/sh
# SPDX-License-Identifier: MIT
# tcr-mkfirmware --keys: the firmware has the keys, and no secret ones; images that
# its device would refuse for what its tcr.conf says are refused here.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/signed.sh"
[ "$(id -u)" -eq 0 ] || {
	echo "1..0 # SKIP needs root"
	exit 0
}
TCR_BUILD=${TCR_BUILD:-$top/build/$arch}
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
PATH=$top/host:$PATH
cd "$T"

mkdir tree keys more
head -c 100000 /dev/urandom >tree/app
tcr-keygen --no-passphrase keys/release >/dev/null
tcr-keygen --no-passphrase more/second >/dev/null
tcr-keygen --no-passphrase stranger >/dev/null
id=$(sed -n 2p keys/release.pub | base64 -d | od -An -tx1 -j 2 -N 8 | tr -d ' \n')
as() { # as FILE OPTION...: an image
	file=$1
	shift
	tcr-create-image --quiet --name "${file%.sqfs}" "$@" rootfs:tree "$file"
}
as signed.sqfs --sign keys/release.sec
as second.sqfs --sign more/second.sec
as stranger.sqfs --sign stranger.sec
as verity.sqfs --verity
as plain.sqfs
mksquashfs tree bare.sqfs -quiet -noappend -no-progress >/dev/null

# A whole firmware.
echo "# none yet" >more/revoked
echo 0000000000000001 >keys/revoked
mkdir -p over/etc/tcr
printf '[Manager]\n' >over/etc/tcr/tcr.conf
mkdir units
for name in signed second; do
	printf '%s\n' '[Container]' "Image=$name" Exec=/app '[Service]' Restart=no \
		'[Install]' WantedBy=multi-user.target >units/$name.container
done
with_keys() { # with_keys DIR OPTION...: a firmware, and what is said meanwhile
	out=$1
	shift
	tcr-mkfirmware --out "$out" --build "$TCR_BUILD" --image signed.sqfs \
		--image second.sqfs --image plain.sqfs --overlay over --conf units \
		--keys keys "$@" >said 2>&1
}
claim "a firmware with keys" with_keys fw --keys more --strict
is "$(grep -c 'unknown key' said)" 0 "... which its device knows"
claim "a firmware without one of them" with_keys other
like "$(cat said)" \
	'second.container:2:7: warning: image second: signed by unknown key' \
	"... is warned of"
is "$(grep -c 'unknown key' said)" 1 "... and of no other"
unsquashfs -q -n -d root fw/root.sqfs usr/lib/tcr/keys >/dev/null
is "$(cd root/usr/lib/tcr/keys && stat -c '%n %a' ./* | xargs)" \
	'./release.pub 644 ./revoked 644 ./second.pub 644' "has those, and no secret"
is "$(cat root/usr/lib/tcr/keys/revoked)" "0000000000000001
# none yet" "... and all that is revoked"

# The rest is decided by the root alone.
firmware() { # firmware SETTINGS IMAGE...: what verify-images says of a root
	rm -rf root
	mkdir -p root/usr/lib/tcr/images root/etc/tcr
	[ ! -d with ] || cp -r with root/usr/lib/tcr/keys
	printf '[Manager]\n%b\n' "$1" >root/etc/tcr/tcr.conf
	shift
	cp "$@" root/usr/lib/tcr/images/
	verify-images root 2>&1 && echo good || echo "status $?"
}
signs=RequireSigned=yes
mkdir with
cp keys/release.pub with/
for word in yes TRUE 1 on ' y '; do
	like "$(firmware "RequireSigned = $word" plain.sqfs)" \
		'plain.sqfs: not signed by a known key.*' "$word: an image has to be signed"
done
is "$(firmware $signs plain.sqfs signed.sqfs stranger.sqfs)" \
	'/usr/lib/tcr/images/plain.sqfs: not signed by a known key
/usr/lib/tcr/images/stranger.sqfs: not signed by a known key
verify-images: no firmware is made, as images are refused (RequireSigned= of tcr.conf)
status 5' "all that are not are named, and the key of tcr.conf"
is "$(firmware $signs signed.sqfs)" good "a signed one may be"
is "$(firmware "$signs\nRequireSigned=no" plain.sqfs bare.sqfs stranger.sqfs)" good \
	"the last line counts, without it all may be"
like "$(firmware RequireVerity=yes plain.sqfs verity.sqfs)" \
	'^/usr/lib/tcr/images/plain.sqfs: no hash tree' "a hash tree is wanted"
mkdir -p root/etc/tcr/tcr.conf.d
echo RequireSigned=yes >root/etc/tcr/tcr.conf.d/a.conf
like "$(verify-images root 2>&1)" 'RequireSigned= of' "a drop-in counts, too"
is "$(firmware RequireVerity=yes verity.sqfs stranger.sqfs)" good "... is enough"
echo "$id" >with/revoked
like "$(firmware '' signed.sqfs)" "signed by $id, which is revoked" \
	"a revoked key is good for nothing"
echo "$id of old" >with/revoked
like "$(firmware '' plain.sqfs)" "revoked: a line is no key's" "so is a list that revokes nothing"
mv with/revoked 'with/a b.pub'
like "$(firmware '' plain.sqfs)" 'a b.pub is not to have such a name' "a name that no device takes"
rm 'with/a b.pub'
cp signed.sqfs bad.sqfs
flip bad.sqfs 1000
like "$(firmware '' bad.sqfs)" 'bad.sqfs: damaged' "a damaged image is refused"
cp keys/release.sec with/
like "$(firmware '' plain.sqfs)" '/usr/lib/tcr/keys/release.sec: .*named' \
	"a secret key is not for a device"
mv with/release.sec with/other.pub
like "$(firmware '' plain.sqfs)" '/usr/lib/tcr/keys/other.pub is no public key' \
	"... whatever its name"
rm -r with/*
like "$(firmware $signs signed.sqfs)" 'no key to check' "signatures need a key"
cp keys/release.pub with/
rm -rf root/etc/tcr/keys
mkdir -p root/etc/tcr/keys
cp keys/release.pub root/usr/lib/tcr/keys/
echo "$id" >root/etc/tcr/keys/revoked
like "$(verify-images root 2>&1)" 'which is revoked' "what /etc/tcr/keys revokes is"
rm -r with
like "$(firmware $signs signed.sqfs)" 'no key to check' "... which is there"

mkdir none
status=0
tcr-mkfirmware --out no --build "$TCR_BUILD" --keys none >said 2>&1 || status=$?
is "$status" 1 "a folder without keys"
like "$(cat said)" 'no key in none' "... is named"
printf '[Manager]\nRequireSigned=yes\n' >over/etc/tcr/tcr.conf
status=0
tcr-mkfirmware --out no --build "$TCR_BUILD" --keys keys --overlay over \
	--image plain.sqfs >said 2>&1 || status=$?
is "$status" 5 "of a firmware with an image that is refused"
is "$(find no 2>/dev/null)" '' "... nothing is made"
finish
