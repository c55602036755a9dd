# SPDX-License-Identifier: MIT
"""Frames that no container may send, and who listens for them.

frames.py send ROUNDS IFACE OWN VICTIM GATEWAY
    each of the forged frames, ROUNDS times, then one honest one
frames.py kinds
    their names
frames.py listen IFACE FILE
    says "KIND COUNT" of each kind that came, in FILE, once the honest one has
OWN, VICTIM, GATEWAY: MAC,IPV4,IPV6
"""

import socket
import struct
import sys

MARK = b"forged: "
ALL = b"\xff" * 6
NODES = bytes.fromhex("333300000001")


class Host:
    def __init__(self, text):
        mac, ip4, ip6 = text.split(",")
        self.mac = bytes.fromhex(mac.replace(":", ""))
        self.ip4 = socket.inet_pton(socket.AF_INET, ip4)
        self.ip6 = socket.inet_pton(socket.AF_INET6, ip6)
        eui = bytes([self.mac[0] ^ 2]) + self.mac[1:3] + b"\xff\xfe"
        self.link = bytes.fromhex("fe80000000000000") + eui + self.mac[3:]


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def ether(to, mac, kind, data):
    return to + mac + struct.pack("!H", kind) + data


def arp(op, mac, ip, to_mac, to_ip):
    return struct.pack("!HHBBH", 1, 0x800, 6, 4, op) + mac + ip + to_mac + to_ip


def udp(source, port, data):
    return struct.pack("!HHHH", source, port, 8 + len(data), 0) + data


def ip4(source, to, data):
    head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(data), 0, 0, 64, 17, 0)
    total = checksum(head + source + to)
    return head[:10] + struct.pack("!H", total) + source + to + data


def ip6(source, to, number, data):
    head = struct.pack("!IHBB", 6 << 28, len(data), number, 255)
    return head + source + to + data


def icmp6(source, to, data):
    pseudo = source + to + struct.pack("!II", len(data), 58)
    total = checksum(pseudo + data)
    return ip6(source, to, 58, data[:2] + struct.pack("!H", total) + data[4:])


