# SPDX-License-Identifier: MIT
"""Gives a file of a FAT32 a second name, as a power cut in a rename leaves it.

    fat-alias.py FILE OFFSET FOLDER NAME NEW

FILE has the file system from byte OFFSET on; FOLDER is a path such as EFI/Linux. NEW
gets the clusters and size of NAME; with NAME "-" it is an empty file.
"""

import struct
import sys

ENTRY, LONG, END = 32, 15, 0x0FFFFFF8


class Fat:
    def __init__(self, f, offset):
        self.f = f
        boot = self.read(offset, 512)
        sector, per, reserved, fats = struct.unpack_from("<HBHB", boot, 11)
        length, = struct.unpack_from("<I", boot, 36)
        self.root, = struct.unpack_from("<I", boot, 44)
        self.bytes = sector * per
        self.table = offset + sector * reserved
        self.data = self.table + sector * length * fats

    def read(self, at, n):
        self.f.seek(at)
        return self.f.read(n)

    def chain(self, cluster):
        while 2 <= cluster < END:
            yield self.data + (cluster - 2) * self.bytes
            cluster, = struct.unpack("<I", self.read(self.table + 4 * cluster, 4))

    def entries(self, cluster):
        """Yields (place, name, entry) for each entry of a folder."""
        long = ""
        for place in self.chain(cluster):
            for at in range(place, place + self.bytes, ENTRY):
                e = self.read(at, ENTRY)
                if e[0] in (0, 0xE5):
                    yield at, None, e
                elif e[11] == LONG:
                    part = (e[1:11] + e[14:26] + e[28:32]).decode("utf-16-le")
                    long = part.split("\0")[0] + long
                    yield at, "", e
                else:
                    short = e[:8].decode().strip() + "." + e[8:11].decode().strip()
                    yield at, (long or short.rstrip(".")).lower(), e
                    long = ""

    def find(self, cluster, name):
        for _, found, e in self.entries(cluster):
            if found == name.lower():
                high, = struct.unpack_from("<H", e, 20)
                low, size = struct.unpack_from("<HI", e, 26)
                return high << 16 | low, size
        sys.exit(f"no {name}")


def new_entries(name, cluster, size, number):
    short = f"ALIAS{number:03d}".encode() + b"EFI"
    check = 0
    for byte in short:
        check = (check >> 1 | check << 7) + byte & 0xFF
    text = (name + "\0").encode("utf-16-le")
    text += b"\xff" * (-len(text) % 26)
    parts = [text[i:i + 26] for i in range(0, len(text), 26)]
    for i in range(len(parts), 0, -1):
        p = parts[i - 1]
        yield struct.pack("<B10sBBB12sH4s", i | (0x40 if i == len(parts) else 0), p[:10],
                          LONG, 0, check, p[10:22], 0, p[22:])
    yield short + struct.pack("<BBBHHHHHHHI", 32, 0, 0, 0, 0, 0, cluster >> 16, 0, 0,
                              cluster & 0xFFFF, size)


def main():
    path, offset, folder, name, new = sys.argv[1:]
    with open(path, "r+b") as f:
        fat = Fat(f, int(offset))
        at = fat.root
        for part in folder.split("/"):
            at, _ = fat.find(at, part)
        cluster, size = (0, 0) if name == "-" else fat.find(at, name)
        free, number = [], 0
        for place, found, _ in fat.entries(at):
            free = free + [place] if found is None else []
            number += 1
            add = list(new_entries(new, cluster, size, number))
            if len(free) == len(add):
                for place, entry in zip(free, add):
                    f.seek(place)
                    f.write(entry)
                return
    sys.exit("the folder is full")


main()
