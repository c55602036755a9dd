#!/bin/sh
# SPDX-License-Identifier: MIT
# The seccomp program: it is the profile, evaluated and tightened; ordinary
# programs run under it (crun, default capabilities); what it refuses fails with
# the errors that programs expect.
. "$(dirname "$0")/lib.sh"
enter "$@"

for a in amd64 arm64; do
	"$top/host/seccomp" --rules $a >"$T/rules"
	"$top/host/seccomp" $a "$T/$a.bpf" 2>"$T/err"
	[ -e "$T/check" ] ||
		gcc -std=gnu17 -D_GNU_SOURCE -O2 -I"$top" -o "$T/check" \
			"$tests/driver/seccomp-check.c" -lseccomp
	"$T/check" $a "$T/rules" "$T/$a.bpf" >"$T/tap"
	is "$(grep -c '^ok' "$T/tap")" 4 "$a: the program decides as its rules"
	grep '^not' "$T/tap" | sed 's/^/# /'
	# The kernel's work at each start grows with the square of the length.
	n=$(($(stat -c %s "$T/$a.bpf") / 8))
	ok "$((n > 95))" "$a: the program is short ($n instructions)"
done

"$top/host/seccomp" --all "$arch" "$T/all" 2>"$T/err"
for v in $("$top/host/seccomp-rules" --variants); do
	"$top/host/seccomp" --rules "$arch" "$v" >"$T/rules"
	is "$("$T/check" "$arch" "$T/rules" "$T/all/seccomp-$v.bpf" |
		grep -c '^ok')" 4 "$v: the program decides as its rules"
done
rule() { # rule VARIANT NAME: what it says of the call
	"$top/host/seccomp" --rules amd64 "$1" | sed -n "s/^$2 //p" | xargs
}
is "$(rule common mount) $(rule common clone) $(rule common unshare)" \
	"allow allow allow" "common is the list as podman has it"
for a in amd64:i386 arm64:arm; do
	"$top/host/seccomp-rules" ${a%:*} common >"$T/rules"
	"$top/host/seccomp" ${a%:*} "$T/common.bpf" common 2>"$T/err"
	for one in ${a%:*} ${a#*:}; do
		is "$("$T/check" "$one" "$T/rules" "$T/common.bpf" |
			grep -c '^ok')" 4 "common decides as its rules for $one"
	done
done
is "$(rule sockets socket) $(rule sockets mount) $(rule sockets clone3)" \
	"93 a0&0xffffffff==16 a2&0xffffffff==9 allow 1 38" \
	"sockets is the default with all of them but the audit's"
is "$(rule net_admin-sockets socket) $(rule net_admin-sockets umount2)" \
	"$(rule sockets socket) 1" "... also with a capability"
is "$(rule audit_write-sockets socket | cut -c 1-5)" allow \
	"... which may bring the audit's"
is "$(rule sys_admin mount) $(rule sys_admin clone) $(rule sys_admin ptrace)" \
	"allow allow 1" "a capability brings its calls, and no other's"
is "$(rule sys_ptrace ptrace) $(rule sys_ptrace mount)" "allow 1" \
	"... each its own"
like "$(rule net_raw socket)" 'allow a0&0xffffffff==17' "NET_RAW brings packet sockets"
is "$(rule all ptrace) $(rule all mount) $(rule all bpf) $(rule all keyctl)" \
	"allow allow allow 1" "all brings all of them, but no keyrings"
for v in '' sockets sys_admin all; do
	is "$(rule "$v" ioctl)" "1 a1&0xffffffff==0x401c5820 1 a1&0xffffffff==0x40086602 allow" \
		"no file leaves its project: ${v:-the default}"
done
is "$(rule common ioctl)" allow "... except with podman's list"
jq '.syscalls += [{names: ["file_setattr"], action: "SCMP_ACT_ALLOW"}]' \
	/usr/share/containers/seccomp.json >"$T/later.json"
for v in '' common; do
	TCR_SECCOMP_PROFILE=$T/later.json "$top/host/seccomp-rules" amd64 $v |
		grep '^file_setattr' >>"$T/later" || :
done
is "$(cat "$T/later")" 'file_setattr allow' \
	"... nor by file_setattr, which only podman's list may have"
status=0
"$top/host/seccomp" --rules amd64 nosuch >"$T/said" 2>&1 || status=$?
is "$status" 2 "an unknown variant is refused"

"$top/host/seccomp" --rules amd64 >"$T/1"
is "$(sort "$T/1" | uniq -d)" "" "no rule is there twice"
like "$(cat "$T/1")" '^arch_prctl allow$' "entries for the architecture are kept"
like "$(cat "$T/1")" '^chroot allow$' "entries for a capability are kept"
like "$(cat "$T/1")" '^bpf 1$' "entries for a lacking capability are evaluated"
jq '.syscalls += [{names: ["nosuch"], action: "SCMP_ACT_LOG"}]' \
	/usr/share/containers/seccomp.json >"$T/odd.json"
