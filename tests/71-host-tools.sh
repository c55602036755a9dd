#!/bin/sh
# SPDX-License-Identifier: MIT
# The tools of host/ leave nothing of theirs behind, and when one of them fails, half of
# what it makes is not taken for the whole.
. "$(dirname "$0")/lib.sh"
enter "$@"
mkdir "$T/temporary"
export TMPDIR="$T/temporary"

"$top/host/own-image" page "$arch" /bin/busybox "$T/page.sqfs"
claim 'own-image makes an image' test -s "$T/page.sqfs"
is "$(ls "$TMPDIR")" '' '... and leaves nothing'

# Packages: in the cache is one, of which nothing has to be fetched.
export TCR_CACHE="$T/cache"
mkdir -p "$T/deb/DEBIAN" "$T/deb/usr/bin" "$TCR_CACHE/$arch/debs"
printf '%s\n' Package: Version: Architecture: Maintainer: Description: |
	sed 's/Package:/& some/; s/Version:/& 1/; s/Arch.*/& all/; s/Main.*/& none/; s/Desc.*/& none/' \
		>"$T/deb/DEBIAN/control"
for name in a b c; do
	head -c 2M /dev/urandom >"$T/deb/usr/bin/$name"
done
kept=$TCR_CACHE/$arch/debs/$(echo "$arch alone some" | cksum | cut -d ' ' -f 1)
mkdir "$kept"
dpkg-deb -b "$T/deb" "$kept/some.deb" >/dev/null
unpack() { # unpack: status in $rc
	rc=0
	"$top/host/debs" --alone "$T/unpacked" some 2>"$T/err" || rc=$?
}
# To another file system mv(1) copies file by file, in any order, until it is ended.
mkdir "$T/bin"
cat >"$T/bin/mv" <<'S'
#!/bin/sh
mkdir "$2"
cp "$1"/.[a-z]* "$2"
exit 1
S
chmod 755 "$T/bin/mv"
PATH=$T/bin:$PATH unpack
is "$rc" 1 'debs is ended in the middle'
unpack
is "$rc $(find "$T/unpacked/usr/bin" -size 4096 | wc -l)" '0 3' 'the next one unpacks all'
touch "$T/unpacked/mine"
unpack
is "$rc $(ls "$T/unpacked/mine")" "0 $T/unpacked/mine" 'what is there already stays'
is "$(find "$TMPDIR" "$TCR_CACHE/$arch" -mindepth 1 -maxdepth 1 -name '*.*')" '' \
	'nothing of it is left'

# Firmware: one that fails is none, even where there was one.
mkdir "$T/firmware"
for part in kernel initramfs root.sqfs root.verity data.img; do
	echo 'of the firmware before' >"$T/firmware/$part"
done
rc=0
"$top/host/tcr-qemu" --firmware "$T/firmware" --icount --disk "$T/page.sqfs" 2>"$T/err" || rc=$?
is "$rc $(cat "$T/err")" '2 tcr-qemu: --disk: not with --icount' \
	'tcr-qemu: no disk whose writes nobody counts'
TCR_CACHE=$top/build/cache "$top/host/tcr-mkfirmware" --arch "$arch" --verity --drivers /none \
	--build "$TCR_BIN/.." --out "$T/firmware" >"$T/err" 2>&1 && rc=0 || rc=$?
claim 'tcr-mkfirmware: it fails late' [ "$rc" != 0 ]
is "$(cd "$T/firmware" && echo *)" 'kernel root.sqfs root.verity' 'when two parts are there'
is "$(grep -lax 'of the firmware before' "$T/firmware"/*)" '' \
	'... and none of the firmware that was there'
for words in '--hardware=a b' '--hardware=a
b' '--firmware-version=1
id=2'; do
	rc=0
	"$top/host/tcr-mkfirmware" --out "$T/no" "${words%%=*}" "${words#*=}" 2>"$T/err" || rc=$?
	is "$rc" 2 "refused: $(echo "$words" | xargs)"
done
claim 'of which nothing is made' [ ! -e "$T/no" ]

# Wrong usage is one line that says what is wrong.
says() { # says TOOL OPTION: what it says, after its exit status
	rc=0
	"$1" "$2" >"$T/help" 2>"$T/err" || rc=$?
	echo "$rc $(cat "$T/err")"
}
wide='' silent=''
for tool in "$top"/host/tcr-*; do
	name=${tool##*/}
	is "$(says "$tool" --wrong | sed 's/argument/option/')" \
		"2 $name: unknown option --wrong, see $name --help" "$name: an unknown option"
	says "$tool" --help >/dev/null
	wide=$wide$(expand "$T/help" | grep -vF "$TCR_CACHE" | grep '.\{81\}' || :)
	options=$(sed -nE 's/^  (--[a-z-]+) [A-Z].*/\1/p' "$T/help")
	for option in $options; do
		[ "$(says "$tool" "$option")" = "2 $name: $option needs a value, see $name --help" ] ||
			silent="$silent $name $option"
	done
done
is "$silent" '' 'options without their values'
is "$wide" '' 'each help has 80 columns at most'
finish
