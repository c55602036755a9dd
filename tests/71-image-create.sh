#!/bin/sh
# SPDX-License-Identifier: MIT
# tcr-create-image: every source gives the same file, always; the file is a
# squashfs and says what the image said; what cannot work says why.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/images.sh"
enter "$@"
create=$top/host/tcr-create-image
registry=${TCR_CACHE:-$top/build/cache}/registry/usr/bin/docker-registry
export TMPDIR="$T"
cd "$T"

# An image with all that a trailer can say, in an OCI layout.
mkdir -p root/bin root/etc
cp /bin/busybox root/bin/
chmod 4755 root/bin/busybox
cp /bin/busybox root/bin/able
setfattr -n user.secret -v x root/bin/busybox
setfattr -n user.secret -v x root/bin/able
setfattr -n trusted.overlay.opaque -v y root/etc
setcap cap_net_raw+ep root/bin/able
printf '%s\n' 'root:x:0:0::/:/bin/sh' 'www:x:33:44::/:/bin/sh' >root/etc/passwd
printf '%s\n' 'www:x:44:' 'video:x:55:a,www' 'x:x:66:wwwx' >root/etc/group
find root -exec touch -hd @1000000000 {} +
{
	umoci init --layout oci
	umoci new --image oci:v1
	umoci insert --image oci:v1 root/bin /deep/down/bin
	umoci insert --image oci:v1 root/etc /etc
} >/dev/null
# config ARGS...: on top of it, as the tag "now".
config() {
	umoci tag --image oci:v1 now >/dev/null
	umoci config --image oci:now "$@"
}
config --config.user www --config.workingdir /deep --config.stopsignal SIGQUIT \
	--config.env 'A=b\c' --config.env 'PATH=/bin' --config.label z=1 \
	--config.label a=2 --config.entrypoint /bin/busybox --config.cmd sh \
	--config.volume /data --config.volume relative --config.exposedports 80 \
	--config.exposedports 53/udp \
	--config.cmd -c --config.cmd "$(printf 'echo a\n\techo b\033')"

status=0
$create oci:oci:now a.sqfs --name web:1 2>err || status=$?
is "$status" 0 "an OCI layout becomes an image"
like "$(cat err)" 'a.sqfs: web:1 for' "... and it says which"
is "$(text a.sqfs | grep -v 'Digest\|Created\|Arch' | tr '\n' '|')" \
	"$(printf '%s|' Name=web Tag=1 WorkingDir=/deep StopSignal=SIGQUIT \
		Entrypoint=/bin/busybox Cmd=sh Cmd=-c \
		'Cmd=echo a\n\x09echo b\x1b' 'Env=A=b\\c' Env=PATH=/bin \
		Volume=/data Port=53/udp Port=80/tcp Label=a=2 Label=z=1 User=33:44 Group=55)" \
	"the trailer says what the image said"
text a.sqfs >a.text
is "$(text a.sqfs | sed -n 's/^Digest=//p')" \
	"$(jq -r '.manifests[] | select(.annotations[] == "now").digest' \
		oci/index.json)" "... and the manifest's digest"
fs=$(($(stat -c %s a.sqfs) - $(stat -c %s a.text) - 128))
is "$footer" "$(printf '%-127s' "$(printf \
	'TCRIMG1 fs=%020d text=%010d cksum=%010d' "$fs" \
	"$(stat -c %s a.text)" "$(cksum <a.text | cut -d ' ' -f 1)")")" \
	"the footer counts right"
is "$((fs % 4096))" 0 "the squashfs is padded to pages"
is "$(unsquashfs -s a.sqfs | grep -c 'zstd\|Block size 65536')" 2 \
	"zstd, 64 KiB blocks"
unsquashfs -q -n -d out a.sqfs
is "$(getfattr -Rhm - --absolute-names out | grep -v '^#' | xargs) $(getcap -r out)" \
	'security.capability out/rootfs/deep/down/bin/able cap_net_raw=ep' \
	'of extended attributes file capabilities are kept'
is "$(cd out && find . -type f | sort | tr '\n' ' ')" \
	"./rootfs/deep/down/bin/able ./rootfs/deep/down/bin/busybox ./rootfs/etc/group ./rootfs/etc/passwd " \
	"all is under /rootfs, nothing else is there"
is "$(stat -c '%a %Y' out/rootfs/deep/down/bin/busybox)" "4755 1000000000" \
	"modes and times are kept"
is "$(find . -name '*.part.*' -o -name 'tcr-create*')" "" "nothing is left behind"

