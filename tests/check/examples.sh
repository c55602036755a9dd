#!/bin/sh
# The examples of the manual pages load: whole unit files, and that of each key.
set -eu
cd "$(dirname "$0")/../.."
arch=${ARCH:-$(uname -m | sed 's/x86_64/amd64/;s/aarch64/arm64/')}
tcrctl=${TCR_BIN:-build/$arch/bin}/tcrctl
man=${TCR_MAN:-build/man}
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
. tests/lib/claims.sh

# An example with a section is a file: its first line is "# /PATH".
files_of() { # files_of PAGE ROOT
	awk -v root="$2" '
	/^\.Bd -literal/ { inside = 1; file = ""; next }
	/^\.Ed/ { inside = 0 }
	!inside { next }
	/^# \// {
		file = root $2
		folder = file
		sub("/[^/]*$", "", folder)
		system("mkdir -p " folder)
	}
	/^\[/ && !file { print "no path above " $0; exit 1 }
	file { gsub(/\\e/, "\\"); gsub(/\\&/, ""); print >file }' "$1"
}

# "SECTION KEY=VALUE" for each key that the page explains.
keys_of() { # keys_of PAGE
	sed -n 's/^\.Ss The \[\(.*\)\] section$/S \1/p
		s/^\.Dl \([A-Za-z0-9]*=\) Ns "\(.*\)"$/K \1\2/p' "$1" |
		sed 's/\\(dq/"/g; s/\\&//g; s/\\e/\\/g' |
		while read -r what text; do
			[ "$what" = K ] || section=$text
			[ "$what" = S ] || printf '%s %s\n' "$section" "$text"
		done
}

# What a key needs beside it: a line for each of them, before its own.
around() { # around KIND SECTION KEY
	case $1/$2/$3 in
	container/Container/Rootfs) printf '[Container]\nExec=/bin/app\n' ;;
	container/Container/Image) ;;
	container/*)
		printf '[Container]\nImage=web\n'
		;;
	image/Image/Image) ;;
	image/*) printf '[Image]\nImage=web\n' ;;
	timer/Timer/On*) ;;
	timer/*) printf '[Timer]\nOnBootSec=1min\n' ;;
	uplink/Uplink/DHCP | uplink/Uplink/Address) ;;
	uplink/*) printf '[Uplink]\nAddress=192.168.1.20/24\n' ;;
	esac
	case $1/$3 in
	container/Group) echo User=app ;;
	container/HealthStartupCmd) echo HealthCmd=/bin/true ;;
	container/IP6 | pod/IP6) printf '[%s]\nNetwork=lan.network\n' "$2" ;;
	container/RemainAfterExit) printf '[Service]\nType=oneshot\n' ;;
	container/CPUSchedulingPriority)
		printf '[Service]\nCPUSchedulingPolicy=rr\n'
		;;
	network/Driver)
		printf '[Network]\nSubnet=192.168.1.0/24\nGateway=192.168.1.1\n'
		echo Options=parent=eth0
		;;
	network/Gateway | network/IPRange)
		printf '[Network]\nSubnet=10.90.0.0/24\n'
		;;
	uplink/VLAN) echo Parent=eth0 ;;
	uplink/Parent) echo VLAN=5 ;;
	volume/Type | volume/Options)
		printf '[Volume]\nDevice=/dev/mmcblk0p4\nType=ext4\n'
		;;
	volume/Driver) printf '[Volume]\nImage=maps\n' ;;
	volume/Image) printf '[Volume]\nDriver=image\n' ;;
	esac
}

for page in "$man"/tcr.*.5; do
	kind=${page##*/tcr.}
	kind=${kind%.5}
	root=$T/$kind
	conf=$root/etc/tcr
	mkdir "$root"
	files_of "$page" "$root" >"$T/said" && rc=0 || rc=1
	count=$(find "$root" -type f | wc -l)
	[ "$count" -gt 0 ] || rc=1
	ok "$rc" "tcr.$kind(5) has example files ($count), each with its path" "$T/said"
	set -- "$root/var/lib/tcr/conf.d" "$conf/conf.d" "$conf/tcr.conf"
	for path; do
		shift
		[ ! -e "$path" ] || set -- "$@" "$path"
	done
	[ $# -gt 0 ] && "$tcrctl" verify --strict "$@" >"$T/said" 2>&1 &&
		rc=0 || rc=1
	ok "$rc" "the example files of tcr.$kind(5) load without a warning" "$T/said"

	mkdir "$T/keys"
	keys_of "$page" >"$T/list"
	while read -r section line; do
		key=${line%%=*}
		file=$T/keys/$section-$key.$kind
		[ "$kind" != uplink ] || file=$T/keys/$key.$kind
		[ "$kind" != conf ] || file=$T/keys/tcr.conf
		around "$kind" "$section" "$key" >"$file"
		printf '[%s]\n%s\n' "$section" "$line" >>"$file"
		"$tcrctl" verify "$file" 2>&1 | grep ': error: ' || :
	done <"$T/list" >"$T/said"
	[ -s "$T/list" ] && [ ! -s "$T/said" ] && rc=0 || rc=1
	ok "$rc" "the examples of $(wc -l <"$T/list") keys in tcr.$kind(5) load" "$T/said"
	rm -r "$T/keys"
done
echo "1..$n"
exit $bad
