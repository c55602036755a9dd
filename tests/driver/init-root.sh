#!/bin/sh
# init-root.sh FOLDER CMDLINE: as first process of new namespaces, makes a root
# in memory (private: what tcr-init does to it nobody else sees), becomes tcr-init.
set -eu
folder=$1
r=$folder/root
mkdir -p "$r" "$folder/cgroup/tcr" "$folder/data"
mount -t tmpfs root "$r"
for d in bin sbin usr/sbin proc dev sys etc run tmp var/lib/tcr mnt; do
	mkdir -p "$r/$d"
done
cp /bin/busybox "$r/bin/"
for a in sh cat kill sleep ls mount hostname; do
	ln -s busybox "$r/bin/$a"
done
cp "$TCR_BIN/tcr-init" "$r/sbin/"
cp "$folder/tcrd" "$r/usr/sbin/tcrd"
mkfifo "$r/commands"
[ ! -e "$folder/etc" ] || cp -r "$folder/etc/." "$r/etc/"
mount -t tmpfs dev "$r/dev"
mknod "$r/dev/null" c 1 3
if [ -e "$folder/tty" ]; then
	: >"$r/dev/ttyT"
	mount --bind "$(readlink "$folder/tty")" "$r/dev/ttyT"
fi
mount -t proc proc "$r/proc"
echo "$2" >"$folder/cmdline"
mount --bind "$folder/cmdline" "$r/proc/cmdline"
mount -t tmpfs sys "$r/sys"
mkdir -p "$r/sys/fs/cgroup"
echo 'cpu memory' >"$folder/cgroup/cgroup.controllers"
: >"$folder/cgroup/cgroup.subtree_control"
: >"$folder/cgroup/tcr/cgroup.kill"
mount --bind "$folder/cgroup" "$r/sys/fs/cgroup"
mount --bind "$folder/data" "$r/var/lib/tcr"
exec chroot "$r" /sbin/tcr-init