# Time goes on for everything that is stamped while unpacking.
began=$(date +%s)
later() {
	[ "$(date +%s)" -gt "$began" ]
}
until_ok 5 later
$create --quiet --name web:1 oci:oci:now b.sqfs
ok "$(cmp -s a.sqfs b.sqfs; echo $?)" "the same image gives the same bytes, later"
printf 'version: 0.1\nstorage: {filesystem: {rootdirectory: %s}}\n' "$T/reg" >r.yml
printf 'http: {addr: 127.0.0.1:5000}\nlog: {level: error}\n' >>r.yml
"$registry" serve r.yml >registry.log 2>&1 &
until_ok 20 wget -q -O /dev/null http://127.0.0.1:5000/v2/
skopeo copy -q --dest-tls-verify=false oci:oci:now docker://127.0.0.1:5000/x/web:1
for source in docker://127.0.0.1:5000/x/web:1 127.0.0.1:5000/x/web:1; do
	$create --quiet --tls-verify=false $source c.sqfs
	ok "$(cmp -s a.sqfs c.sqfs; echo $?)" "$source gives the same bytes"
done
skopeo copy -q oci:oci:now oci-archive:web.tar:1
skopeo copy -q oci:oci:now docker-archive:docker.tar:x/web:1
skopeo copy -q oci:oci:now dir:dir
for source in oci-archive:web.tar:1 dir:dir docker-archive:docker.tar; do
	$create --quiet --name web:1 "$source" c.sqfs
	is "$(text c.sqfs | grep -v Digest)" "$(text a.sqfs | grep -v Digest)" \
		"$source gives the same trailer"
done

# refused STATUS PATTERN TEXT ARGS...
refused() {
	want=$1 pattern=$2 what=$3 status=0
	shift 3
	rm -f no.sqfs
	$create --quiet "$@" 2>err >/dev/null || status=$?
	is "$status" "$want" "$what: exit status"
	like "$(cat err)" "^(tcr-create-image|image-text): .*$pattern" "$what: says why"
	is "$(find . -name 'no.sqfs*' -o -name 'tcr-create*')" "" "$what: leaves nothing"
}
config --config.user nosuch
refused 1 "'nosuch'" "an unknown user" oci:oci:now no.sqfs
config --config.user 33:nosuch
refused 1 "'nosuch'" "an unknown group" oci:oci:now no.sqfs
config --architecture arm64 --config.user 1
foreign=arm64
[ "$arch" != arm64 ] || config --architecture amd64
[ "$arch" != arm64 ] || foreign=amd64
refused 1 "is for $foreign" "a foreign image" oci:oci:now no.sqfs
refused 1 'no descriptor|not found' "a wrong tag" oci:oci:nope no.sqfs
refused 1 'no such file' "a missing folder" oci:nope:1 no.sqfs
refused 1 'manifest unknown' "a wrong name in a registry" --tls-verify=false \
	127.0.0.1:5000/nope:1 no.sqfs
refused 1 'connection refused' "a dead registry" 127.0.0.1:1/x:1 no.sqfs
refused 2 'invalid|cannot be' "a wrong name" 'oci:oci:now' no.sqfs --name 'A B'
refused 2 'no such compressor' "a wrong compressor" --compressor zip oci:oci:now no.sqfs
refused 1 'no folder' "a missing place" oci:oci:v1 nowhere/no.sqfs
refused 2 'is a folder' "a folder as the file" oci:oci:v1 "$T"
config --config.env "A=$(head -c 70000 /dev/zero | tr '\0' x)"
refused 1 '64 KiB' "settings that are too long" oci:oci:now no.sqfs
umoci tag --image oci:v1 evil >/dev/null
mkdir evil
ln -s /etc evil/etc
umoci insert --image oci:evil --opaque evil / >/dev/null
umoci config --image oci:evil --config.user games
refused 1 "'games', whom" "a passwd that is a link out of the image" \
	oci:oci:evil no.sqfs
config --config.env 'A=NUL'
skopeo copy -q oci:oci:now dir:nul
old=$(jq -r .config.digest nul/manifest.json | cut -d : -f 2)
sed 's/A=NUL/A=\\u0000/' "nul/$old" >nul/new
new=$(sha256sum nul/new | cut -d ' ' -f 1)
mv nul/new "nul/$new"
jq --arg d "sha256:$new" --argjson s "$(stat -c %s "nul/$new")" \
	'.config.digest = $d | .config.size = $s' nul/manifest.json >m
mv m nul/manifest.json
refused 1 'settings cannot be read' "a NUL in the settings" --name web dir:nul no.sqfs
mkdir small && mount -t tmpfs -o size=1m none small
TMPDIR=$T/small refused 1 'no space left' "a full disk" oci:oci:v1 no.sqfs
is "$(find small -mindepth 1)" "" "... and the disk is empty again"
(cd / && PATH=$T/none:/usr/bin:/bin && "$create" --help) >help
like "$(cat help)" '^usage: tcr-create-image' "--help helps"
finish
