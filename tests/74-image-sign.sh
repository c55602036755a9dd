#!/bin/sh
# SPDX-License-Identifier: MIT
# Images with a hash tree and a signature: keys of any kind, files or commands; the
# same bytes whoever makes them; nothing is left of what fails.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/images.sh"
. "$(dirname "$0")/lib/signed.sh"
enter "$@"
hsm=${TCR_CACHE:-$top/build/cache}/hsm
host_tools
enter_with_root

same() { # same TEXT FILE FILE
	cmp "$2" "$3" >&2 && rc=0 || rc=1
	ok "$rc" "$1"
}

# Keys.
tcr-keygen --no-passphrase release >said
id=$(key_id release.pub)
like "$(cat said)" "^release.pub .*key $id\$" "a pair of keys, and its number"
is "$(stat -c %a release.sec)" 600 "the secret key is for its owner"
refused 1 'release.pub is there' "a key that is there" tcr-keygen release
rm -f gone.pub && touch gone.sec
refused 1 'gone.sec is there' "... or half of it" tcr-keygen gone
refused 2 'cannot be a key' "a name with a blank" tcr-keygen 'a b'
refused 2 'usage' "no name" tcr-keygen
refused 1 'no folder' "a folder that is not there" tcr-keygen nowhere/key
printf 'word word\nword word\n' | setsid tcr-keygen locked >/dev/null
openssl genpkey -algorithm ed25519 -out card.sec.pem
openssl pkey -in card.sec.pem -pubout -out card.pem
tcr-keygen --from-pem card.pem card.pub >said
like "$(cat said)" 'sign-command CMD --sign-key card.pub' "a key of OpenSSL"
tcr-keygen --from-pem=card.pem again.pub >/dev/null
is "$(sed -n 2p again.pub)" "$(sed -n 2p card.pub)" "... has the same number again"
refused 1 'is no public key' "its secret half" tcr-keygen --from-pem card.sec.pem no.pub
openssl genpkey -algorithm ed448 2>/dev/null | openssl pkey -pubout -out other.pem
refused 1 'no ed25519 key' "a key of another kind" tcr-keygen --from-pem other.pem no.pub

# The file.
tcr-create-image --quiet --name web:1 rootfs:root plain.sqfs
text plain.sqfs >plain.text
like "$footer" '^TCRIMG1 ' "without the options the file is what it was"
tcr-create-image --quiet --name web:1 --sign release.sec rootfs:root signed.sqfs
# shellcheck disable=SC2046 # words
set -- $(tail -c 128 signed.sqfs | sed 's/[a-z]*=0*\([0-9]\)/\1/g')
is "$1 $5 $(stat -c %s signed.sqfs)" "TCRIMG2 101 $(($2 + $3 + $4 + $5 + 128))" \
	"a signed one has a footer that counts right"
fs=$2 tree=$3 size=$4
is "$(($(stat -c %s plain.sqfs) - $(stat -c %s plain.text) - 128))" "$fs" \
	"... and the same file system"
tail -c +$((fs + tree + 1)) signed.sqfs | head -c "$size" >text
is "$(sed 's/VerityRoot=[0-9a-f]\{64\}$/VerityRoot=/' text)" "$(cat plain.text)
FsBytes=$fs
VerityRoot=
VeritySalt=$(head -c "$fs" signed.sqfs | sha256sum | cut -d ' ' -f 1)" \
	"its text has the tree's root and salt"

# Whoever makes it, and when.
began=$(date +%s)
later() {
	[ "$(date +%s)" -gt "$began" ]
}
until_ok 5 later
tcr-create-image --json --sign=release.sec --name web:1 rootfs:root b.sqfs >json 2>said
same "the same bytes, later" signed.sqfs b.sqfs
is "$(jq -r '[.tree, .verity, .key] | join(" ")' json)" \
	"$tree $(sed -n 's/^VerityRoot=//p' text) $id" "--json tells the tree's root and the key"
is "$(jq -r '.seconds | keys_unsorted | join(" ")' json)" 'copying compressing hashing' \
	"... and the time of each stage"
like "$(tail -n 1 said)" "hash tree [0-9]+K, signed by $id \(copying [0-9.]+ s, compressing" \
	"so do its messages"
tcr-sign-image --quiet --sign release.sec plain.sqfs b.sqfs
same "... of an image that is there" signed.sqfs b.sqfs
tcr-create-image --quiet --verity --name web:1 rootfs:root verity.sqfs
like "$(tail -c 128 verity.sqfs)" ' sig=00000 ' "a hash tree without a signature"
cp verity.sqfs b.sqfs
chmod 640 b.sqfs
ln -s b.sqfs link
tcr-sign-image --quiet --sign release.sec b.sqfs
same "... and signed in its place" signed.sqfs b.sqfs
is "$(stat -c %a b.sqfs)" 640 "... with the modes that it had"
tcr-sign-image --quiet --verity signed.sqfs b.sqfs
same "a signature is taken away" verity.sqfs b.sqfs
long=registry.example:5000/a/shop
tcr-create-image --quiet --name $long:2 --sign release.sec rootfs:root named.sqfs
is "$(grep -ao '^Tag=.*\|Name=.*' named.sqfs | xargs)" "Name=$long Tag=2" \
	"a name with a registry"
tcr-sign-image --quiet --name $long:2 --sign release.sec signed.sqfs b.sqfs
same "... given to an image that is there" named.sqfs b.sqfs
tcr-sign-image --quiet --name=shop --verity signed.sqfs b.sqfs
is "$(text b.sqfs | head -n 2 | xargs)" 'Name=shop Tag=latest' "... without a tag"
for name in ../x a/../b a//b /a a/ A a:b:c a: :1 'a b' a@b; do
	refused 2 'cannot be' "the name '$name'" \
		tcr-sign-image --name "$name" --sign release.sec plain.sqfs no.sqfs