status=0
TCR_SECCOMP_PROFILE=$T/odd.json "$top/host/seccomp" amd64 "$T/odd" \
	2>"$T/err" || status=$?
is "$((status > 0))" 1 "a profile with an unknown action is refused"
ok "$([ ! -e "$T/odd" ]; echo $?)" "... and nothing is written"

# config ARGS...: the host's programs, read-only, as a container.
mkdir -p "$T/bundle/root"
mount --bind / "$T/bundle/root"
mount -o remount,bind,ro "$T/bundle/root"
mount --bind "$T" "$T/bundle/root/mnt"
base=$(cd "$T" && crun spec && cat config.json)
run() {
	printf '%s' "$base" | jq --arg bpf "$(base64 -w0 "$T/$arch.bpf")" '
		["CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID",
			"CAP_KILL", "CAP_NET_BIND_SERVICE", "CAP_SETGID",
			"CAP_SETUID"] as $caps |
		.process.capabilities = {bounding: $caps, effective: $caps,
			permitted: $caps} |
		.root = {path: "root", readonly: true} | .process.terminal = false |
		del(.process.rlimits) | .process.args = $ARGS.positional |
		.process.noNewPrivileges = true |
		.annotations = {"run.oci.seccomp_bpf_data": $bpf}' \
		--args -- "$@" >"$T/bundle/config.json"
	crun --cgroup-manager=disabled run -b "$T/bundle" "$group" 2>&1
}
group=$TCR_CGROUP

# 32-bit programs: with the list that has their architecture, if this kernel
# runs them at all.
if [ "$arch" = amd64 ] && gcc -m32 -nostdlib -static -fno-pie -no-pie \
	-ffreestanding -fno-stack-protector -o "$T/program32" \
	"$tests/driver/seccomp-32.c" && "$T/program32" >"$T/said"; then
	mv "$T/$arch.bpf" "$T/usual.bpf"
	cp "$T/all/seccomp-common.bpf" "$T/$arch.bpf"
	is "$(run /mnt/program32)" "32 bits" "common is for 32-bit programs, too"
	cp "$T/all/seccomp-sockets.bpf" "$T/$arch.bpf"
	status=0
	run /mnt/program32 >"$T/said" || status=$?
	is "$status" 159 "... others end them with SIGSYS"
	mv "$T/usual.bpf" "$T/$arch.bpf"
else
	ok 0 "32-bit programs # SKIP this kernel has none"
fi
like "$(run grep Seccomp: /proc/self/status)" '	2$' \
	"crun takes the program as it is"
for cc in gcc "gcc -static" musl-gcc; do
	$cc -std=gnu17 -D_GNU_SOURCE -idirafter /usr/include \
		-idirafter "/usr/include/$(gcc -print-multiarch)" \
		-o "$T/probe" "$tests/driver/seccomp-probe.c"
	run /mnt/probe >"$T/probed"
	is "$(sed '/^personality/q' "$T/probed" | grep -cv ' ok$')" 0 \
		"$cc: processes, threads and sockets work"
	sed '/^personality/q' "$T/probed" | grep -v ' ok$' | sed 's/^/# /'
	is "$(sed '1,/^personality/d' "$T/probed" | xargs)" "$(xargs <<-E
		audit EPROTONOSUPPORT connector EPROTONOSUPPORT
		netfilter EPROTONOSUPPORT can EAFNOSUPPORT
		bluetooth EAFNOSUPPORT packet EAFNOSUPPORT vsock EAFNOSUPPORT
		alg EAFNOSUPPORT high-bits EAFNOSUPPORT
		high-unix EPROTONOSUPPORT
		clone-user EPERM clone3 ENOSYS unshare EPERM mount EPERM
		fsopen EPERM keyctl EPERM ptrace EPERM bpf EPERM
		io-uring ENOSYS userfaultfd EPERM perf EPERM handle EPERM
		project EPERM flags EPERM high-flags EPERM
		module EPERM reboot EPERM
	E
	)" "$cc: what is refused fails as programs expect"
done
is "$(run python3 -c "
import threading, subprocess, socket, tempfile, multiprocessing, asyncio
t = threading.Thread(target=print, args=('thread',)); t.start(); t.join()
print(subprocess.run(['echo', 'child'], capture_output=True, text=True).stdout)
a, b = socket.socketpair(); a.send(b'x'); print(b.recv(1).decode())
s = socket.create_server(('127.0.0.1', 0)); print(s.fileno() > 0)
asyncio.run(asyncio.sleep(0)); print(socket.getaddrinfo('127.0.0.1', 80) != [])
" | xargs)" "thread child x True True" "python runs with threads, children and sockets"
is "$(run perl -e 'my $p = fork // die; exit 0 if !$p; wait; print "perl $?"')" \
	"perl 0" "perl runs"
crun delete -f "$group" 2>/dev/null || :
finish
