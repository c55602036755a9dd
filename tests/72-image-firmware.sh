#!/bin/sh
# SPDX-License-Identifier: MIT
# tcr-mkfirmware: the same input gives the same bytes; what belongs in the root
# is there, with the modes that it should have; wrong input is named.
. "$(dirname "$0")/lib.sh"
TCR_BUILD=${TCR_BUILD:-$top/build/$arch}
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
make=$top/host/tcr-mkfirmware

mkdir -p "$T/conf/web.container.d" "$T/over/bin" "$T/over/etc"
printf '[Container]\nImage=app\nExec=/app\n' >"$T/conf/web.container"
echo '[Unit]' >"$T/conf/web.container.d/10.conf"
echo '#!/bin/sh' >"$T/over/bin/tool"
chmod 755 "$T/over/bin/tool"
echo other >"$T/over/etc/hostname"
mkdir "$T/files"
printf '%s\n' '[Container]' Image=app Exec=/app Volume=/etc/tcr/hardware:/h:ro \
	Volume=/usr/bin/tcrctl:/c:ro '[Service]' Restart=no '[Install]' \
	WantedBy=multi-user.target >"$T/files/update.container"
mkdir "$T/tree"
head -c 300000 /dev/urandom >"$T/tree/app"
mksquashfs "$T/tree" "$T/app.sqfs" -quiet -noappend -no-progress >/dev/null
build() {
	made=$1
	shift
	SOURCE_DATE_EPOCH=1700000000 "$make" "$@" --out "$made" --build "$TCR_BUILD" \
		--conf "$T/conf" --image "$T/app.sqfs" --overlay "$T/over"
}
status=0
build "$T/1" || status=$?
is "$status" 0 "a firmware is made"
touch "$T/conf/web.container" "$T/over/bin/tool"
(umask 077 && build "$T/2")
for file in kernel initramfs root.sqfs data.img; do
	is "$(cmp "$T/1/$file" "$T/2/$file" 2>&1)" "" "$file: the same bytes again"
done

SOURCE_DATE_EPOCH=1700000001 "$make" --out "$T/later" --build "$TCR_BUILD" --slots --strict \
	--image "$T/app.sqfs" --conf "$T/files" 2>"$T/err" || :
is "$(cat "$T/err")" '' "--strict: what it puts into the root by itself is no file that lacks"
is "$(cmp "$T/1/initramfs" "$T/later/initramfs" 2>&1)" '' \
	"a later build has the same initramfs, which a delta need not move"

unsquashfs -q -n -d "$T/root" "$T/1/root.sqfs" >/dev/null
cd "$T/root"
is "$(cat etc/tcr/build-time)" 1700000000 "the clock's floor is in it"
is "$(cat etc/hostname)" other "an overlay wins"
is "$(stat -c %a usr/bin/tool)" 755 "... and follows /bin to /usr/bin"
is "$(readlink sbin)" usr/sbin "the links of the root are still links"
is "$(stat -c '%a %U' usr/lib/tcr/images/app.sqfs)" "400 root" \
	"images are for root alone"
is "$(stat -c '%a %U' usr/lib/tcr/conf.d/web.container.d/10.conf)" "644 root" \
	"units and their drop-ins are there"
is "$(find . ! -type l -perm /6022 ! -path ./tmp)" "" \
	"no one else writes, no one gains rights"
for program in sbin/init sbin/tcr-init sbin/tcrd sbin/tcr-dns sbin/tcr-nft sbin/tcr-reap \
	bin/tcrctl bin/crun bin/sh bin/udhcpc bin/busybox lib/tcr/seccomp.bpf; do
	is "$(find "usr/$program" 2>&1)" "usr/$program" "$program is there"
done
for name in init halt linuxrc; do
	is "$(readlink "usr/bin/$name" || :)" "" "busybox is not our $name"
done
# Every library that a program needs is in the root.
for program in usr/bin/crun usr/sbin/tcr-nft; do
	lacking=
	for lib in $(readelf -d "$program" usr/lib/*-linux-gnu/* 2>/dev/null |
		sed -n 's/.*NEEDED.*\[\(.*\)\]/\1/p' | sort -u); do
		[ -n "$(find usr/lib/*-linux-gnu -name "$lib")" ] ||
			lacking="$lacking $lib"
	done
	is "$lacking" "" "$program has its libraries"
done
list=usr/lib/tcr/verity-modules
like "$(xargs <$list)" '/dm-mod.ko .*/dm-verity.ko$' \
	"what verified images need is in the root, in the order of loading"
is "$(sed 's/^/./' $list | xargs ls 2>&1 >/dev/null)" "" "... each file of the list"
is "$(sed 's/^/./' $list | xargs grep -l 'Module signature appended')" "" \
	"... without its signature"
[ "$(id -u)" -ne 0 ] ||
	like "$(unshare -mpf sh -c 'mount -t proc proc proc &&
		chroot . /bin/crun --version' 2>&1)" '^crun version' \
		"crun starts in the root"

build "$T/v" --verity
build "$T/w" --verity
for file in initramfs root.sqfs root.verity; do
	is "$(cmp "$T/v/$file" "$T/w/$file" 2>&1)" "" "--verity: $file: the same bytes again"
done
is "$(cut -d = -f 1 "$T/v/root.verity" | xargs)" "FsBytes VerityRoot VeritySalt" \
	"--verity: says the root hash"
mkdir "$T/verified"
(cd "$T/verified" && zstd -qdc "$T/v/initramfs" | cpio --quiet -id)
is "$(cmp "$T/v/root.verity" "$T/verified/etc/tcr/verity" 2>&1)" "" \
	"... and so does the initramfs"
is "$(cmp "$TCR_BUILD/bin/tcr-verity" "$T/verified/init" 2>&1)" "" \
	"... with tcr-verity as its init"
claim "no root hash without it" [ ! -e "$T/1/root.verity" ]

mkdir "$T/initramfs"
(cd "$T/initramfs" && zstd -qdc "$T/1/initramfs" | cpio --quiet -id)
cd "$T/initramfs"
lacking=
while read -r path; do
	[ -f ".$path" ] || lacking="$lacking $path"
done <etc/tcr/modules
is "$lacking" "" "all modules of the list are there"
like "$(cat etc/tcr/modules)" '/squashfs.ko' "... with what the root needs"
is "$(grep dm- etc/tcr/modules)" "" "... and none of those for verified images"
is "$(grep -n '/nf_nat.ko\|/nft_chain_nat.ko' etc/tcr/modules |
	sed 's/.*modules.//' | xargs)" "nf_nat.ko nft_chain_nat.ko" \
	"what is needed comes first"
