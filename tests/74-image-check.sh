#!/bin/sh
# SPDX-License-Identifier: MIT
# Images with a hash tree and a signature: what is damaged, cut or signed by another
# is told from what is good, by tcr-check-image and by Debian's programs alone.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/images.sh"
. "$(dirname "$0")/lib/signed.sh"
enter "$@"
host_tools
enter_with_root

tcr-keygen --no-passphrase release >/dev/null
tcr-keygen --no-passphrase card >/dev/null
id=$(key_id release.pub)
tcr-create-image --quiet --name web:1 rootfs:root plain.sqfs
for key in release card; do
	tcr-sign-image --quiet --sign $key.sec plain.sqfs $key.sqfs
done
tcr-sign-image --quiet --verity plain.sqfs verity.sqfs
mv release.sqfs signed.sqfs
# shellcheck disable=SC2046 # words
set -- $(tail -c 128 signed.sqfs | sed 's/[a-z]*=0*\([0-9]\)/\1/g')
fs=$2 tree=$3 size=$4

# Debian's programs alone check it, as host/README.md says.
sed -n '/^fs=/,/^```/p' "$top/host/README.md" | sed '$d' >by-hand
by_hand() { # by_hand FILE: the commands, which are for app.sqfs and release.pub
	cp "$1" app.sqfs
	sh -eu ./by-hand >said 2>&1
}
claim "the commands of host/README.md find it good" by_hand signed.sqfs
like "$(cat said)" 'Signature Verified' "... by signify"
is "$(grep -c veritysetup by-hand)" 1 "... and by veritysetup"

# tcr-check-image and a key.
like "$(tcr-check-image --key release.pub signed.sqfs)" \
	"^signed.sqfs: web:1, verity [0-9a-f]{64}, signed by $id \(release\)$" \
	"what is good is told, and by whom"
mkdir keys
cp release.pub card.pub keys/
is "$(tcr-check-image --keys keys card.sqfs signed.sqfs | sed 's/.*(//')" 'card)
release)' "several keys, several images"
refused 1 'not signed by a known' "another key" tcr-check-image --key card.pub signed.sqfs
refused 1 'not signed by a known' "no signature" tcr-check-image --keys keys verity.sqfs
head -c "$(tail -c 128 plain.sqfs | sed 's/.* fs=0*\([0-9]*\) .*/\1/')" plain.sqfs >cut.sqfs
refused 1 'trailer was cut off' "a squashfs of which the trailer was cut off" \
	tcr-check-image cut.sqfs
mksquashfs root bare.sqfs -quiet -no-progress >/dev/null
claim "... unless it need not be" tcr-check-image --keys keys --unsigned verity.sqfs \
	plain.sqfs bare.sqfs
refused 1 'no hash tree' "no tree" tcr-check-image --verity --unsigned plain.sqfs
printf '# lost\n\n  %s # of the old machine\n' "$(echo "$id" | tr a-f A-F)" >keys/revoked
refused 1 "signed by $id, which is revoked" "a key that was revoked" \
	tcr-check-image --keys keys --unsigned signed.sqfs
echo "${id}0" >keys/revoked
refused 1 "no key's 16 hex" "a line that revokes nothing" tcr-check-image --keys keys signed.sqfs
# Its 20th character is another one, as likely as not an A already.
sed '2{s/./&\n/20; s/A\n/B/; s/.\n/A/}' release.pub >keys/release.pub && rm keys/revoked
refused 1 'signature.*is not good' "a key with another's number" \
	tcr-check-image --keys keys --unsigned signed.sqfs

# A file system of one block has no tree: its hash is the root.
mkdir empty
tcr-create-image --quiet --sign release.sec rootfs:empty small.sqfs
like "$(tail -c 128 small.sqfs)" ' fs=0+4096 tree=0+ ' "a file system of one block"
claim "... is good" tcr-check-image --verity --key release.pub small.sqfs
claim "... is signed again" tcr-sign-image --quiet --sign card.sec small.sqfs
printf x | dd of=small.sqfs bs=1 seek=3000 conv=notrunc 2>/dev/null
refused 1 damaged "... and a byte of it is another one" \
	tcr-check-image --key card.pub small.sqfs
refused 1 damaged "... it is not signed" tcr-sign-image --sign card.sec small.sqfs no.sqfs

# The code of the device reads the same of it.
driver_build images-driver
images info "$T/signed.sqfs"
like "$said" "^root=$(sed -n 's/^VerityRoot=//p' text)" "the device has the same root"
tcr-create-image --quiet --sign release.sec rootfs:empty small.sqfs
works "... and takes an image of one block" info "$T/small.sqfs"

# change OFFSET: bad.sqfs, whose byte there is another one.
change() {
	cp signed.sqfs bad.sqfs
	flip bad.sqfs "$1"
	! cmp -s signed.sqfs bad.sqfs
}
for place in "superblock 12" "data 100000" "tables $((fs - 1))" "tree $fs" \
	"leaf $((fs + 4096 + 40))" "padding $((fs + tree - 1))" "text $((fs + tree))" \
	"root $((fs + tree + size - 100))" "signature $((fs + tree + size + 30))" \
	"footer $((fs + tree + size + 101 + 30))"; do
	change "${place#* }" && rc=0 || rc=1
	ok "$rc" "${place% *}: a byte is another one"
	refused 1 'damaged|be its signature|not good' "${place% *}" \
		tcr-check-image --key release.pub bad.sqfs
	by_hand bad.sqfs && rc=1 || rc=0
	ok "$rc" "... and by hand"
done
change 100000
refused 1 'is damaged' "what is damaged is not signed" \
	tcr-sign-image --sign release.sec bad.sqfs no.sqfs
bytes=$(stat -c %s signed.sqfs)
good=
for cut in $(seq 1 20) $(seq 101 13 400) 4096 8192 "$tree" $((bytes - fs)) \
	$((bytes - fs + 4096)) $((bytes - 4096)) $((bytes - 100)); do
	head -c $((bytes - cut)) signed.sqfs >bad.sqfs
	! tcr-check-image --unsigned --key release.pub bad.sqfs >/dev/null 2>&1 ||
		good="$good $cut"
done
is "$good" '' "cut anywhere it is not whole"
finish
