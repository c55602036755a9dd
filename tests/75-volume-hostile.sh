#!/bin/sh
# SPDX-License-Identifier: MIT
# tcrctl volume restore: no archive writes outside of the volume, and whatever
# ends a restore before its time, the volume is the old one or the new one.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/volumes.sh"
enter "$@"
busybox_image busybox
volumes_world
mkdir -p /var/lib/tcr
mount -t ext4 "$loop" /var/lib/tcr
mkdir -p "$volumes/data" /run/outside
echo old >"$volumes/data/file"
echo safe >/run/outside/file
unit owner.container <<-EOF
	[Container]
	Image=busybox
	Volume=data:/data
EOF
tcrd_start
run() { # run COMMAND...: sets out and rc
	rc=0
	out=$("$@" 2>&1) || rc=$?
}
# make: an archive at $T/tar, of what a script of Python adds to it.
make() {
	cat >"$T/make.py"
	python3 - "$T/tar" "$T/make.py" <<-'EOF'
		import io, sys, tarfile
		t = tarfile.open(sys.argv[1], "w", format=tarfile.PAX_FORMAT)
		def add(name, kind=tarfile.REGTYPE, target="", data=b"evil\n", mode=0o644, pax=None):
		    i = tarfile.TarInfo(name)
		    i.type, i.linkname, i.mode = kind, target, mode
		    i.pax_headers = pax or {}
		    i.size = len(data) if kind == tarfile.REGTYPE else 0
		    t.addfile(i, io.BytesIO(data) if i.size else None)
		LINK, HARD, DIR = tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE
		CHAR, BLOCK, FIFO = tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE
		exec(open(sys.argv[2]).read())
		t.close()
	EOF
}
unharmed() { # unharmed TEXT: the volume and what is outside are as they were
	is "$(find /run/outside "$volumes" -type f -exec sh -c 'echo "$1 $(cat "$1")"' - {} \; | sort | xargs)" \
		"/run/outside/file safe $volumes/data/file old" "$1: nothing has changed"
	is "$(there)" data "$1: nothing is left"
}
refused() { # refused TEXT MESSAGE
	run tcrctl volume restore data "$T/tar"
	is "$rc" 1 "$1: refused"
	like "$out" "$2" "$1: told"
	unharmed "$1"
}
echo 'add("../../../../run/outside/file")' | make
refused 'a name with ..' '^../../../../run/outside/file: leads out of the volume$'
echo 'add("a/../../b")' | make
refused '.. in the middle' 'leads out of the volume'
echo 'add("x", pax={"path": "/run/outside/file"})' | make
refused 'an absolute name' '^/run/outside/file: an absolute name$'
echo 'add("a", pax={"comment": "1"})' | make
head -c 1024 "$T/tar" >"$T/head" # an extended header
cat "$T/head" "$T/tar" >"$T/twice"
mv "$T/twice" "$T/tar"
refused 'an extended header for none' '^two extended headers for one file$'
echo 'add("l", LINK, "/run/outside"); add("l/file")' | make
refused 'a file through a link' '^l/file: Not a directory$'
echo 'add("l", LINK, "/run/outside"); add("l/d", DIR)' | make
refused 'a folder through a link' '^l/d/: Not a directory$'
echo 'add("l", LINK, "/run/outside"); add("l", DIR, mode=0o777)' | make
refused 'a folder in place of a link' '^l/: Not a directory$'
is "$(stat -c %a /run/outside)" 755 'which keeps its mode'
echo 'add("h", HARD, "/run/outside/file"); add("h")' | make
refused 'a hard link to an absolute name' 'an absolute name'
echo 'add("h", HARD, "../data/file")' | make
refused 'a hard link with ..' 'leads out of the volume'
echo 'add("l", LINK, "/run/outside"); add("h", HARD, "l/file")' | make
refused 'a hard link through a link' '^l/file: Not a directory$'
echo 'add("sda", BLOCK)' | make
refused 'a block device' '^sda: a device node$'
echo 'add("null", CHAR)' | make
refused 'a character device' '^null: a device node$'
echo 'add("s", pax={"GNU.sparse.major": "1"})' | make
refused 'a sparse file' 'sparse'
echo 'add("s", pax={"size": "99999999999999999999"})' | make
refused 'a size of no file' '.'
echo 'add("f", pax={"SCHILY.xattr.evil": "1"})' | make
refused 'an attribute that is none' '.'
echo 'add("d/" * 3000 + "f")' | make
refused 'a name that is too long' 'too long'
printf 'hello, this is no archive\n%01000d' 0 >"$T/tar"
refused 'no archive' 'no tar archive'
: >"$T/tar"
refused 'an empty file' 'cut off'
echo 'add("a"); add("b", data=b"x" * 5000); add("c")' | make
cp "$T/tar" "$T/whole"
for size in 1 511 512 513 1024 1025 2048 6000 7168; do
	head -c $size "$T/whole" >"$T/tar"
	run tcrctl volume restore data "$T/tar"
	is "$rc:$out" '1:the archive is cut off' "cut off after $size bytes: refused"
