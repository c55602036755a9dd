#!/bin/sh
# SPDX-License-Identifier: MIT
# How long tcrctl verify takes over 1,000 units, as many as tcrd reads: each with
# two dependencies, a port, variables and an image of its own name.
. "$(dirname "$0")/lib.sh"

units=$W/verify
mkdir -p "$units" "$W/verify-images"
i=0
while [ $((i += 1)) -le 1000 ]; do
	network='Network=none'
	[ $i -gt 250 ] || network=PublishPort=$((10000 + i)):80
	cat >"$units/u$i.container" <<-E
		[Unit]
		Description=Unit $i of %N
		After=u$((i - 1)).container network-online.target
		Wants=u$((i % 1000 + 1)).container
		[Container]
		Image=app$((i % 20))
		Exec=/bin/app --port \${PORT} 'two words'
		Environment=A=1 B=2 "C=three words"
		Volume=data$i:/var/lib/app
		Tmpfs=/scratch
		ReadOnly=yes
		$network
		[Service]
		Environment=PORT=$((10000 + i))
		Restart=always
		[Install]
		WantedBy=multi-user.target
	E
done
sed -i '/After=u0/d' "$units/u1.container"
bench_probe
i=0
while [ $((i += 1)) -le 20 ]; do
	cp "$W/probe.sqfs" "$W/verify-images/app$((i - 1)).sqfs"
done

now()
{
	date +%s%N
}
n=0
while [ $((n += 1)) -le 5 ]; do
	start=$(now)
	"$build/bin/tcrctl" verify --images "$W/verify-images" "$units" \
		>"$W/verify-said" || head -n 5 "$W/verify-said" >&2
	calc "($(now) - $start) / 1e9"
done >"$W/verify-times"
row "tcrctl verify: 1,000 units" "$(median <"$W/verify-times")" s 0.5
