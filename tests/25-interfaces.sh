#!/bin/sh
# SPDX-License-Identifier: MIT
# What tcr-interfaces(7) promises of version 1 is so: each key of the status document
# with its type, each request of the control socket, the image trailer.  What is listed
# here may grow; a line that has to be changed or removed is another version.
# shellcheck disable=SC2016 # variables of the shell inside
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/images.sh"
. "$(dirname "$0")/lib/interfaces.sh"
enter "$@"

device='v:number version:string state:string time:string now_ms:number
	boot_ms:number|null settings:string|null data:string|null data_why:string|null
	last_boot:object|null syslog:object|null inhibitors:array pending:string|null
	slot:object|null units:array'
unit='unit:string description:string|null state:string goal:string pid:number|null
	since_ms:number runs:number restarts:number cause:string|null config:string
	stale:string|null fallback:string|null outdated:string|null
	last_exit:string|null result:string|null status_text:string|null
	next_ms:number|null image:string|null image_digest:string|missing image_version:string|missing signed_by:string|missing network:string|null ip:string|null
	ip6:string|null ports:array cgroup:string|null log:string|null labels:object
	health:object|null files:array names:array|missing unit_file_state:string|missing
	cut:string|null'
health='state:string failures:number last:string|null source:string'
metrics='info device_state device_uptime_seconds device_memory_bytes
	device_memory_available_bytes device_cpu_seconds device_cpu_pressure_seconds
	device_memory_pressure_seconds device_io_pressure_seconds dns_queries
	dns_local_answers dns_cache_hits dns_forwarded unit_state unit_restarts
	unit_memory_bytes unit_tasks unit_cpu_seconds unit_oom_kills
	unit_cpu_pressure_seconds unit_memory_pressure_seconds unit_io_pressure_seconds
	unit_receive_bytes unit_transmit_bytes unit_start_queued_seconds
	unit_start_begun_seconds unit_start_ready_seconds unit_start_ended_seconds'
shown='v:number unit:string files:array bad:string|null args:array|null names:array keys:array'
shown_key='section:string key:string value:string file:string|null line:number|null
	default:boolean'
dump='v:number units:array'
dump_unit='unit:string files:array bad:string|null view:object|null oci:object|null
	oci_error:string|null'
problem='file:string line:number|null col:number|null level:string unit:string|null
	key:string|null msg:string hint:string|null'
boot='v:number kernel_ms:number|null start_ms:number|null boot_ms:number|null
	units:array'
boot_unit='unit:string queued_ms:number|null deps_done_ms:number|null parts_ms:object
	ready_ms:number|null ended_ms:number|null end:string|null'
network='network:string state:string driver:string interface:string subnets:array
	internal:boolean isolated:boolean nat:boolean dns:boolean units:array'
member='unit:string state:string interface:string addresses:array ports:array'
answer='name:string from:string|null network:string server:string type:string
	answer:string values:array why:string'
port='unit:string state:string port:string to:string protocol:string
	listener:string|null'

busybox_image busybox
rootfs_squash "$T/images/trailer.sqfs"
printf '%s\n' Name=app Tag=1 Digest=sha256:0123abcd "Architecture=$arch" \
	Created=2026-11-23T14:02:11Z WorkingDir=/home StopSignal=SIGKILL \
	User=33:34 Group=63 Entrypoint=/bin/sh Entrypoint=-c \
	'Cmd=id -u; id -g; id -G; pwd; echo "$A\\\\ \x7c"; exec sleep 1000' \
	Env=A=b Env=PATH=/bin Label=a.b=c Volume=/data Port=53/udp \
	'Later=a key of a later maker' | trailer "$T/images/trailer.sqfs"
cp "$T/images/trailer.sqfs" "$T/images/later.sqfs"
at=$(($(stat -c %s "$T/images/later.sqfs") - 128))
printf TCRIMG3 | dd of="$T/images/later.sqfs" bs=1 seek="$at" conv=notrunc 2>/dev/null
unit app.container <<-'U'
	[Container]
	Image=app:1
	Network=none
	Label=x=y
U
idle_unit web "PublishPort=8080:80
HealthCmd=/bin/true"
sed -i 's/^Network=none/Network=bridge/; s/^\[Container\]/[Unit]\nDescription=d\n&/' \
	"$T/conf.d/web.container"
unit later.container <<-'U'
	[Container]
	Image=later
	Exec=/bin/sh
	Network=none
U
printf '[Container]\nImage=busybox\nMemroy=1\n' >"$T/conf.d/bad.container"
gcc -static -O1 -o "$T/peer" "$tests/driver/control-peer.c"
tcrd_start
until_ok 20 in_state web running
tcrctl start app

cat /run/tcr/metrics >"$T/metrics"
lacking=
for metric in $metrics; do
	type=counter
	case $metric in
	info | *_state | *memory_bytes | *_available_bytes | *_uptime_seconds | *_tasks | \
		unit_start_*)
		type=gauge
		;;
	esac
	grep -qx "# TYPE tcr_$metric $type" "$T/metrics" || lacking="$lacking $metric"
