#!/bin/sh
# tcrctl verify --system: what the kernel lacks that the units need is an error
# and named by its symbol; what none of them needs is only told.
. "$(dirname "$0")/lib.sh"
enter "$@"

release=$(uname -r)
[ -d /boot ] || {
	echo "1..0 # SKIP no /boot to put a configuration in"
	exit 0
}
mount -t tmpfs boot /boot
[ ! -e /proc/config.gz ] || mount --bind /dev/null /proc/config.gz
unset TCR_UNIT_DIRS TCR_IMAGES
mkdir "$T/units"
printf '[Container]\nImage=app\nExec=/app\n' \
	>"$T/units/app.container"

# kernel SYMBOL...: has all but these
kernel() {
	{
		echo '#'
		for symbol in PID_NS IPC_NS UTS_NS NET_NS CGROUPS USER_NS \
			SECCOMP_FILTER OVERLAY_FS TMPFS POSIX_MQUEUE SQUASHFS \
			SQUASHFS_ZSTD BLK_DEV_LOOP CGROUP_BPF CGROUP_PIDS MEMCG \
			CFS_BANDWIDTH BLK_CGROUP CPUSETS BRIDGE VETH NF_TABLES \
			NF_TABLES_INET NFT_CT NFT_NAT NFT_MASQ NFT_CONNLIMIT \
			NF_CT_NETLINK NF_TABLES_BRIDGE MACVLAN IPVLAN IPV6 \
			VLAN_8021Q; do
			case " $* " in
			*" $symbol "*) echo "# CONFIG_$symbol is not set" ;;
			*) echo "CONFIG_$symbol=m" ;;
			esac
		done
	} >"/boot/config-$release"
}
look() {
	status=0
	out=$("$TCR_BIN/tcrctl" verify --system "$T/units" 2>&1) || status=$?
}

kernel
look
is "$(printf '%s\n' "$out" | grep -c CONFIG_)" 0 "nothing is lacking"
# Without a configuration the release still tells.
is "$(setarch --uname-2.6 "$TCR_BIN/tcrctl" verify --system "$T/units" 2>&1 |
	grep -c 'error: is older than 5.14')" 1 \
	"a kernel that is too old is told"
is "$(printf '%s\n' "$out" | grep -c 'is older than 5.14')" 0 "this one is not"
kernel VETH
look
is "$status" 5 "a kernel without veth is none for a bridge"
like "$out" "^kernel [^ ]+: error: lacks CONFIG_VETH \\(app needs it\\)" \
	"... it says who needs it"
kernel NF_TABLES_BRIDGE
look
is "$status" 0 "one that cannot look at frames is"
like "$out" 'warning: lacks CONFIG_NF_TABLES_BRIDGE \(app needs it\)' \
	"... with a warning"
kernel NF_CT_NETLINK
look
like "$out" 'warning: lacks CONFIG_NF_CT_NETLINK \(app needs it\)' \
	"nor is one that cannot end connections"
kernel CPUSETS BLK_CGROUP
look
like "$out" 'note: lacks CONFIG_CPUSETS \(no unit needs it' \
	"what no unit asks for is told"
like "$out" '0 errors' "... and is no error"
echo 'Network=none' >>"$T/units/app.container"
kernel VETH BRIDGE
look
like "$out" '0 errors' "without a bridge nobody needs one"
kernel MACVLAN IPVLAN IPV6 VLAN_8021Q
look
like "$out" '0 errors' "nor what no network and no uplink says"
printf '[Network]\nDriver=macvlan\nOptions=parent=lan5\nSubnet=192.0.2.0/24\nGateway=192.0.2.1\n' \
	>"$T/units/hosts.network"
printf '[Network]\nIPv6=yes\n' >"$T/units/six.network"
printf '[Uplink]\nVLAN=5\nParent=eth0\n' >"$T/units/lan5.uplink"
look
like "$out" 'error: lacks CONFIG_MACVLAN \(hosts.network needs it\)' \
	"a network's driver is needed"
like "$out" 'error: lacks CONFIG_IPV6 \(six.network needs it\)' "and its IPv6"
like "$out" 'error: lacks CONFIG_VLAN_8021Q \(lan5.uplink needs it\)' \
	"and what a VLAN is made with"
like "$out" 'note: lacks CONFIG_IPVLAN \(no unit needs it' "and no more"
finish