is "$(grep -c 'Module signature appended' lib/modules/*.ko | grep -cv ':0')" 0 \
	"signatures are stripped"

# refused STATUS PATTERN ARGS...
refused() {
	want=$1 pattern=$2 status=0
	shift 2
	"$@" >/dev/null 2>"$T/err" || status=$?
	is "$status" "$want" "refused: $pattern"
	like "$(cat "$T/err")" "$pattern" "... with words"
}
qemu=$top/host/tcr-qemu
refused 2 usage "$make"
refused 2 'unknown argument' "$make" --out "$T/3" --wrong
refused 2 'needs a value' "$make" --out
refused 2 'no such architecture' "$make" --out "$T/3" --arch sparc
refused 1 'no folder /nowhere' "$make" --out "$T/3" --conf /nowhere
refused 1 'no image /nowhere' "$make" --out "$T/3" --image /nowhere
refused 1 'run make' "$make" --out "$T/3" --build /nowhere
plan=$(make -n -C "$top" ARCH="$arch" O="$T/o" 2>/dev/null)
for file in bin/tcr-init bin/tcrd bin/tcr-dns bin/tcr-nft bin/tcrctl; do
	like "$plan" " $T/o/$arch/$file|ln -sf tcrd $T/o/$arch/$file" \
		"... which makes $file"
done
like "$plan" "host/seccomp --all $arch $T/o/$arch" "... and seccomp.bpf"
mkdir "$T/bad"
printf '[Container]\nImage=app\nMemroy=1\n' >"$T/bad/a.container"
printf '[Container]\nImage=none\nExec=/app\n' >"$T/bad/b.container"
bad() {
	"$make" --out "$T/4" --build "$TCR_BUILD" --conf "$T/conf" \
		--conf "$T/bad" --image "$T/app.sqfs"
}
refused 5 'bad/a.container:3:1: error: .*Memory' bad
like "$(cat "$T/err")" 'bad/b.container:2:7: error: image none: is no --image.*there is: app$' \
	"... and the image that is missing, with those that are there"
is "$(find "$T/4" 2>/dev/null)" "" "... and nothing is made"
mkdir "$T/warned"
printf '[Container]\nImage=app\nExec=/app\nLogOpt=tag=x\n' >"$T/warned/a.container"
refused 5 'warned/a.container:4:8: warning: LogOpt=tag' "$make" --out "$T/4" --strict \
	--build "$TCR_BUILD" --conf "$T/warned" --image "$T/app.sqfs"
# A template in one folder, its instances in another; one is there as a file, too.
mkdir "$T/t" "$T/i" "$T/i/w@two.container.d"
printf '[Container]\nImage=app\nExec=/app %%i\n' >"$T/t/w@.container"
ln -s w@.container "$T/t/w@three.container"
ln -s w@.container "$T/i/w@one.container"
ln -s w@.container "$T/i/w@two.container"
printf '[Container]\nImage=app\nExec=/app 3\n' >"$T/i/w@three.container"
printf '[Container]\nImage=none\n' >"$T/i/w@two.container.d/1.conf"
instances() {
	"$make" --out "$T/5" --build "$TCR_BUILD" --conf "$T/t" \
		--conf "$T/i" --image "$T/app.sqfs"
}
refused 5 '/i/w@two.container.d/1.conf:2:7: error: image none' instances
is "$(grep -c error: "$T/err")" 1 "... and no other instance of the template"
rm -r "$T/i/w@two.container.d"
instances
unsquashfs -q -n -d "$T/r5" "$T/5/root.sqfs" usr/lib/tcr/conf.d >/dev/null
units=$T/r5/usr/lib/tcr/conf.d
is "$(readlink "$units/w@one.container")" w@.container \
	"an instance is a link to a template of another --conf"
is "$(cat "$units/w@.container" "$units/w@three.container" | grep Exec | xargs)" \
	"Exec=/app %i Exec=/app 3" "a file takes the place of a link, not of its target"
refused 1 'make firmware' "$qemu" --firmware /nowhere
refused 1 'cannot read /nowhere' "$qemu" --firmware "$T/1" --script /nowhere
for port in 80 :80 80: a:80 80:x/udp 1.2.3.4:80; do
	refused 2 'not .IP:.HOST:GUEST' "$qemu" --firmware "$T/1" \
		--timeout 20 --publish "$port"
done
finish
