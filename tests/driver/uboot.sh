#!/bin/sh
# SPDX-License-Identifier: MIT
# uboot.sh SCRIPT FAT COMMAND...: does what U-Boot does with SCRIPT, which is
# host/boot.cmd, on a boot partition; FAT is its file, as mtools know it.  Where bootefi
# would start a kernel image, COMMAND is run with the image as its last argument: if it
# fails, the image was none, and the script goes on.  READONLY=1: no write succeeds.
# A shell of U-Boot is so near to one of POSIX that the script is run as it is.
# shellcheck disable=SC2034 # the script's variables
set -u
script=$1 fat=$2
shift 2
memory=$(mktemp)
trap 'rm -f "$memory"' EXIT
devtype=virtio devnum=0 distro_bootpart=1 kernel_addr_r=0x40400000 filesize='' fdtcontroladdr=''

setenv() # setenv NAME [VALUE]
{
	case $1 in
	*[!a-z_]*) exit 3 ;;
	esac
	eval "$1=\${2-}"
}

size()
{
	filesize=$(printf %x "$(stat -c %s "$memory")")
}

load() # load TYPE PART ADDRESS FILE
{
	mtype -i "$fat" "::/$4" >"$memory" 2>/dev/null && size
}

env() # env import -t ADDRESS SIZE NAME... | env export -t ADDRESS NAME...
{
	what=$1
	[ "$what" = import ] || {
		shift 3
		for name; do
			eval "echo \"\$name=\$$name\""
		done >"$memory"
		printf '\0' >>"$memory"
		size
		return
	}
	shift 4
	for name; do
		setenv "$name" "$(tr '\0' '\n' <"$memory" | sed -n "s/^$name=//p" | tail -n 1)"
	done
}

# number TEXT CHARACTERS: what TEXT begins with of them; 0 if it begins with another.
number()
{
	# shellcheck disable=SC2295 # a range of characters
	echo "${1%%[!$2]*}" | sed 's/^$/0/'
}

test()
{
	[ "${2-}" = -lt ] || {
		command test "$@"
		return
	}
	[ "$(number "$1" 0-9)" -lt "$(number "$3" 0-9)" ]
}

setexpr() # setexpr NAME NUMBER + NUMBER
{
	setenv "$1" "$(printf %x $((0x$(number "$2" 0-9a-f) + 0x$4)))"
}

fatwrite() # fatwrite TYPE PART ADDRESS FILE SIZE
{
	[ -z "${READONLY-}" ] && mcopy -n -o -i "$fat" "$memory" "::/$4"
}

mw_b() # mw.b ADDRESS BYTE SIZE
{
	: >"$memory"
}

bootefi() # with COMMAND, before the first of the script's own arguments
{
	$run "$memory" && exit 0
}

reset()
{
	exit 1
}
run=$*
# A name of a function has no dot.
eval "$(sed 's/mw[.]b/mw_b/' "$script")"