done
unharmed 'cut off'
tr 'a' 'q' <"$T/whole" >"$T/tar"
refused 'a wrong checksum' 'damaged'
head -c 5000 /dev/urandom | gzip >"$T/tar"
refused 'a compressed one' 'compressed'

# What is strange, but stays inside.
cat <<'EOF' | make
add("l", LINK, "/run/outside/file"); add("l")
add("t", data=b"first\n"); add("t", data=b"second\n")
add("deep/er/f"); add("./dot/./f"); add("h", HARD, "t"); add("fifo", FIFO)
add("setuid", mode=0o4755); add("q", LINK, "../../../run/outside")
EOF
run tcrctl volume restore fresh "$T/tar"
is "$rc:$out" 0: 'links that lead out are kept as links'
is "$(cd "$volumes/fresh" && find . -printf '%P %y %l\n' | LC_ALL=C sort | xargs)" \
	'd deep d deep/er d deep/er/f f dot d dot/f f fifo p h f l f q l ../../../run/outside setuid f t f' \
	'and replaced where a file of the same name follows'
is "$(cat "$volumes/fresh/t" "$volumes/fresh/h" /run/outside/file | xargs)" 'second second safe' \
	'of two files the last counts'
tcrctl volume rm fresh >/dev/null

# A full disk.
echo 'add("large", data=bytes(40000000))' | make
refused 'more than the disk has room for' '^large: No space left on device$'
df --output=pcent /var/lib/tcr | tail -n 1 | tr -d ' %' >"$T/full"
ok "$([ "$(cat "$T/full")" -lt 50 ]; echo $?)" 'whose space is free again'
head -c 9M /dev/urandom >"$volumes/data/large"
run tcrctl volume backup data /var/lib/tcr/backup.tar
is "$rc" 1 'a backup that the disk has no room for'
like "$out" 'No space left on device' 'fails'
is "$(there /var/lib/tcr)" 'lost+found volumes' 'and leaves nothing'
run sh -c 'tcrctl volume backup data >/dev/full'
is "$rc" 1 'a backup to a device that is full'
rm "$volumes/data/large"

# Killed in the middle: by a reader that stands still, and at any moment.
mkfifo "$T/slow"
tcrctl volume restore data <"$T/slow" 2>"$T/said" &
tcrctl_pid=$!
exec 9>"$T/slow"
head -c 3000 "$T/whole" >&9
part() { [ -e "$volumes/.new-$tcrctl_pid/a" ]; }
until_ok 10 part
tcrctl volume prune >/dev/null
ok "$(part; echo $?)" 'prune leaves a restore alone that is under way'
kill -KILL "$tcrctl_pid"
wait "$tcrctl_pid" 2>/dev/null || :
exec 9>&-
is "$(cat "$volumes/data/file")" old 'killed in the middle: the old volume'
tcrctl volume prune >/dev/null
unharmed 'after the next prune'

mkdir "$T/new"
for n in 1 2 3 4 5 6 7 8 9 10; do
	seq $n 400 >"$T/new/file-$n"
done
for old in old new; do
	mkdir -p "$T/$old"
	echo "$old" >"$T/$old/file"
	tar -C "$T/$old" -cf "$T/$old.tar" .
done
rm "$volumes/data/file"
tcrctl volume restore data "$T/old.tar"
mixed=0 olds=0 news=0
# Later each time, until both have been seen: how long a restore takes, the machine says.
turn=0
while [ "$turn" -lt 60 ] || { [ "$turn" -lt 600 ] && { [ "$olds" = 0 ] || [ "$news" = 0 ]; }; }; do
	turn=$((turn + 1))
	tcrctl volume restore data "$T/new.tar" 2>/dev/null &
	tcrctl_pid=$!
	perl -e 'select(undef, undef, undef, $ARGV[0] / 3000)' "$turn"
	kill -KILL "$tcrctl_pid" 2>/dev/null || :
	wait "$tcrctl_pid" 2>/dev/null || :
	case "$(cat "$volumes/data/file"):$(find "$volumes/data" -mindepth 1 | wc -l)" in
	old:1) olds=$((olds + 1)) ;;
	new:11)
		news=$((news + 1))
		tcrctl volume restore data "$T/old.tar"
		;;
	*) mixed=$((mixed + 1)) ;;
	esac
done
echo "# old $olds, new $news"
is "$mixed" 0 'killed at any moment: the old volume or the new one'
ok "$([ $olds -gt 0 ] && [ $news -gt 0 ]; echo $?)" 'both of them were seen'
tcrctl volume prune >/dev/null
is "$(there)" data 'and the rest is removed'
kill "$tcrd_pid"
wait "$tcrd_pid" 2>/dev/null || :
umount /var/lib/tcr
finish
