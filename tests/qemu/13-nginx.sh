#!/bin/sh
# SPDX-License-Identifier: MIT
# A server that knows nothing of tcr: Debian's nginx, made an image from an OCI
# layout, configured by a bind-mounted file, under default security, behind a
# published port.
if [ -z "${PRIVATE_NET-}" ]; then
	host=$(dirname "$0")/../../host
	packages=${TCR_CACHE:-$host/../build/cache}/nginx
	"$host/debs" "$packages" base-files nginx-light
	PRIVATE_NET=1 packages=$packages exec unshare -n "$0"
fi
. "$(dirname "$0")/lib.sh"
ip link set lo up

# What its packages bring, and of what their scripts would do: the users.
cp -a "$packages" "$T/nginx"
cp "$T/nginx/usr/share/doc/nginx-common/copyright" "$T/copyright"
rm -rf "$T/nginx/usr/share/doc" "$T/nginx/usr/share/man"
printf '%s\n' root:x:0:0::/root:/bin/sh www-data:x:33:33::/var/www:/bin/false \
	>"$T/nginx/etc/passwd"
printf '%s\n' root:x:0: www-data:x:33: >"$T/nginx/etc/group"
umoci init --layout "$T/oci"
umoci new --image "$T/oci:latest"
umoci insert --image "$T/oci:latest" "$T/nginx" /
umoci config --image "$T/oci:latest" --architecture "$arch" \
	--config.entrypoint /usr/sbin/nginx --config.cmd -g \
	--config.cmd 'daemon off;' --config.stopsignal SIGQUIT \
	--config.env PATH=/usr/sbin:/usr/bin:/sbin:/bin
"$top/host/tcr-create-image" --quiet --compressor lz4 --name nginx:light \
	"oci:$T/oci:latest" "$T/nginx.sqfs"
guest_image "$T/nginx.sqfs"

guest_file etc/site/nginx.conf <<'E'
user www-data;
worker_processes 2;
error_log /dev/stderr info;
pid /run/nginx.pid;
events { }
http {
	access_log /dev/stdout;
	server {
		listen 80;
		root /usr/share/nginx/html;
		location = /word { return 200 "from a mounted file\n"; }
		location /site/ { alias /srv/site/; }
	}
}
E
cp "$T/copyright" "$T/overlay/etc/site/copyright"
guest_unit eth0.uplink <"$top/conf.d/eth0.uplink"
guest_unit server.container <<'E'
[Unit]
Description=Debian's nginx
[Container]
Image=nginx:light
PublishPort=8080:80
Volume=/etc/site/nginx.conf:/etc/nginx/nginx.conf:ro
Volume=/etc/site:/srv/site:ro
[Service]
Restart=on-failure
[Install]
WantedBy=multi-user.target
E
guest_firmware

# The guest ends when the last page was asked for, and nginx has said so.
guest_run --publish 8081:8080 <<'E' &
until_ok 60 in_state server running
asked()
{
	tcrctl logs server | grep -q 'GET /last '
}
until_ok 90 asked
pid=$(field server pid)
say restarts "$(field server restarts)"
say program "$(cat /proc/$pid/comm)"
say score "$(cat /proc/$pid/oom_score_adj /proc/$(pidof tcrd)/oom_score_adj | xargs)"
worker=$(cat /proc/$pid/task/$pid/children | cut -d ' ' -f 1)
say worker "$(awk '/^(Uid|Seccomp|NoNewPrivs|CapBnd|CapEff):/ { print $2 }' \
	/proc/$worker/status | xargs)"
tcrctl logs server
tcrctl stop server && say stopped "$(field server state)"
say end "$(tcrctl logs server | grep -o 'gracefully shutting down' | head -n 1)"
E
guest=$!
fetch() # fetch PATH: into the file page
{
	wget -q -T 5 -t 1 -O "$T/page" "http://127.0.0.1:8081$1"
}
until_ok 90 fetch /word || :
is "$(cat "$T/page")" "from a mounted file" "nginx answers as the mounted file says"
fetch / || :
like "$(cat "$T/page")" 'Welcome to nginx' "a page of the image"
fetch /site/copyright || :
is "$(cksum <"$T/page")" "$(cksum <"$T/copyright")" "a file, byte by byte"
fetched=0
for n in $(seq 20); do
	! fetch "/word?$n" || fetched=$((fetched + 1))
done
is "$fetched" 20 "twenty requests more"
fetch /last || :
wait "$guest" || status=$?
output=$(cat "$T/output")
console=$(cat "$T/console")
is "$status" 0 "the guest came and went"
is "$(said restarts)" 0 "nginx never had to be started again"
is "$(said program)" nginx "nginx is the container's first process"
is "$(said worker)" "33 0000000000000000 00000000000405fb 1 2" \
	"its worker is www-data without a capability, behind the filter"
is "$(said score)" "0 -900" "memory pressure ends it, not tcrd"
like "$output" '"GET /word\?20 HTTP/1.1" 200' "what it logs is in tcrctl logs"
is "$(said stopped)" inactive "it stops"
is "$(said end)" "gracefully shutting down" "by the image's stop signal"
[ "$failures" -eq 0 ] || printf '%s\n' "$output" "$console" | sed 's/^/# /'
finish
