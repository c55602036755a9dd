#!/bin/sh
# SPDX-License-Identifier: MIT
# tcr-create-image: root file systems without an image, registries that ask who
# is there, an index of several architectures, layers that are fetched once.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/images.sh"
enter "$@"
create=$top/host/tcr-create-image
registry=${TCR_CACHE:-$top/build/cache}/registry/usr/bin/docker-registry
export TMPDIR="$T" TCR_CACHE="$T/cache"
cd "$T"
foreign=arm64
[ "$arch" != arm64 ] || foreign=amd64

refused() { # refused STATUS PATTERN TEXT ARGS...
	want=$1 pattern=$2 what=$3 status=0
	shift 3
	$create --quiet "$@" no.sqfs 2>err >/dev/null || status=$?
	is "$status" "$want" "$what: exit status"
	like "$(cat err)" "$pattern" "$what: says why"
	is "$(find . -name 'no.sqfs*' -o -name 'tcr-create*' -o -name 'layout.*')" \
		'' "$what: leaves nothing"
}

# A root file system, with what is easily lost.
mkdir -p root/bin root/etc root/dev root/empty
cp /bin/busybox root/bin/
ln root/bin/busybox root/bin/sh
cp /bin/busybox root/bin/able
setcap cap_net_raw+ep root/bin/able
setfattr -n user.secret -v x root/bin/able
mknod root/dev/null c 1 3
mkfifo root/etc/fifo
ln -s ../bin/sh root/etc/link
echo 'www:x:33:44::/:/bin/sh' >root/etc/passwd
chown 12:34 root/empty
chmod 2711 root/empty
find root -exec touch -hd @1000000000 {} +
tar -C root --numeric-owner --xattrs --xattrs-include=security.capability \
	-cf app-1.tar.gz -z .
said() { # said FILE...: its files, as they are
	rm -rf out
	unsquashfs -q -n -d out "$1" >/dev/null
	(cd out/rootfs && find . ! -name . -printf '%P %y %m %U:%G %n %l %T@\n' |
		LC_ALL=C sort && getcap -r . && stat -c '%t:%T' dev/null)
}
want=$(cd root && find . ! -name . -printf '%P %y %m %U:%G %n %l %T@\n' |
	LC_ALL=C sort && getcap -r . && stat -c '%t:%T' dev/null)
for source in rootfs:root tar:app-1.tar.gz; do
	status=0
	$create --quiet --name app:2 --cmd sh --cmd -c --cmd 'echo "a b"' \
		--env 'A=b c' --env=B= --user www --workdir /empty --volume /data \
		--expose 80/tcp --label v=1=2 --stop-signal=SIGINT \
		--entrypoint /bin/busybox $source own.sqfs || status=$?
	is "$status" 0 "$source becomes an image"
	is "$(text own.sqfs | tr '\n' '|')" "Name=app|Tag=2|Architecture=$arch|$(
		)WorkingDir=/empty|StopSignal=SIGINT|Entrypoint=/bin/busybox|$(
		)Cmd=sh|Cmd=-c|Cmd=echo \"a b\"|Env=A=b c|Env=B=|Volume=/data|$(
		)Port=80/tcp|Label=v=1=2|User=33:44|" "... says what was given"
	is "$(said own.sqfs)" "$want" \
		"... has its owners, modes, links, nodes, times and capabilities"
	cp own.sqfs "${source%%:*}.sqfs"
done
cmp -s tar.sqfs rootfs.sqfs && rc=0 || rc=1
ok "$rc" "both give the same bytes"
$create --quiet tar:app-1.tar.gz named.sqfs
is "$(text named.sqfs | head -n 2 | xargs)" 'Name=app-1 Tag=latest' \
	"the archive's name is the image's"
refused 2 '--env X: NAME=VALUE' "a variable without a value" --env X rootfs:root
refused 1 "no folder nowhere" "a folder that is not there" rootfs:nowhere
refused 1 "'nobody'" "a user whom it lacks" --user nobody rootfs:root
head -c 1000 app-1.tar.gz >cut.tar.gz
refused 1 'cannot unpack' "half an archive" tar:cut.tar.gz

# Two architectures behind one name.
umoci init --layout oci
for a in "$arch" "$foreign"; do
	umoci new --image "oci:$a"
	umoci config --image "oci:$a" --architecture "$a" --config.env "IS=$a"
	umoci insert --image "oci:$a" root/etc /etc >/dev/null
done >/dev/null
jq -c '{schemaVersion: 2, mediaType: "application/vnd.oci.image.index.v1+json",
	manifests: [.manifests[] | {mediaType, digest, size, platform:
	{os: "linux", architecture: .annotations["org.opencontainers.image.ref.name"]}}]}' \
	oci/index.json >index
sum=$(sha256sum <index | cut -d ' ' -f 1)
cp index "oci/blobs/sha256/$sum"
jq -c --arg d "sha256:$sum" --argjson s "$(stat -c %s index)" \
	'.manifests = [{mediaType: "application/vnd.oci.image.index.v1+json",
	digest: $d, size: $s,
	annotations: {"org.opencontainers.image.ref.name": "both"}}]' \
	oci/index.json >new && mv new oci/index.json
for a in "$arch" "$foreign"; do
	$create --quiet --arch "$a" oci:oci:both both.sqfs
	is "$(text both.sqfs | grep 'Arch\|Env=IS' | xargs)" \
		"Architecture=$a Env=IS=$a" "an index has the image for $a"
done

