#!/bin/sh
# SPDX-License-Identifier: MIT
# tcr-mkdisk: the same input gives the same bytes; partitions, boot files and the
# command line are as they should be; wrong input is named, and leaves no disk.
. "$(dirname "$0")/lib.sh"
TCR_BUILD=${TCR_BUILD:-$top/build/$arch}
case $arch in
amd64) uefi=BOOTX64.EFI ;;
arm64) uefi=BOOTAA64.EFI ;;
esac
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
make=$top/host/tcr-mkdisk
mkdir -p "$T/fw" "$T/tree/etc/tcr"
# No firmware that runs, but one of which each byte is known.
head -c 900001 /dev/urandom >"$T/fw/kernel"
head -c 300003 /dev/urandom >"$T/fw/initramfs"
: >"$T/fw/data.img"
head -c 300000 /dev/urandom >"$T/tree/file"
echo 1700000000 >"$T/tree/etc/tcr/build-time"
echo '1.2 beta' >"$T/tree/etc/tcr/version"
mksquashfs "$T/tree" "$T/fw/root.sqfs" -quiet -noappend -no-progress >/dev/null

build() { # build OUT [OPTION]...
	made=$1
	shift
	"$make" --arch "$arch" --out "$made" --build "$TCR_BUILD" --boot-size 36M --root-size 4M \
		--data-size 8M "$@" "$T/fw"
}
status=0
build "$T/1" || status=$?
is "$status" 0 "a disk is made"
touch -d 2020-01-01 "$T"/fw/*
(umask 077 && TZ=Asia/Tokyo SOURCE_DATE_EPOCH=1700000000 build "$T/2")
is "$(cmp "$T/1" "$T/2" 2>&1)" "" "the same bytes again, in another zone and later"

table() { # table DISK FIELD...: of its partitions
	disk=$1
	shift
	for field; do
		sfdisk --json "$disk" | jq -r ".partitiontable.partitions[].$field" | xargs
	done
}
is "$(table "$T/1" name)" "tcr-boot tcr-root-a tcr-root-b tcr-data" "its partitions"
is "$(table "$T/1" start size | xargs)" \
	"2048 75776 83968 92160 73728 8192 8192 16384" "... at each MiB, of the sizes asked for"
is "$(table "$T/1" type | cut -d - -f 1)" C12A7328 "the first is what UEFI boots"
like "$(sfdisk --verify "$T/1" 2>&1)" 'No errors detected' "the table is whole"
is "$(table "$T/1" uuid | tr ' ' '\n' | sort -u | wc -l)" 4 "each has a UUID of its own"
at() { # at DISK MIB COUNT: prints the bytes there
	dd if="$1" bs=1M skip="$2" count="$3" status=none
}
size=$(stat -c %s "$T/fw/root.sqfs")
at "$T/1" 37 4 >"$T/slot"
is "$(head -c "$size" "$T/slot" | cmp - "$T/fw/root.sqfs" 2>&1)" "" "slot A has the root"
sum=$(sha256sum <"$T/fw/root.sqfs" | cut -d ' ' -f 1)
id=$(tr -d '\0' <"$T/slot" | grep -a '^slot-id=' | cut -d = -f 2)
like "$id" '^[0-9a-f]{64}$' "the slot has an id"
mcopy -n -i "$T/1@@1M" ::/EFI/Linux/tcr-1-a.efi "$T/efi"
is "$(at "$T/slot" 1 1 | head -c 4096 | tr -d '\0')" "tcr-slot 1
id=$sum
version=1.2 beta
time=1700000000
arch=$arch
hardware=tcr
root-bytes=$size
uki-bytes=$(stat -c %s "$T/efi")
uki-sha256=$(sha256sum <"$T/efi" | cut -d ' ' -f 1)
slot-id=$id" "... a header at the next MiB"
is "$(tail -c +$((1048576 + 4096 + 1)) "$T/slot" | head -c "$(stat -c %s "$T/efi")" |
	cmp - "$T/efi" 2>&1)" "" "... and the kernel image that boots it"
is "$(at "$T/1" 41 4 | tr -d '\0' | wc -c)" 0 "slot B is empty"
at "$T/1" 45 8 >"$T/data"
status=0
e2fsck -fn "$T/data" >/dev/null 2>&1 || status=$?
is "$status" 0 "the data partition has a file system"
is "$(e2label "$T/data")" tcr-data "... with its label"

boot=$T/1@@1M
is "$(mdir -/b -i "$boot" | grep -v '/$' | sort | xargs)" \
	"::/EFI/BOOT/$uefi ::/EFI/Linux/tcr-1-a.efi ::/loader/loader.conf" "files to boot"
at "$T/1" 1 36 >"$T/fat"
status=0
fsck.vfat -n "$T/fat" >/dev/null || status=$?
is "$status" 0 "their file system is whole"
like "$(mtype -i "$boot" ::/loader/loader.conf)" '^editor no$' \
	"nobody can edit the command line at the keyboard"

section() { # section DISK NAME FILE: a section of slot A's kernel image
	mcopy -n -o -i "$1@@1M" ::/EFI/Linux/tcr-1-a.efi "$T/uki"
	objcopy --dump-section "$2=$3" "$T/uki" "$T/copy"
}
section "$T/1" .cmdline "$T/cmdline"
is "$(tr -d '\0' <"$T/cmdline" | tr ' ' '\n' | grep '^root\|tcr\|rdinit' | xargs)" \
	"rdinit=/sbin/tcr-disk root=/dev/disk/by-slot/current tcr.slot=$id tcr.data=/dev/disk/by-partlabel/tcr-data" \
	"the command line names the slot by its id, whichever it is"
section "$T/1" .osrel "$T/osrel"
is "$(xargs <"$T/osrel")" 'ID=tcr NAME=tcr PRETTY_NAME=tcr' \
	"it has no version: names of files say which image is tried first"
section "$T/1" .linux "$T/linux"
is "$(cmp "$T/linux" "$T/fw/kernel" 2>&1)" "" "the kernel is in the image"
section "$T/1" .initrd "$T/initrd"
is "$(head -c 300003 "$T/initrd" | cmp - "$T/fw/initramfs" 2>&1)" "" "... and the initramfs"
mkdir "$T/archive"
(cd "$T/archive" && tail -c +300005 "$T/initrd" | zstd -q -d | cpio --quiet -id)
is "$(cmp "$T/archive/sbin/tcr-disk" "$TCR_BUILD/bin/tcr-disk" 2>&1)" "" \
	"... with tcr-disk behind it, at a multiple of 4 bytes"
is "$(cmp "$T/archive/sbin/tcr-data" "$TCR_BUILD/bin/tcr-data" 2>&1)" "" "... and tcr-data"
tools=$T/archive/lib/e2fsprogs
lost=$(for file in "$tools/e2fsck" "$tools/mke2fs" "$tools"/*.so.*; do
	readelf -d "$file" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'
done | sort -u | grep -v '^ld-linux' | while read -r lib; do
	[ -f "$tools/$lib" ] || echo "$lib"
done)
claim "... and programs for ext4" [ -x "$tools/ld.so" ]
is "$lost" "" "... with all libraries that they need"
last=0 overlaps=0
objdump -h "$T/uki" | sed -n 's/^ *[0-9]* [.][^ ]* *\([^ ]*\) *\([^ ]*\) .*/\1 \2/p' >"$T/list"
while read -r bytes start; do
	[ "$last" -le $((0x$start)) ] || overlaps=$((overlaps + 1))
	last=$((0x$start + 0x$bytes))