done
cp release.pub public
ln -s release.sec secret
tcr-sign-image --quiet --sign secret --sign-key public verity.sqfs b.sqfs
same "keys of other names, and links" signed.sqfs b.sqfs
cp release.sec unnamed
refused 1 'ends in .sec' "a secret of a name that signify does not take" \
	tcr-sign-image --sign unnamed --sign-key public plain.sqfs no.sqfs
tcr-sign-image --quiet --sign-command 'signify-openbsd -S -s release.sec -m - -x -' \
	--sign-key public verity.sqfs b.sqfs
same "signify as the command that signs" signed.sqfs b.sqfs
echo games:300000:65536 >ids
mount --bind ids /etc/subuid
mount --bind ids /etc/subgid
mkdir user
chown games user
cp release.* user/
chown games user/release.*
mkdir Web
tar -C root --numeric-owner -cf Web/root.tar .
runuser -u games -- env TMPDIR="$T/user" TCR_CACHE="$T/user" PATH=/usr/bin:/bin \
	"$top/host/tcr-create-image" --quiet --sign user/release.sec --name web:1 \
	tar:Web/root.tar user/b.sqfs
same "the same bytes without root" signed.sqfs user/b.sqfs
printf 'FROM scratch\nADD root.tar /\n' >Web/Containerfile
"$top/host/tcr-build-image" --quiet --sign release.sec Web built.sqfs
like "$(tcr-check-image --key release.pub built.sqfs)" 'web:latest.*\(release\)$' \
	"tcr-build-image signs, too"

# The text of the command has quotes and blanks.
echo 'word word' | setsid tcr-create-image --quiet --sign locked.sec rootfs:root locked.sqfs
like "$(tcr-check-image --key locked.pub locked.sqfs)" '\(locked\)$' "a key with a passphrase"
mkdir "it's" && cp card.sec.pem "it's/a key.pem"
tcr-create-image --quiet --sign-command \
	"openssl pkeyutl -sign -rawin -inkey \"it's/a key.pem\" -in /dev/stdin" \
	--sign-key card.pub rootfs:root card.sqfs
like "$(tcr-check-image --key card.pub card.sqfs)" '\(card\)$' "a key of OpenSSL signs"
# A hardware module, made of software.
mkdir token
echo "directories.tokendir = $T/token" >token.conf
export SOFTHSM2_CONF="$T/token.conf"
libraries=$(echo "$hsm"/usr/lib/*-linux-gnu)
module="--module $hsm/usr/lib/softhsm/libsofthsm2.so"
hsm() { # hsm PROGRAM ARGS...
	program=$hsm/usr/bin/$1
	shift
	# shellcheck disable=SC2086 # words
	LD_LIBRARY_PATH=$libraries "$program" $module "$@" >>token.log 2>&1
}
hsm softhsm2-util --init-token --free --label t --pin 1234 --so-pin 1234
hsm pkcs11-tool --login --pin 1234 --keypairgen --key-type EC:edwards25519 --id 01
hsm pkcs11-tool --read-object --type pubkey --id 01 -o module.pem
tcr-keygen --from-pem module.pem module.pub >/dev/null
tcr-create-image --quiet --sign-key module.pub --sign-command "LD_LIBRARY_PATH=$libraries \
	$hsm/usr/bin/pkcs11-tool $module --login --pin 1234 --sign --mechanism EDDSA \
	--id 01 2>>token.log" rootfs:root module.sqfs
like "$(tcr-check-image --key module.pub module.sqfs)" '\(module\)$' \
	"a key in a module of PKCS#11 signs"

with() { # with COMMAND: signs with it
	tcr-sign-image --sign-command "$1" --sign-key card.pub plain.sqfs no.sqfs
}
refused 1 'command that signs failed' "a command that fails" with false
refused 1 'gave no signature' "... that says nothing" with true
refused 1 'gave no signature' "... that writes too little" with 'head -c 63 /dev/zero'
refused 1 'not one of card.pub' "... that writes anything" with 'head -c 64 /dev/zero'
refused 1 'not one of card.pub' "... that has another key" with \
	'signify-openbsd -S -s release.sec -m - -x -'
refused 1 'not one of card.pub' "... that signs something else" with \
	'echo x >x; openssl pkeyutl -sign -rawin -inkey card.sec.pem -in x'
wrong() { # wrong ARGS...
	tcr-create-image --quiet "$@" rootfs:root no.sqfs
}
refused 1 'cannot sign with .*locked.sec' "a wrong passphrase" sh -c "
	echo other | setsid tcr-create-image --quiet --sign locked.sec rootfs:root no.sqfs"
refused 1 'is no secret key' "a public key that should sign" wrong --sign card.pub
refused 1 'no public key card.sec.pem.pub' "half a pair" sh -c "
	cp secret card.sec.pem.sec; tcr-sign-image --sign card.sec.pem.sec plain.sqfs no.sqfs"
refused 1 'not the key of' "the half of another pair" wrong --sign secret --sign-key card.pub
refused 2 'needs --sign-key' "a command without a key" wrong --sign-command cat
refused 2 'not both' "two keys" wrong --sign secret --sign-command cat
refused 2 'needs --sign' "no secret" wrong --sign-key public
refused 2 'is wanted' "nothing to do" tcr-sign-image plain.sqfs no.sqfs
refused 1 'no whole image' "no image" tcr-sign-image --sign release.sec root/data no.sqfs
finish
