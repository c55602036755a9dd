#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""linger.py datagram|packet PATH COUNT PID: stops the process PID, then sends "STATUS=here" to the socket at PATH, a
datagram or a packet of a connection, with COUNT descriptors of one TCP connection whose
other end reads nothing, and whose close(2) would wait for it for ten minutes.  Nobody
else has that connection when this process has ended; a child keeps the other end, and
its pid is printed.  PID is to go on then."""
import array
import os
import socket
import sys
import time

kind, path, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
listener = socket.socket()
listener.bind(("127.0.0.1", 0))
listener.listen()
ours = socket.create_connection(listener.getsockname())
ours.setblocking(False)
try:
    while True:
        ours.send(bytes(1 << 20))
except BlockingIOError:
    pass
ours.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, (600 << 32 | 1).to_bytes(8, "little"))
pid = os.fork()
if pid == 0:
    ours.close()
    os.close(1)
    time.sleep(1000000)
print(pid, flush=True)
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM if kind == "datagram" else socket.SOCK_SEQPACKET)
fds = "/proc/%s/fd" % sys.argv[4]
before = len(os.listdir(fds))
s.connect(path)
while kind == "packet" and len(os.listdir(fds)) <= before:
    time.sleep(0.01)  # the connection is to be accepted before
files = array.array("i", count * [ours.fileno()])
# So that it reads the packet only when this process has ended.
os.kill(int(sys.argv[4]), 19)
s.sendmsg([b"STATUS=here"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, files)])
