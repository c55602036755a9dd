# shellcheck shell=sh disable=SC2034,SC2119,SC2120,SC2154
# Sourced by tests of updates: a firmware of which each byte is known, keys, and the
# image with SWUpdate.
: "${TCR_BUILD:=$top/build/$arch}"

# update_image FILE: copies the image of apps/update there, as the build has it or anew.
update_image() {
	if [ -f "$TCR_BUILD/images/update.sqfs" ]; then
		cp "$TCR_BUILD/images/update.sqfs" "$1"
	else
		"$top/host/update-image" "${GUEST_ARCH:-$arch}" "$1"
	fi
}

# update_key FILE: makes FILE, a secret key, and FILE.pub.
update_key() {
	openssl genrsa -out "$1" 2048 2>/dev/null
	openssl rsa -in "$1" -pubout -out "$1.pub" 2>/dev/null
}

# update_firmware DIR TIME: one that does not run, with another root each time.
update_firmware() {
	mkdir -p "$1" "$T/tree/etc/tcr"
	[ -f "$T/kernel" ] || head -c 900001 /dev/urandom >"$T/kernel"
	[ -f "$T/initramfs" ] || head -c 300003 /dev/urandom >"$T/initramfs"
	cp "$T/kernel" "$T/initramfs" "$1/"
	head -c 300000 /dev/urandom >"$T/tree/file"
	echo "$2" >"$T/tree/etc/tcr/build-time"
	rm -f "$1/root.sqfs"
	mksquashfs "$T/tree" "$1/root.sqfs" -quiet -noappend -no-progress >/dev/null
}

# update_of DIR OUT [OPTION]...: makes an update of that firmware.
update_of() {
	firmware=$1 made=$2
	shift 2
	"$top/host/tcr-mkupdate" --build "$TCR_BUILD" --from-firmware "$firmware" \
		"$@" "$made"
}

# update_says FILE KEY: what an update's description says.
update_says() {
	cpio --quiet -i --to-stdout sw-description <"$1" |
		sed -n "s/^ tcr-$2 = \"\(.*\)\";\$/\1/p"
}

# For those that run the image under tcrd, behind `enter`: a loop device is the other
# slot, and tcr-slot is that of slots.sh.  A unit keeps a slot on trial from being confirmed.
update_device() {
	# shellcheck source=slots.sh
	. "$tests/lib/slots.sh"
	mkdir "$T/update" "$T/keep"
	update_image "$T/images/update.sqfs"
	head -c 4M /dev/urandom >"$T/b"
	loop=$(losetup -f --show "$T/b")
	trap 'losetup -d "$loop"; ended' EXIT
	ln -s "$loop" "$T/by-slot/other"
	echo tcr >"$T/hardware"
	confirm_sec 1h
	busybox_image busybox
	critical slow 'sleep 10000' '' '' StableSec=1h
	are
}

# are [LINE]...: what tcr-slot says of the slots: slot A runs, but for these lines.
are() {
	{
		printf '%s\n' "$@"
		cat <<-E
			current=a
			other=b
			a.state=good
			a.version=1
			a.id=running
			a.time=1700000000
			b.state=good
			b.version=0
			b.id=before
			b.time=1600000000
			next=a
		E
	} | awk -F = '$1 && !seen[$1]++' >"$T/slots.new"
	mv "$T/slots.new" "$T/slots"
	: >"$T/calls"
	tcrctl slot status >/dev/null 2>&1 || :
}

# asked: what tcr-slot was told, but for questions.
asked() {
	grep -v status "$T/calls" || :
}

# example NAME [SED]...: a unit of apps/update/conf.d, with the paths of this test.
example() {
	name=$1
	shift
	for rule; do
		set -- "$@" -e "$rule"
		shift
	done
	sed "$@" -e "s|=/var/lib/tcr/update:|=$T/update:|" \
		-e "s|/dev/disk/by-slot/|$T/by-slot/|" \
		-e "s|=/etc/tcr/|=$T/|; s|=update:|=$T/keep:|" \
		-e "s|=/usr/bin/tcrctl:|=$TCR_BIN/tcrctl:|" \
		-e 's|^Image=.*|&\nEnvironment=UPDATE_REBOOT=no UPDATE_WAIT=1|' \
		"$top/apps/update/conf.d/$name" >"$T/conf.d/$name"
}

# The bytes of the other slot, as a sum.
slot_sum() {
	blockdev --flushbufs "$loop"
	sha256sum <"$T/b"
}

# slot_mark: sets before to that sum, after some bytes that no update has, so that an
# update which is in the slot already shows when it is written again.
slot_mark() {
	head -c 4096 /dev/urandom | dd of="$loop" bs=4096 status=none
	before=$(slot_sum)
}

# served_anew: the server's requests are counted from now on.
served_anew() {
	: >"$T/server/begun"
	: >"$T/server/requests"
}

# served: the server has noted all requests; a download it does behind its answer, which
# may have ended before for who was answered.
served() {
	[ "$(wc -l <"$T/server/requests")" -ge "$(wc -l <"$T/server/begun")" ]
}

# update_server ADDRESS [CERT KEY]: the server of hawkbit.py, in $T/server; sets port.
update_server() {
	mkdir "$T/server"
	python3 "$tests/lib/hawkbit.py" "$T/server" 0 "$@" 2>"$T/server/errors" &
	until_ok 10 test -f "$T/server/port"
	port=$(cat "$T/server/port")
}