# A registry with a certificate of our own and a password.
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=own -keyout ca.key \
	-out ca.crt 2>/dev/null
openssl req -newkey rsa:2048 -nodes -subj /CN=127.0.0.1 -keyout key \
	-out request 2>/dev/null
echo 'subjectAltName=IP:127.0.0.1' >names
openssl x509 -req -in request -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 \
	-extfile names -out crt 2>/dev/null
perl -e 'print "me:", crypt("word", q($2b$05$abcdefghijklmnopqrstuu)), "\n"' >users
cat >r.yml <<-E
	version: 0.1
	storage: {filesystem: {rootdirectory: $T/reg}}
	http: {addr: 127.0.0.1:5000, tls: {certificate: $T/crt, key: $T/key}}
	auth: {htpasswd: {realm: own, path: $T/users}}
	log: {level: error}
E
"$registry" serve r.yml >registry.log 2>&1 &
mkdir certs && cp ca.crt certs
until_ok 20 skopeo copy -q --all --dest-creds me:word --dest-cert-dir certs \
	oci:oci:both docker://127.0.0.1:5000/both:1
image=127.0.0.1:5000/both:1
refused 1 'certificate' "a certificate that nobody knows" $image
refused 1 'authentication|unauthorized' "no password" --cert-dir certs $image
refused 1 'authentication|unauthorized' "a wrong password" --cert-dir certs \
	--creds me:other $image
printf '{"auths":{"127.0.0.1:5000":{"auth":"%s"}}}' \
	"$(printf me:word | base64)" >auth.json
rm -rf cache
for how in "--creds me:word --cert-dir certs" "--authfile auth.json --cert-dir=certs" \
	"--authfile auth.json --tls-verify=false"; do
	rm -f both.sqfs
	# shellcheck disable=SC2086 # words
	$create --quiet --json $how $image both.sqfs >json
	is "$(text both.sqfs | grep -c "^Env=IS=$arch")" 1 "$how: fetched"
done
is "$(jq -r '[.file, .name, .tag, .architecture, .sha256, .size] | join(" ")' json)" \
	"both.sqfs both 1 $arch $(sha256sum <both.sqfs | cut -d ' ' -f 1) $(
		)$(stat -c %s both.sqfs)" "--json says what was made"
is "$(jq -r .digest json)" "$(text both.sqfs | sed -n 's/^Digest=//p')" \
	"... and the digest"

# Layers come from the cache: the registry has lost them, but not the manifests.
layer=$(skopeo inspect --creds me:word --cert-dir certs docker://$image |
	jq -r '.Layers[0]' | cut -d : -f 2)
blobs=$(find reg -path "*blobs/sha256/*/$layer/data")
rm "${blobs:?}"
$create --quiet --authfile auth.json --cert-dir certs $image again.sqfs
cmp -s both.sqfs again.sqfs && rc=0 || rc=1
ok "$rc" "a layer is fetched once"
refused 1 'cannot fetch' "no layer, no cache" --no-cache --authfile auth.json \
	--cert-dir certs $image
touch -d '40 days ago' "$T/cache/layers/sha256/$layer"
$create --quiet oci:oci:both other.sqfs
is "$(find cache -name "$layer" | wc -l)" 1 "what is used stays in the cache"
touch -d '40 days ago' "$T/cache/layers/sha256/$layer"
$create --quiet --arch "$foreign" --no-cache oci:oci:both other.sqfs
is "$(find cache -name "$layer" | wc -l)" 1 "--no-cache leaves it alone"
echo >"$T/cache/layers/sha256/old"
touch -d '40 days ago' "$T/cache/layers/sha256/old"
$create --quiet oci:oci:both other.sqfs
is "$(find cache -name old | wc -l)" 0 "what none used for 30 days goes"

for profile in default small fast; do
	$create --quiet --profile $profile rootfs:root $profile.sqfs
	unsquashfs -s $profile.sqfs | sed -n 's/^Compression //p;s/^Block size //p' |
		xargs
done >profiles
is "$(cat profiles)" 'zstd 65536
xz 1048576
lz4 65536' "each profile has its compressor and its blocks"
refused 2 'no such profile' "an unknown profile" --profile none rootfs:root

# Without root, in a range of ids.
echo games:300000:65536 >ids
mount --bind ids /etc/subuid
mount --bind ids /etc/subgid
mkdir user
chmod 755 .
chown games user
as_user() { # as_user ARGS...: tcr-create-image for games; prints what it says
	runuser -u games -- env TMPDIR="$T/user" TCR_CACHE="$T/user" \
		"$create" "$@" 2>&1
}
umoci new --image oci:node
umoci insert --image oci:node root/dev /dev >/dev/null
chmod -R a+rX oci
like "$(as_user tar:app-1.tar.gz user/node.sqfs)" "cannot unpack.*dev/null" \
	"a device node of an archive needs root"
like "$(as_user oci:oci:node user/node.sqfs)" "dev/null is a device node.*empty" \
	"one of an image becomes a file, with a message"
rm root/dev/null
find root -exec touch -hd @1000000000 {} +
tar -C root --numeric-owner --xattrs --xattrs-include=security.capability \
	-cf user.tar .
$create --quiet --name user tar:user.tar own.sqfs
is "$(as_user --quiet --name user tar:user.tar user/own.sqfs)" '' "all else does not"
cmp -s own.sqfs user/own.sqfs && rc=0 || rc=1
ok "$rc" "... and gives the same bytes"
finish
