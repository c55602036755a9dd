# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What the tools of host/ share: messages, the temporary folder, looking for
# programs.  Sourced, after `set -eu`; $self is the tool's name, $top the tree.
umask 022
self=${0##*/}
top=$(cd "$(dirname "$0")/.." && pwd)
: "${TCR_CACHE:=$top/build/cache}"

say()
{
	echo "$self: $*" >&2
}

# die STATUS MESSAGE...: 1 failed, 2 wrong usage.
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

# need PROGRAM PACKAGE
need()
{
	command -v "$1" >/dev/null 2>&1 ||
		die 1 "$1 is not installed: apt-get install $2, or run host/setup"
}

# value COUNT OPTION: an option that wants a value has to have one.
value()
{
	[ "$1" -ge 2 ] || die 2 "$2 needs a value, see $self --help"
}

# Debian's word for this machine.
native_arch()
{
	case $(uname -m) in
	x86_64) echo amd64 ;;
	aarch64) echo arm64 ;;
	*) uname -m ;;
	esac
}

# known_arch ARCH
known_arch()
{
	case $1 in
	amd64 | arm64) ;;
	*) die 2 "no such architecture: $1 (amd64, arm64)" ;;
	esac
}

# triplet ARCH: what compilers and library folders are named by.
triplet()
{
	case $1 in
	amd64) echo x86_64-linux-gnu ;;
	arm64) echo aarch64-linux-gnu ;;
	esac
}

# binutil ARCH TOOL: strip, objdump... for that architecture.
binutil()
{
	if [ "$1" = "$(native_arch)" ]; then
		echo "$2"
	else
		echo "$(triplet "$1")-$2"
	fi
}

# Makes $tmp, which every way out takes away.  A tool with more to undo
# defines undo().
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
