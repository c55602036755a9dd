#!/bin/sh
# SPDX-License-Identifier: MIT
# The demo's page: shows what the status says, whatever bytes are in it, and
# says so when there is no whole document.
. "$(dirname "$0")/lib.sh"
enter "$@"
root=$T/root
mkdir -p "$root/bin" "$root/www/cgi-bin" "$root/run/tcr" "$root/dev"
mount --rbind /dev "$root/dev"
cp /bin/busybox "$root/bin/"
for name in sh cat timeout awk printf; do
	ln -s busybox "$root/bin/$name"
done
cp "$top/host/demo/index.cgi" "$root/www/cgi-bin/"
cp "$top/host/demo/page.awk" "$root/www/"
document=$root/run/tcr/status
page() {
	chroot "$root" /bin/busybox env PATH=/bin /www/cgi-bin/index.cgi 2>&1
}

cat >"$document" <<'E'
{"v":1,"version":"0.1.0","state":"degraded","time":"2026-11-23T14:02:11Z","now_ms":7204812,"boot_ms":4100,"units":[
{"unit":"web.container","description":"A & B <b>bold</b> \"q\" \\ \u003cscript\u003e","state":"running","goal":"up","pid":214,"since_ms":3100,"runs":1,"restarts":0,"cause":"was","next_ms":null,"ip":"10.88.0.2","ports":["8080:80/tcp"]},
{"unit":"<img src=x onerror=\"alert(1)\">.container","description":null,"state":"bad-config","goal":"up","pid":null,"since_ms":null,"runs":0,"restarts":12,"cause":"x.container:3: unknown key \"state\":\"running\"","next_ms":null}
,{"unit":"z.container","description":"Z","state":"waiting","goal":"up","pid":null,"since_ms":7200000,"runs":0,"restarts":0,"cause":null,"next_ms":null}
]}
E
got=$(page)
like "$got" '^Content-Type: text/html; charset=utf-8' "it is a page"
like "$got" '<h1>This device is <span class="bad">degraded</span>' \
	"the device's state comes first"
like "$got" 'up for 2 h; all units had started 4.1 s' "times are for people"
is "$(printf '%s\n' "$got" | grep -c '^<tr><td>')" 3 \
	"each unit has a row, whatever side the comma is on"
like "$got" 'web.container<td class="good">running<td>2 h<td>0<td>A &amp; B &lt;b&gt;bold' \
	"text is escaped"
is "$(printf '%s\n' "$got" | grep -ci '<script\|<img\|<b>')" 0 \
	"nothing of a unit becomes markup"
like "$got" 'bad-config<td><td>12<td>x.container:3: unknown key &quot;state' \
	"a refused unit shows why; quotes within text mislead no one"
like "$got" 'z.container<td class="">waiting<td>4 s<td>0<td>Z' "a waiting one waits"
like "$got" 'bad-config<dd>' "the states are explained"

rm "$document"
like "$(page)" '<h1>No answer</h1>' "no status: the page says so"
: >"$document"
like "$(page)" '<h1>No answer</h1>' "an empty one as well"
printf '{"v":1,"state":"running","units":[\n' >"$document"
like "$(page)" '<h1>No answer</h1>' "half a document is none"
head -c 65536 /dev/urandom >"$document"
like "$(page)" '<h1>No answer</h1>' "random bytes are none"

# A FIFO whose first reader gets a part only.
rm "$document"
mkfifo "$document"
(
	echo '{"v":1,' >"$document"
	# Its reader has to be gone, or it would get both.
	while find /proc/[0-9]*/fd -lname "$document" 2>/dev/null | grep -q .; do
		sleep 0.05
	done
	printf '{"v":1,"state":"running","now_ms":1,"units":[\n]}\n' >"$document"
) &
writer=$!
like "$(page)" 'is <span class="good">running' "a part is asked for again"
kill "$writer" 2>/dev/null || :
finish
