# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Functions that the tools of host/ share.  A tool sources this file after
# `set -eu`; $self is the tool's name, $top the folder of the sources.
umask 022
self=${0##*/}
top=$(cd "$(dirname "$0")/.." && pwd)
: "${TCR_CACHE:=$top/build/cache}"

say()
{
	echo "$self: $*" >&2
}

# die STATUS MESSAGE...: STATUS is 1 for a failure, 2 for wrong usage.
die()
{
	status=$1
	shift
	say "$@"
	exit "$status"
}

version()
{
	echo "$self $(cat "$top/VERSION")"
}

# need PROGRAM PACKAGE: ends the tool if PROGRAM is not installed.
need()
{
	command -v "$1" >/dev/null 2>&1 ||
		die 1 "$1 is not installed: apt-get install $2, or run host/setup"
}

# value COUNT OPTION: ends the tool if there is no value behind OPTION.
value()
{
	[ "$1" -lt 2 ] || return 0
	case $(usage) in
	*"$2 "*) die 2 "$2 needs a value, see $self --help" ;;
	*) die 2 "unknown option $2, see $self --help" ;;
	esac
}

# matches WORD PATTERN: whether all of WORD, one line, is what the pattern of grep says.
matches()
{
	[ "$(printf '%s' "$1" | wc -l)" -eq 0 ] &&
		printf '%s\n' "$1" | LC_ALL=C grep -qx "$2"
}

# split_name NAME[:TAG]: sets $name and $tag; ends the tool if no image can have
# them.  A name may be that of a registry: HOST[:PORT]/PATH.
split_name()
{
	name=$1 tag=latest
	case ${1##*/} in
	*:*) tag=${1##*:} name=${1%:*} ;;
	esac
	part='[a-z0-9][a-z0-9._-]\{0,63\}'
	{
		matches "$name" "\($part\(:[0-9]\{1,5\}\)\{0,1\}/\)\{0,1\}\($part/\)\{0,4\}$part" &&
			[ ${#name} -le 120 ]
	} || die 2 "'$name' cannot be an image's name (a-z 0-9 . _ - /): use --name"
	matches "$tag" '[A-Za-z0-9_][A-Za-z0-9._-]\{0,127\}' ||
		die 2 "'$tag' cannot be a tag: use --name"
}

# quoted WORD: prints WORD as eval reads it, for a list of options.
quoted()
{
	printf "'%s' " "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"
}

# Prints this machine's architecture as Debian names it.
native_arch()
{
	case $(uname -m) in
	x86_64) echo amd64 ;;
	aarch64) echo arm64 ;;
	*) uname -m ;;
	esac
}

# known_arch ARCH: ends the tool if ARCH is not supported.
known_arch()
{
	case $1 in
	amd64 | arm64) ;;
	*) die 2 "no such architecture: $1 (amd64, arm64)" ;;
	esac
}

# triplet ARCH: prints the name of its compilers and library folders.
triplet()
{
	case $1 in
	amd64) echo x86_64-linux-gnu ;;
	arm64) echo aarch64-linux-gnu ;;
	esac
}

# binutil ARCH TOOL: prints the name of TOOL (strip, objdump) for ARCH.
binutil()
{
	if [ "$1" = "$(native_arch)" ]; then
		echo "$2"
	else
		echo "$(triplet "$1")-$2"
	fi
}

# data_disk FILE SIZE EPOCH: makes FILE, an empty ext4 for /var/lib/tcr.
data_disk()
{
	rm -f "$1"
	truncate -s "$2" "$1"
	E2FSPROGS_FAKE_TIME=$3 mkfs.ext4 -q -F -L tcr-data -m 0 \
		-U 74637200-0000-4000-8000-000000000000 \
		-E hash_seed=74637200-0000-4000-8000-000000000001 "$1"
}

# from_mirror SUM PATH FILE: downloads PATH, which has this SHA-256 sum, from the first
# of the mirrors that this machine uses which has it.
from_mirror()
{
	# shellcheck disable=SC2016 # apt's variable
	for mirror in $(apt-get indextargets --format '$(REPO_URI)' \
		'Created-By: Packages' | sort -u); do
		/usr/lib/apt/apt-helper -q -o APT::Sandbox::User=root \
			download-file "${mirror%/}/$2" "$3" "SHA256:$1" && return
	done
	return 1
}

# Makes the folder $tmp and removes it when the tool ends.  A tool that has more
# to undo defines undo().
tmp=
temporary()
{
	tmp=$(mktemp -d "${TMPDIR:-/tmp}/$self.XXXXXX")
	trap clean EXIT
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 143' TERM
}

undo()
{
	:
}

clean()
{
	undo
	[ -z "$tmp" ] || rm -rf "$tmp"
}
