# SPDX-License-Identifier: MIT
"""What a power cut may leave of a disk whose data partition grows.

    disk-check.py empty|full FILE SAMPLES DISK

The table is valid by one of its copies, as sfdisk sees it, the partition is as large
as before or as after, and a file system that was there before has FILE. A copy of
DISK is kept in SAMPLES if its tables and superblock are unlike those of all before.
Prints what is wrong.
"""

import hashlib
import json
import os
import struct
import subprocess
import sys
import zlib

SECTOR, MAKE = 512, 1 << 58


def copy(disk, at):
    """The entries of the copy of the table whose header is there, if it is valid."""
    disk.seek(at * SECTOR)
    header = disk.read(SECTOR)
    fields = struct.unpack("<8sIIIIQQQQ16sQIII", header[:92])
    size, crc, own, table, count, entry, sums = (
        fields[2], fields[3], fields[5], fields[10], fields[11], fields[12], fields[13])
    if fields[0] != b"EFI PART" or size != 92 or own != at:
        return None
    if zlib.crc32(header[:16] + bytes(4) + header[20:92]) != crc:
        return None
    disk.seek(table * SECTOR)
    entries = disk.read(count * entry)
    return entries if zlib.crc32(entries) == sums else None


def check(kind, path):
    with open(path, "rb") as disk:
        sectors = disk.seek(0, 2) // SECTOR
        copies = [copy(disk, 1), copy(disk, sectors - 1)]
    entries = copies[0] or copies[1]
    if not entries:
        return "no valid table"
    start, end, flags = struct.unpack("<QQQ", entries[160:184])
    mib = (end - start + 1) * SECTOR >> 20
    if mib not in (9, 21):
        return f"a partition of {mib} MiB"
    said = subprocess.run(["sfdisk", "--json", path], capture_output=True, text=True)
    if said.returncode or len(json.loads(said.stdout)["partitiontable"]["partitions"]) != 2:
        return f"sfdisk: {said.stdout}{said.stderr}"
    if kind == "full":
        return data(path, start * SECTOR, mib)
    # Empty until it is to be made, and made once it is not any more.
    if flags & MAKE or mib == 9:
        return None
    return data(path, start * SECTOR, mib)


def data(path, start, mib):
    """What is wrong with the file system, once it has been checked."""
    part = path + ".part"
    with open(path, "rb") as disk, open(part, "wb") as out:
        disk.seek(start)
        out.write(disk.read(mib << 20))
    for how in ("-p", "-fy", "-fy"):  # as tcr-data does
        run = subprocess.run(["e2fsck", how, part], capture_output=True, text=True)
        if run.returncode < 4:
            break
    run = subprocess.run(["e2fsck", "-fn", part], capture_output=True, text=True)
    if run.returncode:
        return f"e2fsck -fn: {run.returncode}: {run.stdout}"
    if sys.argv[1] == "full":
        run = subprocess.run(["debugfs", "-R", "cat /file", part], capture_output=True)
        with open(sys.argv[2], "rb") as file:
            if run.stdout != file.read():
                return "the file is not as it was"
    return None


def keep(kind, samples, path):
    """Keeps the disk if what is at its start, its end and in its superblock is new."""
    with open(path, "rb") as disk:
        seen = disk.read(34 * SECTOR)
        disk.seek(2 << 20)
        seen += disk.read(8192)
        disk.seek(-33 * SECTOR, 2)
        seen += disk.read()
    name = os.path.join(samples, f"{kind}-{hashlib.sha256(seen).hexdigest()[:12]}")
    if not os.path.exists(name):
        subprocess.run(["cp", "--sparse=always", path, name], check=True)


def main():
    kind, _, samples, path = sys.argv[1:]
    wrong = check(kind, path)
    if wrong:
        print(wrong)
    keep(kind, samples, path)


main()
