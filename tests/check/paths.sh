#!/bin/sh
# /run/tcr and /var/lib/tcr stand in paths.c alone, which obeys TCR_RUN and
# TCR_DATA.  The tables of keys may name them, for the manual pages; messages
# may, in a sentence.  images/ and net/ are told every path.  init/ is not looked at:
# PID 1 obeys no environment and includes nothing of supervisor/.
set -eu
cd "$(dirname "$0")/../.."
if found=$(grep -rnE '"(/run|/var/lib)/tcr[^ "]*"' supervisor images net --include='*.[ch]' |
	grep -vE '^supervisor/base/paths\.[ch]:|^supervisor/units/keys/keys_'); then
	echo "not ok 1 - paths of tcr are written in paths.c alone"
	echo "$found" | sed 's/^/# /'
	echo 1..1
	exit 1
fi
echo "ok 1 - paths of tcr are written in paths.c alone"
echo 1..1
