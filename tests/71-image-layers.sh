#!/bin/sh
# SPDX-License-Identifier: MIT
# tcr-create-image: layers of a registry become one root file system as OCI says:
# whiteouts, hard links, owners, times, file capabilities; as root and without, of an
# index of several architectures, layers compressed by gzip and by zstd, by a server
# that wants a password and a client's certificate.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/images.sh"
enter "$@"
registry=${TCR_CACHE:-$top/build/cache}/registry/usr/bin/docker-registry
export TMPDIR="$T" TCR_CACHE="$T/cache"
PATH=$top/host:$PATH
cd "$T"
chmod 755 .
foreign=arm64
[ "$arch" != arm64 ] || foreign=amd64

# layer NAME: a layer of the folder NAME, whose files have one time.
layer() {
	find "$1" -exec touch -hd @1000000000 {} +
	tar -C "$1" --numeric-owner --xattrs --xattrs-include='security.capability' \
		--sort=name -cf "$1.tar" .
}
mkdir -p 1/dir/sub 1/opaque/sub 1/to-file/sub 1/owned 1/bin 1/twice 1/replaced
for name in dir/stays dir/gone dir/sub/gone opaque/old opaque/sub/old to-file/sub/x \
	to-dir first bin/able bin/loses moved twice/file replaced/file; do
	echo "$name of 1" >"1/$name"
done
ln 1/first 1/second
ln -s first 1/link
ln -s dir 1/link-to-dir
setcap cap_net_raw+ep 1/bin/able
setcap cap_net_raw+ep 1/bin/loses
chmod 4711 1/first
chown 12:34 1/owned
chmod 1777 1/owned
layer 1
# What a whiteout may do, also to what is not there.
mkdir -p 2/dir/sub 2/opaque/sub 2/to-dir 2/owned 2/bin 2/twice 2/replaced/now
touch 2/dir/.wh.gone 2/dir/sub/.wh.gone 2/dir/.wh.nothing 2/opaque/.wh..wh..opq \
	2/.wh.moved 2/twice/.wh.file
echo new >2/opaque/new
echo new >2/opaque/sub/new
echo file >2/to-file
echo x >2/to-dir/x
echo loses >2/bin/loses
chown 56:78 2/owned
echo 'a b' >"2/dir/a name
of two lines"
cp -a 1/first 2/first
ln 2/first 2/third
layer 2
tar -f 2.tar --delete ./first # third is a link to a file of the layer below
mkdir -p 3/twice
echo again >3/twice/file
ln 3/twice/file 3/twice/other
layer 3

# By hand, what all that is.
cp -a 1 want
(
	cd want
	rm -r dir/gone dir/sub/gone opaque to-file to-dir moved bin/loses twice replaced/file
	cp -a ../2/opaque ../2/to-file ../2/to-dir .
	rm opaque/.wh*
	cp -a ../2/bin/loses bin/
	cp -a ../2/dir/a* dir/
	cp -a ../3/twice .
	cp -a ../2/replaced .
	echo 'replaced/file of 1' >replaced/file
	ln first third
	chown 56:78 owned
	chmod 755 owned
)
find want -exec touch -hd @1000000000 {} +
listed() { # listed DIR: all that is in it
	(cd "$1" && find . ! -name . -printf '%P|%y|%m|%U:%G|%n|%l|%T@\n' |
		sed 's/|d|\([^|]*\)|\([^|]*\)|[0-9]*/|d|\1|\2/' | LC_ALL=C sort &&
		find . -type f -exec cksum {} + | LC_ALL=C sort && getcap -r . &&
		stat -c %i first second third | uniq | wc -l &&
		stat -c %i twice/file twice/other | uniq | wc -l)
}
listed want >want.list

# The same layers for two architectures; those of one are compressed by zstd.
umoci init --layout oci
for a in "$arch" "$foreign"; do
	umoci new --image "oci:$a"
	umoci config --image "oci:$a" --architecture "$a"
	for n in 1 2 3; do
		umoci raw add-layer --image "oci:$a" $n.tar
	done
done
blob() { # blob FILE: puts it there, prints its descriptor without a type
	sum=$(sha256sum <"$1" | cut -d ' ' -f 1)
	cp "$1" "oci/blobs/sha256/$sum"
	jq -nc --arg d "sha256:$sum" --argjson s "$(stat -c %s "$1")" '{digest: $d, size: $s}'
}
manifest=$(jq -r --arg a "$foreign" '.manifests[] | select(.annotations[] == $a).digest' \
	oci/index.json | tr : /)
for n in 1 2 3; do
	zstd -q $n.tar
	blob $n.tar.zst
done >layers
jq -c --slurpfile l layers '.layers = ($l | map(. +
	{mediaType: "application/vnd.oci.image.layer.v1.tar+zstd"}))' \
	"oci/blobs/$manifest" >m