def frames(own, victim, gate):
    """KIND: frame, without the mark behind it."""
    nodes = socket.inet_pton(socket.AF_INET6, "ff02::1")
    router = struct.pack("!BBHBBHII", 134, 0, 0, 64, 0, 9000, 0, 0)
    router += b"\x01\x01" + own.mac + b"\x05\x01\0\0" + struct.pack("!I", 1280)
    redirect = struct.pack("!BBHI", 137, 0, 0, 0) + own.link + gate.ip6

    def claim(address):  # "I am ADDRESS", as a neighbour
        return struct.pack("!BBHI", 136, 0, 0, 0x20000000) + address + (
            b"\x02\x01" + own.mac)

    plain = udp(7, 7, b"")
    ask = struct.pack("!BBHI", 135, 0, 0, 0) + victim.ip6 + (
        b"\x01\x01" + own.mac)
    offer = b"\x02\x01\x06\0" + b"\0" * 240
    mine4 = ip4(own.ip4, victim.ip4, plain)
    to = victim.mac
    return {
        "arp-gateway": ether(to, own.mac, 0x806,
            arp(2, own.mac, gate.ip4, to, victim.ip4)),
        "arp-gratuitous": ether(ALL, own.mac, 0x806,
            arp(1, own.mac, gate.ip4, b"\0" * 6, gate.ip4)),
        "arp-victim": ether(ALL, own.mac, 0x806,
            arp(2, own.mac, victim.ip4, ALL, victim.ip4)),
        "arp-other-mac": ether(to, own.mac, 0x806,
            arp(2, gate.mac, own.ip4, to, victim.ip4)),
        "arp-ether": ether(to, gate.mac, 0x806,
            arp(2, own.mac, own.ip4, to, victim.ip4)),
        "arp-probe": ether(ALL, own.mac, 0x806,
            arp(1, own.mac, b"\0" * 4, b"\0" * 6, victim.ip4)),
        "ip-gateway": ether(to, own.mac, 0x800,
            ip4(gate.ip4, victim.ip4, plain)),
        "ip-nobody": ether(to, own.mac, 0x800,
            ip4(b"\0" * 4, victim.ip4, plain)),
        "mac-gateway": ether(to, gate.mac, 0x800, mine4),
        "mac-victim": ether(ALL, to, 0x800, mine4),
        "mac-and-ip": ether(to, gate.mac, 0x800,
            ip4(gate.ip4, victim.ip4, plain)),
        "ip6-gateway": ether(to, own.mac, 0x86DD,
            ip6(gate.ip6, victim.ip6, 17, plain)),
        "ip6-link": ether(to, own.mac, 0x86DD,
            ip6(gate.link, victim.ip6, 17, plain)),
        "mac6-gateway": ether(to, gate.mac, 0x86DD,
            ip6(own.ip6, victim.ip6, 17, plain)),
        "ra": ether(NODES, own.mac, 0x86DD, icmp6(own.link, nodes, router)),
        "ra-gateway": ether(NODES, gate.mac, 0x86DD,
            icmp6(gate.link, nodes, router)),
        "ra-hidden": ether(NODES, own.mac, 0x86DD,
            ip6(own.link, nodes, 60, b"\x3a\0\x01\x04\0\0\0\0" +
                icmp6(own.link, nodes, router)[40:])),
        "redirect": ether(to, own.mac, 0x86DD,
            icmp6(own.link, victim.ip6, redirect)),
        "na-gateway": ether(to, own.mac, 0x86DD,
            icmp6(own.ip6, victim.ip6, claim(gate.ip6))),
        "na-all": ether(NODES, own.mac, 0x86DD,
            icmp6(own.link, nodes, claim(gate.link))),
        "ns-gateway": ether(to, own.mac, 0x86DD,
            icmp6(gate.ip6, victim.ip6, ask)),
        "dhcp-offer": ether(ALL, own.mac, 0x800,
            ip4(own.ip4, b"\xff" * 4, udp(67, 68, offer))),
        "dhcp-other-port": ether(to, own.mac, 0x800,
            ip4(own.ip4, victim.ip4, udp(6767, 68, offer))),
        "dhcp-relay": ether(to, own.mac, 0x800,
            ip4(own.ip4, victim.ip4, udp(67, 67, offer))),
        "dhcp6-reply": ether(NODES, own.mac, 0x86DD,
            ip6(own.link, nodes, 17, udp(547, 546, b"\x07abc"))),
        "vlan": ether(to, own.mac, 0x8100, b"\0\x05\x08\0" + mine4),
        "vlan-0": ether(to, own.mac, 0x8100, b"\0\0\x08\0" + mine4),
        "vlan-ad": ether(to, own.mac, 0x88A8, b"\0\x05\x08\0" + mine4),
        "vlan-arp": ether(to, own.mac, 0x8100, b"\0\x05\x08\x06" +
            arp(2, own.mac, gate.ip4, to, victim.ip4)),
        "lldp-as-victim": ether(bytes.fromhex("0180c200000e"), to, 0x88CC,
            b"\x02\x07"),
        "stp-as-victim": ether(bytes.fromhex("0180c2000000"), to, 38,
            b"\x42\x42\x03"),
        "other-protocol": ether(to, own.mac, 0x88B5, b""),
        "rarp": ether(to, own.mac, 0x8035,
            arp(4, own.mac, gate.ip4, to, victim.ip4)),
    }


def send(rounds, interface, *hosts):
    own, victim, gate = map(Host, hosts)
    s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    s.bind((interface, 0))
    kinds = [f + MARK + kind.encode() + b"\n"
        for kind, f in frames(own, victim, gate).items()]
    count = 0
    for _ in range(int(rounds)):
        for f in kinds:
            s.send(f)
        count += len(kinds)
    honest = udp(7, 7, MARK + b"honest\n")
    s.send(ether(ALL, own.mac, 0x800, ip4(own.ip4, b"\xff" * 4, honest)))
    print(count)


def listen(interface, path):
    s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.ntohs(3))
    s.setsockopt(socket.SOL_SOCKET, 33, 32 << 20)  # SO_RCVBUFFORCE
    s.bind((interface, 0))
    came = {}
    with open(path, "w", encoding="ascii") as out:
        out.write("listens\n")
        out.flush()
        while "honest" not in came:
            data, where = s.recvfrom(2048)
            at = data.find(MARK)
            if at < 0 or where[2] == socket.PACKET_OUTGOING:
                continue
            kind = data[at + len(MARK):].split(b"\n")[0].decode()
            came[kind] = came.get(kind, 0) + 1
        out.writelines(f"{k} {n}\n" for k, n in sorted(came.items()))


if sys.argv[1] == "kinds":
    one = "02:00:00:00:00:01,10.0.0.1,fd00::1"
    print("\n".join(frames(Host(one), Host(one), Host(one))))
elif sys.argv[1] == "send":
    send(*sys.argv[2:])
else:
    listen(*sys.argv[2:])
