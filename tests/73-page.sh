#!/bin/sh
# SPDX-License-Identifier: MIT
# tcr-page: what it answers, and to what it does not.  Whatever is in the documents, it
# passes them on as they are, with headers that let nothing of them run.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/page.sh"
enter "$@"
page_start
echo '{"v":1,"units":[]}' >"$documents/status"
printf 'tcr_info 1\n# EOF\n' >"$documents/metrics"
printf 'web.container 1.000 out <script>\n' >"$documents/log"

got=$(request GET /)
like "$got" '^HTTP/1.1 200 OK$' "the page is there"
like "$got" '^Content-Type: text/html; charset=utf-8$' "as HTML"
like "$got" "^Content-Security-Policy: default-src 'none'; script-src 'self';" \
	"with a policy that allows no script but its own"
like "$got" '^X-Content-Type-Options: nosniff$' "and types that nobody guesses at"
is "$(request GET / | sed '1,/^$/d' | cmp - "$top/apps/page/index.html" 2>&1)" '' \
	"whole, after the header"
is "$(request GET /page.js | sed '1,/^$/d' | cmp - "$top/apps/page/page.js" 2>&1)" '' \
	"its script too"
like "$(request GET /page.css)" '^Content-Type: text/css' "and its style"
like "$(request GET '/?x=y')" '200 OK' "what is behind a question mark does not matter"
is "$(request GET /status.json | sed '1,/^$/d')" '{"v":1,"units":[]}' \
	"the status as it is"
like "$(request GET /metrics)" '^Content-Type: application/openmetrics-text; version=1.0.0' \
	"metrics have their type"
like "$(request GET /log)" '^Content-Type: text/plain' "lines of logs are plain text"
is "$(request HEAD /log | sed '1,/^$/d')" '' "HEAD has no body"

for path in /www/index.html /../etc/passwd //etc/passwd /page.css/ /page.js.bak \
	/%2e%2e/tcr-page /run/tcr/status /status .; do
	like "$(request GET "$path")" '^HTTP/1.1 404 ' "$path: is not there"
done
for method in POST PUT DELETE get 'GET  ' OPTIONS; do
	like "$(request "$method" /)" '^HTTP/1.1 40[45] ' "$method: is refused"
done
is "$(head -c 5000 /dev/zero | tr '\000' x | timeout 20 socat -t 5 - TCP:127.0.0.1:80)" '' \
	"an endless header gets no answer"
is "$(tr -d '\n' </dev/urandom | head -c 300 | timeout 20 socat -t 1 - TCP:127.0.0.1:80)" '' \
	"random bytes without the end of a header get none"
like "$(request GET /)" '200 OK' "and the next client does"

# A client that says nothing holds up nobody, and is sent away.
python3 - "$T/there" <<'E' >"$T/slow" &
import socket, sys, time
began = time.monotonic()
slow = [socket.create_connection(("127.0.0.1", 80)) for i in range(8)]
open(sys.argv[1], "w")
for s in slow:
    s.recv(1)
print(int(time.monotonic() - began))
E
slow=$!
until_ok 10 test -e "$T/there"
like "$(request GET /)" '200 OK' "eight silent clients hold up nobody"
wait "$slow"
claim "they are sent away after 15 s ($(cat "$T/slow") s)" [ "$(cat "$T/slow")" -ge 14 ]
claim "a hundred hold up nobody either: the oldest gives way" python3 - <<'E'
import socket
slow = [socket.create_connection(("127.0.0.1", 80)) for i in range(100)]
answers = 0
for i in range(20):
    s = socket.create_connection(("127.0.0.1", 80), timeout=10)
    s.sendall(b"GET / HTTP/1.1\r\n\r\n")
    answers += s.recv(12) == b"HTTP/1.1 200"
assert answers == 20, answers
E

rm "$documents/status"
like "$(request GET /status.json)" '^HTTP/1.1 503 ' "without a status it says so"
mkfifo "$documents/status"
like "$(request GET /status.json)" '^HTTP/1.1 503 ' "a FIFO without a tcrd holds up nobody"
# Another reader takes the first document, so that this one is asked for again.  One that
# comes while the page still has the FIFO open for the first is lost.
python3 - "$documents/status" <<'E' &
import contextlib, itertools, os, sys, time
path = sys.argv[1]
for text in itertools.chain((b"",), itertools.repeat(b'{"v":1}')):
    fd = os.open(path, os.O_WRONLY) # waits for a reader
    with contextlib.suppress(BrokenPipeError):
        os.write(fd, text)
    os.close(fd)
    time.sleep(0.05)
E
is "$(request GET /status.json | sed '1,/^$/d')" '{"v":1}' "an empty document is asked for again"
finish
