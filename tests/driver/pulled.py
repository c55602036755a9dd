# SPDX-License-Identifier: MIT
"""
Takes parts of a network away under traffic, again and again, and measures.

  pulled.py TIMES PID_A PID_B PID_C A B C BRIDGE PORT

A and B are addresses on BRIDGE, C is one on another network; the PIDs are of
processes there, PORT is A's interface on the device.  A datagram a millisecond
goes from A to B and to C.  For each kind one line: KIND TIMES LONGEST_MS
LEAKED, the longest time until B was reached again (and the rules were whole)
and how many datagrams came to C.
"""
import ctypes
import os
import socket
import subprocess
import sys
import time

LIMIT_S = 10
UDP_PORT = 7777
libc = ctypes.CDLL(None, use_errno=True)
home = os.open("/proc/self/ns/net", os.O_RDONLY)


def socket_of(pid):
    """A socket of the network namespace of pid."""
    there = os.open(f"/proc/{pid}/ns/net", os.O_RDONLY)
    if libc.setns(there, 0) != 0:
        raise OSError(ctypes.get_errno(), "setns")
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.setblocking(False)
    if libc.setns(home, 0) != 0:
        raise OSError(ctypes.get_errno(), "setns")
    os.close(there)
    return made


def rules():
    listed = subprocess.run(
        ["nft", "-s", "list", "ruleset"], capture_output=True, check=True
    ).stdout
    keep = [
        line
        for line in listed.splitlines()
        if b"elements" not in line and b"packets" not in line
    ]
    return b"\n".join(keep)


def drain(sock, first):
    """How many have come that were sent as number first or later."""
    count = 0
    while True:
        try:
            count += int(sock.recv(100)) >= first
        except BlockingIOError:
            return count


def main():
    times = int(sys.argv[1])
    a, b, c = (socket_of(pid) for pid in sys.argv[2:5])
    to_b, to_c = sys.argv[6], sys.argv[7]
    bridge, port = sys.argv[8], sys.argv[9]
    b.bind(("", UDP_PORT))
    c.bind(("", UDP_PORT))
    whole = rules()
    number = 0

    def send():
        nonlocal number
        number += 1
        for to in (to_b, to_c):
            try:
                a.sendto(b"%d" % number, (to, UDP_PORT))
            except OSError:  # no interface, no route, no neighbour
                pass
        time.sleep(0.001)

    def pull(command):
        """Seconds until all is whole, and how many leaked until then."""
        nft = command[0] == "nft"
        drain(c, 0)
        subprocess.run(command, check=True)
        start, first, leaked = time.monotonic(), number + 1, 0
        while time.monotonic() - start < LIMIT_S:
            send()
            leaked += drain(c, 0)
            # The rules are not asked for more often than needed.
            if drain(b, first) and (not nft or rules() == whole):
                break
        took = time.monotonic() - start
        until = time.monotonic() + 0.05
        while time.monotonic() < until:
            send()
            leaked += drain(c, 0)
        return took, leaked

    kinds = {
        "rules-flushed": ["nft", "flush", "ruleset"],
        "bridge-deleted": ["ip", "link", "delete", bridge],
        "bridge-down": ["ip", "link", "set", bridge, "down"],
        "port-deleted": ["ip", "link", "delete", port],
        "port-taken-off": ["ip", "link", "set", port, "nomaster"],
    }
    for kind, command in kinds.items():
        results = [pull(command) for _ in range(times)]
        longest = max(took for took, _ in results)
        leaked = sum(count for _, count in results)
        print(kind, times, round(longest * 1000), leaked, flush=True)


main()
