#!/bin/sh
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/native.sh"
tcrd() { exec strace -f --seccomp-bpf -ttt -e trace=execve,unshare,rmdir,close_range,clone3,waitid -o /tmp/st.r $TCR_BIN/tcrd; }
native 2
for i in 1 2 3 4 5; do
pid=$(cat /run/tcr/units/c1/pid)
echo "$(date +%s.%N) kill" >> /tmp/st.kill
kill -9 $pid
sleep 11
done
row a 1 ms
kill -TERM $(pgrep -x tcrd)
sleep 2