type=application/vnd.oci.image
jq -c --arg a "$arch" --arg f "$foreign" --arg t $type.index.v1+json \
	--argjson new "$(blob m)" '
	def at($n): .manifests[] | select(.annotations[] == $n);
	{schemaVersion: 2, mediaType: $t, manifests: [
	at($a) + {platform: {os: "linux", architecture: $a}},
	at($f) + $new + {platform: {os: "linux", architecture: $f}}] |
	map(del(.annotations))}' oci/index.json >index
blob index >descriptor
jq -c --slurpfile new descriptor --arg t $type.index.v1+json '.manifests =
	[$new[0] + {mediaType: $t, annotations: {"org.opencontainers.image.ref.name": "both"}}]' \
	oci/index.json >next && mv next oci/index.json

# A certificate authority of our own signs the server's and the client's.
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=own -keyout ca.key \
	-out ca.crt 2>/dev/null
for who in server client; do
	openssl req -newkey rsa:2048 -nodes -subj /CN=$who -keyout $who.key \
		-out $who.csr 2>/dev/null
	echo 'subjectAltName=IP:127.0.0.1' >names
	openssl x509 -req -in $who.csr -CA ca.crt -CAkey ca.key -CAcreateserial \
		-days 2 -extfile names -out $who.cert 2>/dev/null
done
perl -e 'print "me:", crypt("word", q($2b$05$abcdefghijklmnopqrstuu)), "\n"' >users
cat >r.yml <<-E
	version: 0.1
	storage: {filesystem: {rootdirectory: $T/reg}}
	http:
	  addr: 127.0.0.1:5000
	  tls: {certificate: $T/server.cert, key: $T/server.key, clientcas: [$T/ca.crt]}
	auth: {htpasswd: {realm: own, path: $T/users}}
	log: {level: error}
E
"$registry" serve r.yml >registry.log 2>&1 &
mkdir certs none
cp ca.crt client.cert client.key certs/
cp ca.crt none/
until_ok 20 skopeo copy -q --all --preserve-digests --dest-creds me:word \
	--dest-cert-dir certs oci:oci:both docker://127.0.0.1:5000/both:1
image=127.0.0.1:5000/both:1
status=0
tcr-create-image --quiet --creds me:word --cert-dir none $image no.sqfs 2>err || status=$?
is "$status" 1 "a server that wants a client's certificate"
like "$(cat err)" 'certificate' "... is not served without, which is said"

for a in "$arch" "$foreign"; do
	tcr-create-image --quiet --creds me:word --cert-dir certs --arch "$a" \
		--name app:1 $image "$a.sqfs"
	rm -rf out
	unsquashfs -q -n -d out "$a.sqfs" >/dev/null
	listed out/rootfs >"$a.list"
	is "$(diff want.list "$a.list")" '' "the layers for $a are one root file system"
	is "$(text "$a.sqfs" | sed -n 's/^Digest=//p')" \
		"$(jq -r --arg a "$a" '.manifests[] |
			select(.platform.architecture == $a).digest' index)" \
		"... of the digest that the index has"
done
is "$(grep -c '|' want.list) $(tail -n 3 want.list | xargs)" \
	"26 ./bin/able cap_net_raw=ep 1 1" \
	"there was much to lose"
tcr-create-image --quiet --arch "$foreign" --name app:1 --no-cache oci:oci:both again.sqfs
cmp -s again.sqfs "$foreign.sqfs" && rc=0 || rc=1
ok "$rc" "layers of zstd give the same bytes without the cache"

echo games:300000:65536 >ids
mount --bind ids /etc/subuid
mount --bind ids /etc/subgid
mkdir -p user/containers
printf '{"auths":{"127.0.0.1:5000":{"auth":"%s"}}}' "$(printf me:word | base64)" \
	>user/containers/auth.json
chown -R games user
chmod -R a+rX certs
# The machine's root may have used podman; these are not the user's files.
mount -t tmpfs none /var/lib
mkdir -m 700 /var/lib/containers
for a in "$arch" "$foreign"; do
	runuser -u games -- env TMPDIR="$T/user" TCR_CACHE="$T/user" \
		XDG_RUNTIME_DIR="$T/user" "$top/host/tcr-create-image" --quiet \
		--cert-dir certs --arch "$a" --name app:1 $image user/own.sqfs
	cmp -s "$a.sqfs" user/own.sqfs && rc=0 || rc=1
	ok "$rc" "without root, with its own login, those for $a give the same bytes"
done

# A layer whose bytes are not those that its image names.
zstd -q -c 1.tar | head -c 100 >cut.zst
jq -c --argjson new "$(blob cut.zst)" '.layers[0] += $new' m >half
blob half >descriptor
jq -c --slurpfile new descriptor '.manifests = [.manifests[0] + $new[0] +
	{mediaType: "application/vnd.oci.image.manifest.v1+json"}]' oci/index.json >next
mv next oci/index.json
status=0
tcr-create-image --quiet --arch "$foreign" --name app:1 oci:oci:both no.sqfs 2>err || status=$?
is "$status" 1 "half a layer of zstd"
like "$(cat err)" 'cannot unpack' "... is not unpacked"
is "$(find . -name 'no.sqfs*' -o -name 'tcr-create*' -o -name 'layout.*')" '' \
	"... leaves nothing"
finish
