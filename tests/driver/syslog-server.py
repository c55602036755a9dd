#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""syslog-server.py udp|tcp PORT FILE [SECONDS]: appends each message that it gets to
FILE as a line, in Python's quotes; what is not framed as RFC 6587 says as a line with
BAD.  With SECONDS it is slow: it waits so long before it reads 4 KiB by TCP.
syslog-server.py tls:PEM PORT FILE: the same by TLS (RFC 5425), with that key and
certificate, of any address; a handshake that fails is a line with NO TLS, and FILE.wire
has all bytes as they came."""
import socket
import ssl
import sys
import time

kind, port, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
pause = float(sys.argv[4]) if len(sys.argv) > 4 else 0


def note(message):
    with open(path, "a", encoding="ascii") as out:
        out.write(ascii(message.decode("utf-8", "surrogateescape")) + "\n")


def frames(data):
    """Notes the whole messages in data; returns the rest."""
    while b" " in data:
        size, rest = data.split(b" ", 1)
        if not size.isdigit() or size.startswith(b"0"):
            note(b"BAD " + data)
            return b""
        if len(rest) < int(size):
            break
        note(rest[: int(size)])
        data = rest[int(size):]
    return data


class Tls:
    """A client by TLS, with recv() as of a socket."""

    def __init__(self, client, pem):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        self.client = client
        self.come, self.go = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.come, self.go, server_side=True)

    def recv(self, size):
        """Also makes the handshake."""
        while True:
            try:
                data = self.tls.read(size)
            except ssl.SSLWantReadError:
                data = None
            except ssl.SSLError as error:
                note(b"NO TLS " + str(error).encode())
                data = b""
            try:
                self.client.sendall(self.go.read())
                wire = b"" if data is not None else self.client.recv(65536)
            except ConnectionError:
                return b""
            if data is not None:
                return data
            with open(path + ".wire", "ab") as out:
                out.write(wire)
            if wire:
                self.come.write(wire)
            else:
                self.come.write_eof()


if kind == "udp":
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    s.bind(("127.0.0.1", port))
    open(path + ".ready", "w").close()
    while True:
        note(s.recv(65536))
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 13 if pause else 1 << 16)
s.bind(("" if kind.startswith("tls:") else "127.0.0.1", port))
s.listen()
open(path + ".ready", "w").close()
while True:
    client, _ = s.accept()
    if kind.startswith("tls:"):
        client = Tls(client, kind[4:])
    left = b""
    while True:
        time.sleep(pause)
        more = client.recv(4096 if pause else 65536)
        if not more:
            break
        left = frames(left + more)