done <"$T/list"
like "$overlaps of $(wc -l <"$T/list")" '^0 of [1-9]' "no section of the image lies over another one"

uboot() { # uboot FILE: makes the boot partition for U-Boot
	truncate -s 36M "$1"
	"$top/host/boot-partition" arm64 u-boot "$T/uki" 1700000000 12345678 "$1"
}
uboot "$T/u1"
touch -d 2020-01-01 "$T/uki"
TZ=Asia/Tokyo uboot "$T/u2"
is "$(cmp "$T/u1" "$T/u2" 2>&1)" "" "a boot partition for U-Boot: the same bytes again"
is "$(mdir -/b -i "$T/u1" | grep -v '/$' | sort | xargs)" \
	"::/EFI/Linux/tcr-a.efi ::/boot.scr ::/tcr-done.env ::/tcr.env" "... its files"
is "$(mtype -i "$T/u1" ::/tcr.env | tr -d '\0' | xargs)" \
	"tcr_serial=1 tcr_first=a tcr_a=good tcr_b=none tcr_end=1" "... slot A is good"

echo 'VerityRoot=00' >"$T/fw/root.verity"
build "$T/v" --append 'a=b c'
section "$T/v" .cmdline "$T/cmdline"
like "$(tr -d '\0' <"$T/cmdline")" \
	' root=/dev/dm-0 tcr.verity=/dev/disk/by-slot/current .* a=b c$' \
	"a verified root: the device that is mapped; and words appended"
claim "another disk has other UUIDs" [ "$(table "$T/1" uuid)" != "$(table "$T/v" uuid)" ]
rm "$T/fw/root.verity"

build "$T/g" --grow
is "$(table "$T/g" attrs)" "null null null GUID:59" "--grow: the data partition is marked"
is "$(table "$T/g" name start size)" "$(table "$T/1" name start size)" "... nothing else is new"
is "$(at "$T/g" 45 8 | tr -d '\0' | wc -c)" 0 "... and it is empty"
is "$(python3 -c 'import os, sys
print(os.lseek(os.open(sys.argv[1], os.O_RDONLY), 45 << 20, os.SEEK_DATA) >> 20)' "$T/g")" 45 \
	"... by zeros that are no hole"
build "$T/g2" --grow
is "$(cmp "$T/g" "$T/g2" 2>&1)" "" "... the same bytes again"
"$make" --out "$T/g2" --build "$TCR_BUILD" --boot-size 36M --root-size 4M --grow "$T/fw"
is "$(stat -c %s "$T/g2")" "$(stat -c %s "$T/g")" "... and 8 MiB, unless a size is asked for"

