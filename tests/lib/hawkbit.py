# SPDX-License-Identifier: MIT
# hawkbit.py DIR PORT [ADDRESS [CERT KEY]]: a server for tests that speaks as much of
# hawkBit's protocol for devices ("Direct Device Integration") as SWUpdate uses, for any
# number of devices, and gives out files, with ranges.  PORT 0: any that is free, which
# DIR/port then has.  With CERT and KEY it speaks TLS.
#
# DIR is how a test talks to it; each file may appear or go at any time:
#   files/NAME          what can be downloaded, as /files/NAME
#   deploy/DEVICE       first line: "ACTION NAME", the update that the device shall have
#   cancel/DEVICE       first line: "ACTION": this action is to be cancelled
#   devices/DEVICE/     made when the device asks for the first time:
#     attributes        what it says of itself, JSON
#     feedback          a line for each report: ACTION EXECUTION FINISHED TEXT...
#   cut                 a number of bytes: the next download ends after so many, and
#                       the file goes
#   stall/DEVICE        its next download stops in the middle, until it hangs up
#   rollout             an update for groups of devices, one group after the other.
#                       First line: "ACTION NAME stop" or "ACTION NAME go"; each other
#                       line is a group.  The server deploys to a group when all devices
#                       of those before have ended; with "stop", if none of them failed
#   reports             a line for each report: DEVICE ACTION EXECUTION FINISHED
#   requests            a line for each request: METHOD PATH STATUS BYTES, the bytes
#                       being those of a file that were sent
#   begun               a line for each request, written before it is answered
# An action is over for a device when its report says "closed"; deploy/DEVICE goes.
import http.server
import json
import os
import re
import ssl
import sys
import threading

root = sys.argv[1]
lock = threading.Lock()
rollout_lock = threading.Lock()
ended = {}  # by action and device: "success" or "failure"
deployed = set()  # such pairs, of a rollout
for name in ("files", "deploy", "cancel", "devices", "stall"):
    os.makedirs(os.path.join(root, name), exist_ok=True)


def first_line(*path):
    try:
        with open(os.path.join(root, *path), encoding="utf-8") as f:
            return f.readline().split()
    except FileNotFoundError:
        return []


def append(text, *path):
    with lock, open(os.path.join(root, *path), "a", encoding="utf-8") as f:
        f.write(text + "\n")


def remove(*path):
    try:
        os.remove(os.path.join(root, *path))
    except FileNotFoundError:
        pass


