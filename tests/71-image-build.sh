#!/bin/sh
# SPDX-License-Identifier: MIT
# tcr-build-image: a folder with a Containerfile becomes an image's file, the
# same one each time, with root and without.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/images.sh"
enter "$@"
export TMPDIR="$T" TCR_CACHE="$T/cache"
build=$top/host/tcr-build-image
cd "$T"
chmod 755 .

# A base in a layout, so that no registry is asked.
mkdir -p base/bin
cp /bin/busybox base/bin/busybox
ln -s busybox base/bin/sh
find base -exec touch -hd @1000000000 {} +
umoci init --layout oci
umoci new --image oci:base
umoci insert --image oci:base base / >/dev/null
umoci config --image oci:base --config.env PATH=/bin
cp -a oci /run/base # buildah wants small letters in its path
chmod -R a+rX /run/base
mkdir App
echo hello >App/text
cat >App/Containerfile <<-E
	ARG WHO=nobody
	FROM oci:/run/base:base AS first
	COPY text /text
	RUN busybox mkdir -p /data && busybox cp /text /data/copy
	FROM first
	ARG WHO
	ENV WHO=\$WHO
	USER 33:44
	EXPOSE 80
	STOPSIGNAL SIGQUIT
	HEALTHCHECK --interval=5s CMD busybox true
	CMD ["busybox", "sleep", "9"]
E

status=0
$build --quiet --build-arg WHO=me App a.sqfs 2>err || status=$?
is "$status $(cat err)" "0 " "a folder becomes an image"
is "$(text a.sqfs | grep -v 'Digest\|Created\|Label' | tr '\n' '|')" "Name=app|$(
	)Tag=latest|Architecture=$arch|StopSignal=SIGQUIT|Cmd=busybox|Cmd=sleep|$(
	)Cmd=9|Env=PATH=/bin|Env=WHO=me|Port=80/tcp|HealthCmd=/bin/sh|$(
	)HealthCmd=-c|HealthCmd=busybox true|HealthIntervalMs=5000|User=33:44|" \
	"the trailer says what the Containerfile said"
unsquashfs -q -n -d out a.sqfs >/dev/null
is "$(cat out/rootfs/data/copy)" hello "RUN ran"
$build --build-arg=WHO=me App b.sqfs >/dev/null 2>err
cmp -s a.sqfs b.sqfs && rc=0 || rc=1
ok "$rc" "again, from what is kept: the same bytes"
like "$(cat err)" '^tcr-build-image: built in [0-9]+[.][0-9] s$' "... and how long it took"
$build --quiet --no-cache --build-arg WHO=me App b.sqfs 2>err
cmp -s a.sqfs b.sqfs && rc=0 || rc=1
ok "$rc" "again, every line: the same bytes"
is "$($build --quiet --json --target first --name own:3 --profile fast App c.sqfs |
	jq -r '[.name, .tag, .file] | join(" ")')" "own 3 c.sqfs" \
	"a stage, with another name"
is "$(text c.sqfs | grep -c CMD) $(unsquashfs -s c.sqfs | grep -c lz4)" "0 1" \
	"... as it is then, and in that profile"

echo 'RUN busybox false' >>App/Containerfile
status=0
$build --quiet App no.sqfs 2>err || status=$?
is "$status" 1 "a line that fails: exit status"
like "$(tail -n 1 err)" '^tcr-build-image: cannot build App' "... says what"
like "$(cat err)" 'busybox false' "... and which"
is "$(find . -maxdepth 1 -name 'no.sqfs*' -o -maxdepth 1 -name 'tcr-*')" '' \
	"... and leaves nothing"
sed -i '$d' App/Containerfile
status=0
$build App nowhere/no.sqfs 2>err || status=$?
like "$status $(cat err)" '^1 tcr-build-image: no folder nowhere' "a place that is not there"

# Without root, in a range of ids.
echo games:300000:65536 >ids
mount --bind ids /etc/subuid
mount --bind ids /etc/subgid
mkdir user
chown games user
runuser -u games -- env HOME="$T/user" TMPDIR="$T/user" TCR_CACHE="$T/user" \
	XDG_RUNTIME_DIR="$T/user" "$build" --quiet --build-arg WHO=me App \
	user/a.sqfs 2>err && rc=0 || rc=$?
is "$rc $(cat err)" "0 " "without root"
fs=$(tail -c 128 a.sqfs | sed -n 's/.*fs=0*\([0-9]*\) .*/\1/p')
cmp -s -n "$fs" a.sqfs user/a.sqfs && rc=0 || rc=1
ok "$rc" "... the same file system"
finish
