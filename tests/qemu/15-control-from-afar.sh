#!/bin/sh
# SPDX-License-Identifier: MIT
# A device that was booted is looked after from this machine: `tcrctl --host` goes through
# a published port to the ssh server of tcrctl(1), as that page says, and does there what
# it does on the device.
if [ -z "${PRIVATE_NET-}" ]; then
	host=$(dirname "$0")/../../host
	packages=${TCR_CACHE:-$host/../build/cache}/dropbear
	"$host/debs" "$packages" base-files dash dropbear-bin
	PRIVATE_NET=1 packages=$packages exec unshare -n "$0"
fi
. "$(dirname "$0")/lib.sh"
ip link set lo up
PATH=$TCR_BIN:$PATH

# The image that the Containerfile of the page makes.
root=$T/door
cp -a "$packages" "$root"
rm -rf "$root"/.debs "$root"/usr/share/doc "$root"/usr/share/man "$root/var/run"
mkdir -p "$root/etc/dropbear"
mkdir -m 700 "$root/root/.ssh"
echo root:x:0:0::/root:/bin/sh >"$root/etc/passwd"
echo root:x:0: >"$root/etc/group"
for key in ssh look; do
	ssh-keygen -q -t ed25519 -N '' -f "$T/$key"
done
cp "$T/ssh.pub" "$root/root/.ssh/authorized_keys"
umoci init --layout "$T/oci"
umoci new --image "$T/oci:latest"
umoci insert --image "$T/oci:latest" "$root" /
umoci config --image "$T/oci:latest" --architecture "$arch" \
	--config.env PATH=/usr/sbin:/usr/bin:/sbin:/bin --config.cmd dropbear \
	--config.cmd -F --config.cmd -E --config.cmd -s --config.cmd -R
"$top/host/tcr-create-image" --quiet --compressor lz4 --name ssh "oci:$T/oci:latest" \
	"$T/images/ssh.sqfs"
guest_demo_image busybox
guest_unit eth0.uplink <"$top/conf.d/eth0.uplink"
sed -n '/^# .*ssh.container$/,/^\.Ed$/{/^\.Ed$/!p}' "$top/supervisor/man/tcrctl.1" \
	>"$T/ssh.container"
guest_unit ssh.container <"$T/ssh.container"
# Another door, for another key, from which the device can only be looked at.
guest_file etc/site/look.pub <"$T/look.pub"
sed 's/ssh-key/look-key/; s/22:22/23:22/; s/^Control=full/Control=status/
	/^ReadOnly/a Volume=/etc/site/look.pub:/root/.ssh/authorized_keys:ro' \
	"$T/ssh.container" | guest_unit look.container
idle()
{
	guest_unit "$1.container" <<-E
		[Container]
		Image=busybox
		Network=none
		Exec=/bin/sh -c "trap 'exit 0' TERM; echo started; while :; do sleep 1000 & wait; done"
		[Service]
		Restart=always
		${2:-}
	E
}
idle web '[Install]
WantedBy=multi-user.target'
idle end
guest_firmware
exec </dev/null
guest_run --publish 2200:22 --publish 2300:23 <<'E' &
until_ok 90 in_state end running
# Whoever has asked for that is answered, and only the two servers are left.
answered()
{
	[ "$(pidof dropbear | wc -w)" = 2 ]
}
until_ok 60 answered
tcrctl logs tcrd | grep ' asks: '
tcrctl logs ssh
E
guest=$!

# What ssh(1) of this machine is told by its configuration otherwise.
mkdir "$T/bin"
cat >"$T/bin/ssh" <<'E'
#!/bin/sh
exec /usr/bin/ssh -F none -i "$KEY" -o StrictHostKeyChecking=no -o ConnectTimeout=5 \
	-o UserKnownHostsFile=/dev/null -o LogLevel=ERROR "$@"
E
chmod +x "$T/bin/ssh"
PATH=$T/bin:$PATH
# by KEY PORT WORDS...: the status in $rc, what is said in $T/out and $T/err.
by()
{
	export KEY="$T/$1"
	port=$2
	shift 2
	rc=0
	timeout 60 tcrctl --host "ssh://root@127.0.0.1:$port" "$@" \
		>"$T/out" 2>"$T/err" || rc=$?
}
afar()
{
	by ssh 2200 "$@"
}
look()
{
	by look 2300 "$@"
}
# there COMMAND...: that one of these two has come as far as the device's tcrctl.
there()
{
	"$@"
	[ "$rc" -eq 0 ]
}
claim "the device is there" until_ok 60 there afar is-active web
claim "and lets others look" until_ok 60 there look status
up() # the units that the status shows as up
{
	sed -n 's/^[+] \([^ ]*\).*/\1/p' "$T/out" | sort | xargs
}
afar status
all=$(up)
like "$rc $all" '^0 .*look.*ssh.* web$' "status: what is up"
afar status --json
is "$rc $(jq -r '.units[] | select(.unit == "web.container").state' "$T/out")" \
	"0 running" "... for programs, too"
afar logs web
like "$rc $(tail -n 1 "$T/out")" '^0 .* started$' "logs"
afar exec web sh -c "echo \"it's a  b\"; echo c >&2; exit 77"
is "$rc $(cat "$T/out") $(cat "$T/err")" "77 it's a  b c" \
	"exec: output, errors, exit status, words as they are"
runs()
{
	afar status --json
	jq -r '.units[] | select(.unit == "web.container") | "\(.state) \(.runs)"' "$T/out"
}
afar restart web
is "$rc $(runs)" "0 running 2" "restart"
afar stop web
is "$rc $(runs)" "0 inactive 2" "stop"
afar is-active web
is "$rc" 3 "the exit status of what does not run"
afar start wbe
is "$rc $(cat "$T/err")" "4 tcrctl: no such unit: 'wbe' (did you mean 'web'?)" \
	"... of what there is not"
afar start --nonsense
is "$rc" 2 "... of a wrong option"
afar start web
head -c 300000 /dev/urandom >"$T/bytes"
afar exec -i web sh -c 'cat >/tmp/bytes' <"$T/bytes"
is "$rc" 0 "input goes to the device"
afar cp web:/tmp/bytes -
tar -x -O <"$T/out" >"$T/back"
claim "cp brings it back, byte by byte" cmp "$T/back" "$T/bytes"

# Control=status.
look status
is "$rc $(up)" "0 $all" "Control=status: the status"
look stop web
like "$rc $(cat "$T/err")" '^7 .*sees the state, but controls nothing$' \
	"... a request is refused"
look exec web true
is "$rc" 125 "... and so is a command in a container"
is "$(runs)" "running 3" "... and has done nothing"

afar start end
is "$rc" 0 "the guest is told to end"
wait "$guest" || status=$?
is "$status" 0 "the guest came and went"
like "$(cat "$T/output")" 'ssh asks: tcrctl restart web$' "what was asked for is in its log"
claim "... and who has asked" grep -qF "Pubkey auth succeeded for 'root' with ssh-ed25519 key $(
	ssh-keygen -l -f "$T/ssh.pub" | cut -d ' ' -f 2) from 10." "$T/output"
is "$(grep -c 'look asks' "$T/output")" 0 "... as far as something was done"
[ "$failures" -eq 0 ] || sed 's/^/# /' "$T/output" "$T/console" "$T/err"
finish