def roll_out():
    """Deploys to those whose turn it is, if there is a rollout."""
    try:
        with open(os.path.join(root, "rollout"), encoding="utf-8") as f:
            lines = [line.split() for line in f]
    except FileNotFoundError:
        return
    action, name, on_failure = lines[0]
    for group in lines[1:]:
        for device in group:
            if (action, device) not in deployed:
                deployed.add((action, device))
                append(f"{action} {name}", "deploy", device)
        results = [ended.get((action, device)) for device in group]
        if None in results or ("failure" in results and on_failure == "stop"):
            return


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60

    def log_message(self, *args):
        pass

    def parse_request(self):
        """Before any answer, so that who has one knows that a note of it is to come."""
        good = super().parse_request()
        if good:
            append(self.path, "begun")
        return good

    def note(self, status, count=0):
        append(f"{self.command} {self.path} {status} {count}", "requests")

    def answer(self, status, document=None):
        body = json.dumps(document).encode() if document is not None else b""
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.note(status)
        self.end_headers()
        self.wfile.write(body)

    def address(self, path):
        scheme = "https" if len(sys.argv) > 4 else "http"
        return f"{scheme}://{self.headers['Host']}{path}"

    def device(self):
        """What is asked of which device, or nothing."""
        found = re.fullmatch(
            r"(/[^/]+/controller/v1/([A-Za-z0-9._-]+))(/[^?]*)?(\?.*)?", self.path)
        if not found:
            return None, None, None
        os.makedirs(os.path.join(root, "devices", found[2]), exist_ok=True)
        return found[1], found[2], found[3] or ""

    def do_HEAD(self):
        name = os.path.basename(self.path)
        path = os.path.join(root, "files", name)
        found = os.path.isfile(path)
        self.send_response(200 if found else 404)
        if found:
            self.describe(path)
            self.send_header("Content-Length", str(os.path.getsize(path)))
        self.note(200 if found else 404)
        self.end_headers()

    def describe(self, path):
        """What changes when a file does."""
        time = os.stat(path).st_mtime
        self.send_header("Last-Modified", self.date_time_string(time))
        self.send_header("ETag", f'"{int(time)}"')

    def do_GET(self):
        base, device, rest = self.device()
        if self.path.startswith("/files/"):
            self.send_file(os.path.basename(self.path))
        elif device is None:
            self.answer(404)
        elif rest == "":
            self.answer(200, self.poll(base, device))
        elif rest.startswith("/deploymentBase/"):
            self.deployment(device, rest.split("/")[2])
        elif rest.startswith("/cancelAction/"):
            action = rest.split("/")[2]
            self.answer(200, {"id": action, "cancelAction": {"stopId": action}})
        else:
            self.answer(404)

    def poll(self, base, device):
        with rollout_lock:
            roll_out()
        links = {}
        action = first_line("deploy", device)
        cancel = first_line("cancel", device)
        if cancel:
            links["cancelAction"] = {
                "href": self.address(f"{base}/cancelAction/{cancel[0]}")}
        elif action:
            links["deploymentBase"] = {
                "href": self.address(f"{base}/deploymentBase/{action[0]}")}
        if not os.path.exists(os.path.join(root, "devices", device, "attributes")):
            links["configData"] = {"href": self.address(f"{base}/configData")}
        return {"config": {"polling": {"sleep": "00:00:01"}}, "_links": links}

    def deployment(self, device, action):
        wanted = first_line("deploy", device)
        if not wanted or wanted[0] != action:
            self.answer(404)
            return
        path = os.path.join(root, "files", wanted[1])
        link = {"href": self.address(f"/files/{device}/{wanted[1]}")}
        artifact = {"filename": wanted[1], "size": os.path.getsize(path),
                    "hashes": {"sha1": "0" * 40, "md5": "0" * 32},
                    "_links": {"download": link, "download-http": link}}
        with open(path + ".sha1", encoding="ascii") as f:
            artifact["hashes"]["sha1"] = f.read().split()[0]
        chunk = {"part": "os", "version": "1", "name": wanted[1],
                 "artifacts": [artifact]}
        self.answer(200, {"id": action, "deployment": {
            "download": "forced", "update": "forced", "chunks": [chunk]}})

    def send_file(self, name):
        path = os.path.join(root, "files", name)
        if not os.path.isfile(path):
            self.answer(404)
            return
        size = os.path.getsize(path)
        ranges = re.findall(r"(\d+)-(\d+)", self.headers.get("Range", ""))
        if ranges:
            self.send_ranges(path, size, [(int(a), int(b)) for a, b in ranges])
            return
        start = 0
        found = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if found:
            start = int(found[1])
        self.send_response(206 if found else 200)
        self.send_header("Content-Length", str(size - start))
        self.send_header("Accept-Ranges", "bytes")
        self.describe(path)
        if found:
            self.send_header("Content-Range", f"bytes {start}-{size - 1}/{size}")
        self.end_headers()
        limit = first_line("cut")
        remove("cut")
        left = min(size - start, int(limit[0])) if limit else size - start
        stall = os.path.basename(os.path.dirname(self.path))
        stalls = bool(stall) and os.path.exists(os.path.join(root, "stall", stall))
        if stalls:
            left //= 2
        sent = 0
        try:
            with open(path, "rb") as f:
                f.seek(start)
                while sent < left:
                    sent += self.wfile.write(f.read(min(65536, left - sent)))
            if stalls:
                append("half", "stall", stall)
                self.connection.settimeout(None)
                self.rfile.read(1)
        except OSError:
            pass  # the device has enough
        self.note(206 if found else 200, sent)
        self.close_connection = True

    def send_ranges(self, path, size, ranges):
        """One range as it is, several as parts, which RFC 9110 describes."""
        with open(path, "rb") as f:
            content = f.read()
        parts = [content[a:b + 1] for a, b in ranges]
        where = [f"bytes {a}-{b}/{size}" for a, b in ranges]
        self.send_response(206)
        if len(parts) == 1:
            body = parts[0]
            self.send_header("Content-Range", where[0])
        else:
            self.send_header("Content-Type", "multipart/byteranges; boundary=0part0")
            body = b"".join(
                f"\r\n--0part0\r\nContent-Range: {text}\r\n\r\n".encode() + part
                for text, part in zip(where, parts)) + b"\r\n--0part0--\r\n"
        self.send_header("Content-Length", str(len(body)))
        self.note(206, len(body))
        self.end_headers()
        self.wfile.write(body)

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()

    def do_PUT(self):
        _, device, rest = self.device()
        text = self.body()
        if device is None or rest != "/configData":
            self.answer(404)
            return
        append(text, "devices", device, "attributes")
        self.answer(200)

    def do_POST(self):
        _, device, rest = self.device()
        text = self.body()
        found = re.fullmatch(r"/(deploymentBase|cancelAction)/(\w+)/feedback", rest or "")
        if device is None or not found:
            self.answer(404)
            return
        status = json.loads(text)["status"]
        words = [found[2], status["execution"], status["result"]["finished"]]
        append(" ".join(words + status.get("details", [])), "devices", device, "feedback")
        append(" ".join([device] + words), "reports")
        if status["execution"] in ("closed", "canceled"):
            ended[(found[2], device)] = words[2]
            remove("cancel", device)
            if first_line("deploy", device)[:1] == [found[2]]:
                remove("deploy", device)
        self.answer(200)


# Many may connect at once.
http.server.ThreadingHTTPServer.request_queue_size = 128
server = http.server.ThreadingHTTPServer(
    (sys.argv[3] if len(sys.argv) > 3 else "127.0.0.1", int(sys.argv[2])), Handler)
server.daemon_threads = True
if len(sys.argv) > 4:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[4], sys.argv[5])
    # The thread of a connection shakes hands: nobody waits for a device that does not.
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False)
with open(os.path.join(root, "port.new"), "w", encoding="ascii") as out:
    out.write(f"{server.server_address[1]}\n")
os.rename(os.path.join(root, "port.new"), os.path.join(root, "port"))
server.serve_forever()
