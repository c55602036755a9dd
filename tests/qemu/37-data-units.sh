#!/bin/sh
# SPDX-License-Identifier: MIT
# Units of the data partition, over a firmware that is read-only: they run at
# boot, a bad one falls back, and tcr.conf=firmware boots without them.
. "$(dirname "$0")/lib.sh"

idle() { # idle WORD: a unit that says as what it runs
	cat <<-E
		[Container]
		Image=busybox
		Network=none
		Environment=WHICH=$1
		Exec=/bin/sh -c "echo I am \$\$WHICH; exec sleep 1000"
		StopSignal=SIGKILL
		StopSignal=SIGKILL
		[Service]
		Restart=always
		[Install]
		WantedBy=multi-user.target
	E
}
guest_demo_image busybox
for u in plain changed broken; do
	idle firmware | guest_unit $u.container
done
guest_firmware
cp --sparse=always "$T/firmware/data.img" "$T/data"

# shellcheck disable=SC2016 # variables of the guest's shell
script='
until_ok 60 booted
is_told() { tcrctl logs "$1" | grep -q "I am"; }
for u in plain changed broken $more; do
	until_ok 30 is_told $u
	say $u "$(tcrctl logs $u | grep -o "I am.*" | tail -n 1)"
done
say units "$(units | grep -c "[.]container$")"
say state "$(device state)"
say config "$(field broken config)"
say why "$(field broken fallback)"
say line "$(tcrctl status broken | grep -i broken.container.d | head -n 1)"
say log "$(tcrctl logs tcrd | grep -c "are ignored (tcr.conf=firmware)")"
'
guest_run --data "$T/data" <<E
$script
touch /etc/tcr/conf.d/x.container && say firmware writable
cd /var/lib/tcr
mkdir -p conf.d/changed.container.d conf.d/broken.container.d
printf '[Container]\nEnvironment=WHICH=changed\n' >conf.d/changed.container.d/10-a.conf
printf '[Container]\nMemroy=1M\n' >conf.d/broken.container.d/10-a.conf
cat >conf.d/extra.container <<'EOF'
$(idle data)
EOF
tcrctl verify >/dev/null 2>&1 || say verify \$?
E
is "$(said plain) $(said changed) $(said broken)" \
	'I am firmware I am firmware I am firmware' 'what the firmware has runs'
is "$(said firmware) $(said units)" ' 3' 'which is read-only'
is "$(said verify)" 5 'tcrctl verify tells of a mistake beforehand'

guest_run --data "$T/data" <<E
more=extra
$script
E
is "$(said extra)" 'I am data' 'a unit of the data partition runs at boot'
is "$(said changed)" 'I am changed' 'a drop-in there counts'
is "$(said plain) $(said units)" 'I am firmware 4' 'others are what they were'
is "$(said broken) $(said config)" 'I am firmware fallback' \
	'a bad drop-in there does not keep the unit of the firmware from running'
like "$(said why)" 'broken.container.d/10-a.conf:2: unknown key .Memroy' \
	'the document says why'
like "$(said line)" '10-a.conf:2: unknown' 'tcrctl status of the unit says so'
is "$(said state)" degraded 'the device is degraded'

guest_run --data "$T/data" --append tcr.conf=firmware <<E
$script
say kept "\$(ls /var/lib/tcr/conf.d | xargs)"
tcrctl revert broken >/dev/null && say reverted "\$(ls /var/lib/tcr/conf.d | xargs)"
E
is "$(said changed) $(said broken) $(said units)" 'I am firmware I am firmware 3' \
	'tcr.conf=firmware: what the firmware says'
is "$(said state) $(said log)" 'running 1' 'all is well, and the log says what was left out'
is "$(said kept)" 'broken.container.d changed.container.d extra.container' \
	'the data partition is there'
is "$(said reverted)" 'changed.container.d extra.container' 'and can be mended'
guest_run --data "$T/data" <<E
more=extra
$script
E
is "$(said extra) $(said changed) $(said config) $(said state)" \
	'I am data I am changed loaded running' 'the next boot has them again'
[ "$failures" -eq 0 ] || printf '%s\n' "$output" "$console" | sed 's/^/# /'
finish
