#!/bin/sh
# SPDX-License-Identifier: MIT
# A device that runs only what is signed: a signed image runs, and the status says by
# which key; of others the unit says why not; a key that is revoked while the device
# runs counts no more at the next start.
. "$(dirname "$0")/lib.sh"

packages=${TCR_CACHE:-$top/build/cache}/coreutils-$GUEST_ARCH
"$top/host/debs" --arch "$GUEST_ARCH" "$packages" base-files coreutils dash
cp -a "$packages" "$T/tree"
rm -rf "$T/tree/usr/share" "$T"/tree/usr/lib/*/gconv
for key in release stranger; do
	"$top/host/tcr-keygen" --no-passphrase "$T/$key" >/dev/null
done
id=$(sed -n 2p "$T/release.pub" | base64 -d | od -An -tx1 -j 2 -N 8 | tr -d ' \n')
create() { # create NAME OPTION...
	name=$1
	shift
	"$top/host/tcr-create-image" --quiet --compressor lz4 --name "$name:1" "$@" \
		--arch "$GUEST_ARCH" "rootfs:$T/tree" "$T/$name.sqfs"
}
create good --sign "$T/release.sec"
create stranger --sign "$T/stranger.sec"
create unsigned --verity
guest_image "$T/good.sqfs"
guest_file usr/lib/tcr/keys/release.pub <"$T/release.pub"
guest_file usr/share/others/stranger.sqfs <"$T/stranger.sqfs"
guest_file usr/share/others/unsigned.sqfs <"$T/unsigned.sqfs"
guest_file etc/tcr/tcr.conf <<'E'
[Manager]
RequireSigned=yes
E
unit() { # unit NAME IMAGE
	guest_unit "$1.container" <<-E
		[Container]
		Image=$2
		Network=none
		RunInit=yes
		Exec=/bin/dash -c "sleep 1000000"
		[Service]
		Restart=no
	E
}
unit good good:1
for name in stranger unsigned damaged; do
	unit $name "/var/lib/tcr/copies/$name.sqfs"
done

{
	echo "id=$id"
	cat <<'E'
copies=/var/lib/tcr/copies
mkdir -p $copies
cp /usr/share/others/*.sqfs $copies/
cp /usr/lib/tcr/images/good.sqfs $copies/damaged.sqfs
at=$(($(stat -c %s $copies/damaged.sqfs) - 160))
printf '\0' | dd of=$copies/damaged.sqfs bs=1 seek=$at conv=notrunc 2>/dev/null
tcrctl start good
until_ok 60 in_state good running && say up yes
say signed "$(field good signed_by)"
tcrctl status good | grep Signed:
for name in stranger unsigned damaged; do
	tcrctl start $name >/dev/null 2>&1
	say $name "$(field $name state) $(field $name cause)"
done
printf '[Manager]\nRequireSigned=no\n' >/var/lib/tcr/tcr.conf
tcrctl reload-config >/dev/null 2>&1
tcrctl start unsigned >/dev/null 2>&1
say again "$(field unsigned state) $(field unsigned cause)"
mkdir -p /run/keys && cp /usr/lib/tcr/keys/release.pub /run/keys/
echo "$id" >/run/keys/revoked
mount --bind /run/keys /usr/lib/tcr/keys
say runs "$(field good state)"
tcrctl restart good >/dev/null 2>&1
say revoked "$(field good state) $(field good cause)"
E
} >"$T/guest"
guest_run <"$T/guest"

is "$(said up)" yes "an image that is signed runs"
is "$(said signed)" release "the status has the name of the key"
like "$output" '^ *Signed: *release$' "tcrctl status shows it"
like "$(said stranger)" '^failed .*signed by unknown key' \
	"an image that a stranger has signed does not"
like "$(said unsigned)" '^failed .*not signed \(RequireSigned= of tcr.conf\)' \
	"nor one that nobody has"
like "$(said damaged)" '^failed .*signature' "nor one whose signature is damaged"
like "$(said again)" '^failed .*not signed' "the data partition cannot allow it"
is "$(said runs)" running "a container runs on when its key is revoked"
like "$(said revoked)" "^failed .*signed by revoked key $id" \
	"but is not started again"
[ "$failures" -eq 0 ] || printf '%s\n' "$output" "$console" | sed 's/^/# /'
finish
