#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""control-random.py SOCKET COUNT SEED [CGROUP]

Sends COUNT packets that are hardly requests to the control socket, each over a
connection of its own: words of the protocol cut, joined and repeated, other bytes,
descriptors, too much, nothing.  With CGROUP it does so as a process of that cgroup.
Each must be answered, by packets that the protocol knows, or the connection be closed;
prints the number of each kind of answer.
"""
import array
import os
import random
import socket
import sys

path, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
if len(sys.argv) > 4:
    with open(sys.argv[4] + "/cgroup.procs", "w") as procs:
        procs.write(str(os.getpid()))
dice = random.Random(seed)
WORDS = [b"start", b"stop", b"restart", b"reload", b"kill", b"reset-failed", b"freeze",
         b"thaw", b"hold", b"times", b"wait", b"no-wait", b"SIGUSR1", b"-1", b"0", b"999999999999999999999",
         b"spare", b"spare.container", b"none", b"lan.network", b"../spare", b"/", b"/run",
         b"command", b"v1", b"v2", b"\0", b"\n", b"", b" ", b"%s%n", b"\xff\xfe", b"A" * 300]
# What would end the units that the test looks at, or take long.
FORBIDDEN = (b"poweroff", b"reboot", b"reload-config")


def packet():
    kind = dice.randrange(10)
    if kind == 0:
        return bytes(dice.randrange(256) for _ in range(dice.randrange(200)))
    if kind == 1:
        return dice.choice([b"A", b" ", b"\0", b"start "]) * dice.randrange(1, 5000)
    text = dice.choice([b" ", b" ", b" ", b"\0"]).join(
        dice.choice(WORDS) for _ in range(dice.randrange(1, 8)))
    if kind < 4 and text:
        at = dice.randrange(len(text))
        text = text[:at] + bytes([dice.randrange(256)]) + text[at + 1:]
    return text


NOWHERE = os.open("/dev/null", os.O_RDWR)


def send(s, data):
    files = []
    if len(sys.argv) > 4 and dice.randrange(4) == 0:
        data = dice.choice([b"is-active\0web", b"why\0nonesuch", b"\xff\0%s%n", b"A" * 3000, b"help"])
        data = dice.choice([b"", b"v1 ", b"v3 "]) + b"command\0dumb\0" + data + b"\0"
        s.sendmsg([data], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", 3 * [NOWHERE]))])
        return
    if dice.randrange(5) == 0:
        files = [dice.choice([0, 1, 2, s.fileno()]) for _ in range(dice.randrange(1, 8))]
    control = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", files))] if files else []
    s.sendmsg([data], control, socket.MSG_NOSIGNAL)


answers = {}
for _ in range(count):
    data = packet()
    if any(word in data for word in FORBIDDEN):
        continue
    s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    s.settimeout(60)
    s.connect(path)
    try:
        send(s, data)
        if dice.randrange(20) == 0:
            answers["left"] = answers.get("left", 0) + 1
            continue
        while True:
            answer = s.recv(8192)
            kind = answer.split(b" ")[0].decode("ascii", "replace")
            if kind not in ("", "ok", "error", "note", "exit"):
                sys.exit("to %r: %r" % (data, answer))
            answers[kind] = answers.get(kind, 0) + 1
            if kind != "note":
                break
    except (BrokenPipeError, ConnectionResetError):
        answers["reset"] = answers.get("reset", 0) + 1
    finally:
        s.close()
print(" ".join("%s %d" % a for a in sorted(answers.items())))
