# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154
# Runs a script in a guest.  tcr-qemu sources this file: "$@" is QEMU's command so
# far, $script the file to run, $tmp a folder.
#
# The guest has a console hvc0 with a shell (tcr.shell), and a port /dev/vportNp1,
# which is no terminal: through it the script gets in and its output gets out
# unchanged.  A few lines are typed on hvc0 when the shell there has said something:
# before that the terminal would write back each letter, for which the kernel waits on
# QEMU, so that counted instructions would not be the same in each run.  The output
# there, which ends with the script's exit status, is kept in a file.
size=$(stat -L -c %s "$script")
cat >"$tmp/typed" <<E
stty -echo
until p=\$(ls /dev/vport*p1 2>/dev/null); do :; done; : >/run/script
until [ \$(stat -c %s /run/script) = $size ]; do head -c $size \$p >/run/script; done
sh /run/script </dev/null >\$p 2>&1; echo "script-status:\$?:"; sync; kill -USR1 1
E
mkfifo "$tmp/shell.in" "$tmp/shell.out" "$tmp/script.in" "$tmp/script.out"
# Kept open here, so that no process waits in open(2) if QEMU ends.
exec 5<>"$tmp/shell.in" 6<>"$tmp/shell.out" \
	7<>"$tmp/script.in" 8<>"$tmp/script.out"
cat "$script" >&7 &
feeder=$!
{
	head -c 1
	cat "$tmp/typed" >&5
	exec cat 5>&-
} <"$tmp/shell.out" >"$tmp/shell" 6>&- 7>&- 8>&- &
listener=$!
cat "$tmp/script.out" 5>&- 6>&- 7>&- 8>&- &
reader=$!

status=0
"$@" -no-reboot -serial stdio -device virtio-serial-pci \
	-chardev "pipe,id=shell,path=$tmp/shell" \
	-device virtconsole,chardev=shell \
	-chardev "pipe,id=script,path=$tmp/script" \
	-device virtserialport,chardev=script,nr=1,name=tcr.script </dev/null >&2 || status=$?
kill "$feeder" 2>/dev/null || :
exec 5>&- 6>&- 7>&- 8>&-
wait "$listener" "$reader"
case $status in
0) ;;
124 | 137) die 124 "the guest did not end in $limit s" ;;
*) die 1 "$program: exit status $status" ;;
esac
status=$(sed -n 's/.*script-status:\([0-9]*\):.*/\1/p' "$tmp/shell" | tail -n 1)
[ -n "$status" ] || {
	tail -n 5 "$tmp/shell" >&2
	die 125 "the guest ended before the script did"
}
exit "$status"
