# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Functions for trailers of images and for keys, which tools of host/ source after
# lib.sh and temporary().  ARCHITECTURE.md ("Image files") describes the bytes,
# signify(1) those of keys and signatures.
# shellcheck disable=SC2034,SC2154 # they use what is set here; tmp is lib.sh's
PATH=$PATH:/usr/sbin:/sbin # veritysetup is there

# read_footer FILE: sets $fs, $tree, $text and $sig, how many bytes of FILE each
# part has, and $sum, the cksum(1) of the text.  Fails if FILE is no image with a
# trailer, or has more or fewer bytes than its footer says.
read_footer()
{
	# shellcheck disable=SC2046 # words on purpose
	set -- "$1" $(tail -c 128 "$1" | LC_ALL=C sed -n '
		/^.\{127\}$/ {
			s/^TCRIMG1 fs=\([0-9]\{20\}\) text=/TCRIMG2 fs=\1 tree=0 text=/
			s/ text=\([0-9]\{10\}\) cksum/ text=\1 sig=0 cksum/
			s/^TCRIMG2 fs=\([0-9]\{1,20\}\) tree=\([0-9]\{1,20\}\) text=\([0-9]\{10\}\) sig=\([0-9]\{1,5\}\) cksum=\([0-9]\{10\}\) *$/\1 \2 \3 \4 \5/p
		}' | sed 's/\(^\| \)0*\([0-9]\)/\1\2/g')
	[ $# -eq 6 ] || return 1
	fs=$2 tree=$3 text=$4 sig=$5 sum=$6
	[ $((fs + tree + text + sig + 128)) -eq "$(stat -Lc %s "$1")" ]
}

# read_part FILE OFFSET BYTES: prints that part of FILE.
read_part()
{
	tail -c +$(($2 + 1)) "$1" | head -c "$3"
}

# key_bytes FILE BYTES: prints a key or signature of signify(1), BYTES long: two
# letters, its number, what it is.  Fails if FILE has no such thing.
key_bytes()
{
	[ "$(head -c 19 "$1" 2>/dev/null | tr -d '\0')" = 'untrusted comment: ' ] &&
		sed -n 2p "$1" | base64 -d 2>/dev/null >"$tmp/key" &&
		[ "$(stat -c %s "$tmp/key")" -eq "$2" ] && cat "$tmp/key"
}

# public_key FILE: prints the 16 hex digits by which that key is known.
public_key()
{
	key_bytes "$1" 42 >"$tmp/public" && [ "$(head -c 2 "$tmp/public")" = Ed ] &&
		key_id "$tmp/public" 2
}

# secret_key FILE: the same of a secret key, which has the number unencrypted.
secret_key()
{
	key_bytes "$1" 104 >"$tmp/secret" && [ "$(head -c 2 "$tmp/secret")" = Ed ] &&
		key_id "$tmp/secret" 32
}

key_id()
{
	od -An -v -tx1 -j "$2" -N 8 "$1" | tr -d ' \n'
}

# signed_by TEXT SIGNATURE PUB: whether the signature of TEXT is good.
signed_by()
{
	signify-openbsd -V -q -p "$3" -x "$2" -m "$1" >/dev/null 2>&1
}

# hash_tree format|verify FILE FS SALT [ROOT]: runs veritysetup with all that a
# device takes for granted.
hash_tree()
{
	LC_ALL=C veritysetup "$1" "$2" "$2" --no-superblock --format=1 \
		--hash=sha256 --data-block-size=4096 --hash-block-size=4096 \
		--data-blocks=$(($3 / 4096)) --hash-offset="$3" \
		--salt="${4:--}" ${5:+"$5"}
}

# plant_tree FILE: puts the hash tree of FILE, a squashfs, behind it.  Prints what a
# device needs to use it, as a trailer says it.  The salt is no secret: another
# squashfs has another one, and the same always the same.
plant_tree()
{
	need veritysetup cryptsetup-bin
	truncate -s %4096 "$1"
	fs=$(stat -c %s "$1")
	salt=$(sha256sum <"$1" | cut -d ' ' -f 1)
	hash_tree format "$1" "$fs" "$salt" >"$tmp/log" 2>&1 ||
		die 1 "no hash tree: $(tail -n 1 "$tmp/log")"
	echo "FsBytes=$fs"
	sed -n 's/^Root hash:[[:blank:]]*/VerityRoot=/p' "$tmp/log"
	echo "VeritySalt=$salt"
}

# revoked_ids FILE: prints the ids of keys that FILE revokes, one a line.  Fails if a
# line has anything else than an id, a comment or both.
revoked_ids()
{
	! grep -qvxE '[[:blank:]]*([0-9A-Fa-f]{16})?[[:blank:]]*(#.*)?' "$1" &&
		grep -o '^[[:blank:]]*[0-9A-Fa-f]*' "$1" | tr -d ' \t' |
		tr A-F a-f | sed '/^$/d'
}