mkdir -p "$T/board/overlays" "$T/twice"
echo 'kernel=u-boot.bin' >"$T/board/config.txt"
echo 'an overlay' >"$T/board/overlays/a b.dtbo"
build "$T/b" --boot-files "$T/board"
is "$(mdir -/b -i "$T/b@@1M" | grep -v '/$' | sort | xargs)" \
	"::/EFI/BOOT/$uefi ::/EFI/Linux/tcr-1-a.efi ::/config.txt ::/loader/loader.conf ::/overlays/a b.dtbo" \
	"--boot-files: they are in the boot partition"
is "$(mtype -i "$T/b@@1M" '::/overlays/a b.dtbo')" 'an overlay' "... as they were"
is "$(table "$T/b" name start size)" "$(table "$T/1" name start size)" "... the GPT is the same"
is "$(sfdisk -l -Y dos -o Start,Sectors,Id "$T/b" | grep '^ *[0-9]' | xargs)" "2048 73728 c 1 2047 ee" \
	"... an MBR names this partition first, as a FAT"
is "$(sfdisk -l -Y dos -o Start,Id "$T/1" | tail -n 1 | xargs)" "1 ee" "... without them it does not"
touch -d 2020-01-01 "$T/board/config.txt"
TZ=Asia/Tokyo build "$T/b2" --boot-files "$T/board"
is "$(cmp "$T/b" "$T/b2" 2>&1)" "" "... the same bytes again"

refused() { # refused STATUS PATTERN COMMAND...
	want=$1 pattern=$2 status=0
	shift 2
	"$@" >/dev/null 2>"$T/err" || status=$?
	is "$status" "$want" "refused: $pattern"
	like "$(cat "$T/err")" "$pattern" "... with words"
}
refused 2 usage "$make" --out "$T/no"
refused 2 usage "$make" "$T/fw"
refused 2 'unknown option' build "$T/no" --wrong
refused 2 'needs a value' "$make" --out
refused 2 'one FIRMWARE only' build "$T/no" "$T/other"
refused 2 'no such architecture: riscv64' build "$T/no" --arch riscv64
refused 2 'no loader grub for arm64' build "$T/no" --arch arm64 --loader grub
refused 2 'no loader u-boot for amd64' build "$T/no" --arch amd64 --loader u-boot
refused 1 'run make' build "$T/no" --build /nowhere
refused 1 'no /nowhere/kernel: tcr-mkfirmware' "$make" --out "$T/no" /nowhere
for size in 64 0M 1.5G -1M 64K M 1000000G; do
	refused 2 "data-size $size: not a size" build "$T/no" --data-size "$size"
done
refused 1 'no folder /nowhere' build "$T/no" --boot-files /nowhere
echo mine >"$T/twice/Loader"
refused 1 '/twice/Loader: the loader has a file of this name' \
	build "$T/no" --boot-files "$T/twice"
head -c 33000000 /dev/urandom >"$T/twice/file"
refused 1 'boot-size is too small: 3[5-9] MiB do not fit into 34 MiB' \
	build "$T/no" --boot-files "$T/twice"
refused 2 'boot-size 35M: at least 36M' build "$T/no" --boot-size 35M
refused 2 'data-size 7M: at least 8M' build "$T/no" --data-size 7M
head -c 2000000 /dev/urandom >"$T/tree/file"
mksquashfs "$T/tree" "$T/fw/root.sqfs" -quiet -noappend -no-progress >/dev/null
refused 1 'root-size is too small: [4-6] MiB do not fit into 3 MiB' build "$T/no" --root-size 3M
truncate -s 18M "$T/fw/initramfs"
refused 1 'boot-size is too small: 4[0-9] MiB do not fit into 34 MiB' build "$T/no" --root-size 64M
truncate -s 300003 "$T/fw/initramfs"
echo none >"$T/fw/root.sqfs"
refused 1 'root.sqfs is no root of tcr-mkfirmware' build "$T/no"
claim "nothing of that has made a disk" [ ! -e "$T/no" ]
mkfifo "$T/pipe"
refused 1 'pipe is no file' build "$T/pipe"
# What the disk has no room for any more, say.
mkdir "$T/bin"
cat >"$T/bin/cp" <<'S'
#!/bin/sh
case $2 in
*/disk) head -c 1000 "$2" >"$3"; exit 1 ;;
esac
exec /bin/cp "$@"
S
chmod 755 "$T/bin/cp"
echo before >"$T/before"
truncate -s 300000 "$T/tree/file"
mksquashfs "$T/tree" "$T/fw/root.sqfs" -quiet -noappend -no-progress >/dev/null
PATH=$T/bin:$PATH build "$T/before" 2>"$T/err" && status=0 || status=$?
is "$status $(cat "$T/err" "$T/before") $(ls "$T"/*.part.* 2>/dev/null)" '1 before ' \
	"half of a disk takes no place of a whole file"
qemu=$top/host/tcr-qemu
refused 2 'only with --firmware' "$qemu" --disk "$T/1" --append x
refused 2 'not with --firmware' "$qemu" --firmware "$T/fw" --bios "$T/fw/kernel"
refused 1 'cannot read /nowhere' "$qemu" --disk /nowhere
finish