done
is "$lacking" '' "the metrics are there, with their types"
is "$(grep -c "^# TYPE" "$T/metrics")" "$(echo "$metrics" | wc -w)" "and all are listed here"
cat /run/tcr/status >"$T/doc"
has_all "the device's keys are there, with their types" . "$device" "$T/doc"
claim "tcrd has made the folder of what is kept" [ "$(jq -r .data "$T/doc")" != null ]
has_all "and those of each unit" '.units[]' "$unit" "$T/doc"
has_all "and those of health" '.units[].health | values' "$health" "$T/doc"
is "$(jq -r '.v, (.units[] | select(.unit == "web.container") |
	.goal, (.pid > 1), .ports[0], .labels, .description)' "$T/doc" | xargs)" \
	'1 up true 8080:80/tcp {} d' "values are what they are called"
is "$(jq -r '.units[] | .state' "$T/doc" | sort -u | xargs)" \
	'active bad-config inactive running' "states have their words"
is "$(sed '1d;$d;s/,$//' "$T/doc" | jq -r .unit | wc -l)" \
	"$(jq '.units | length' "$T/doc")" "a unit is a line"

tcrctl show --json web >"$T/doc"
has_all "what tcrctl show prints" . "$shown" "$T/doc"
has_all "and of each key" '.keys[]' "$shown_key" "$T/doc"
tcrctl verify --dump "$T/conf.d" >"$T/doc" || :
has_all "what tcrctl verify --dump prints" . "$dump" "$T/doc"
has_all "and of each unit" '.units[]' "$dump_unit" "$T/doc"
tcrctl verify --json "$T/conf.d" >"$T/doc" || :
has_all "what tcrctl verify --json prints" '.[]' "$problem" "$T/doc"
boot_is_over() {
	tcrctl time --json >"$T/doc"
}
until_ok 20 boot_is_over
has_all "what tcrctl time --json prints" . "$boot" "$T/doc"
has_all "and of each unit" '.units[]' "$boot_unit" "$T/doc"
tcrctl network inspect --json tcr0 >"$T/doc"
has_all "what tcrctl network inspect --json prints" '.[]' "$network" "$T/doc"
has_all "and of each unit in it" '.[].units[]' "$member" "$T/doc"
is "$(tcrctl network ls --json | jq -c .)" "$(jq -c . "$T/doc")" "network ls, too"
tcrctl dns --json web >"$T/doc"
has_all "what tcrctl dns --json prints" '.[]' "$answer" "$T/doc"
tcrctl ports --json >"$T/doc"
has_all "what tcrctl ports --json prints" '.[]' "$port" "$T/doc"

# The manual has them all, with the same types.
in_manual "the manual has each key" "$device $unit"

answered() { # answered PATTERN REQUEST: the answers, in one line
	like "$("$T/peer" ask /run/tcr/control/socket "$2" | sed 's/^answer: //' | tr '\n' '|')" \
		"^$1\\|end\\|\$" "control: $2"
}
answered ok 'start web'
answered ok 'no-wait restart web'
answered ok 'restart web.container'
answered 'note web: .*\|error 1 .*' 'reload web'
answered ok 'kill TERM web'
answered ok 'reset-failed web app'
answered ok 'stop web'
answered 'error 4 .*' 'start nothing'
answered 'error 5 .*' 'start bad'
answered 'error 2 .*' 'sing web'
answered ok 'v1 start web'
answered 'error 2 the protocol is v1 here, not v2' 'v2 stop web'
answered 'error 2 .* not v10' 'v10 no-wait stop web'
is "$(state_of web)" running 'a request of another version does nothing'
answered 'error 2 .*' 'kill NOTHING web'
answered 'note .*\|error 5 .*' reload-config
rm "$T/conf.d/bad.container"
answered ok reload-config
answered 'error 1 .*' poweroff
answered 'error 1 .*' reboot
answered 'error 1 .*' 'when-allowed reboot update'
answered 'error 1 .*' 'force poweroff'
answered 'error 1 nothing waits' 'cancel reboot'
answered ok 'inhibit no end'
answered 'error 2 .*' inhibit

said() { tcrctl logs app | sed -n '/ app tcr: /d; s/^[^ ]* app //p' | tr '\n' ' '; }
complete() { said | grep -q '|'; }
until_ok 20 complete
is "$(said)" '33 34 34 63 /home b\ | ' "an image's trailer is obeyed, a later key passed over"
tcrctl start later >/dev/null 2>&1 && rc=0 || rc=$?
like "$rc $(field later cause)" '^1 .*trailer of .*version' \
	"a trailer of version 3 is refused"
kill -TERM "$tcrd_pid"
wait "$tcrd_pid" || :
finish
