# SPDX-License-Identifier: MIT
"""Power cuts after the fact: what a disk may have when the power goes.

    replay.py BASE LOG COUNT COMMAND...

BASE is the disk as it was, LOG what QEMU's blklogwrites wrote of it (the format of
dm-log-writes). Writes up to a flush are on the disk when the next one is; of those
after it any may be, in any order. So for each flush these disks are made: all
writes so far; each of the next ones missing, each of them alone, and some sets of
them. COUNT of all these, spread evenly, are given to COMMAND, as its last argument.
With PIECE=N in the environment each N bytes of a write may be on the disk without the
others, for writes that are not those of a journal.
It prints what is wrong with one; replay.py prints that, and how many it has tried.
"""

import os
import random
import shutil
import struct
import subprocess
import sys

PIECE = int(os.environ.get("PIECE", 1 << 30))
MAGIC, FLUSH, FUA, DISCARD = 0x6A736677736872, 1, 2, 4


def entries(log):
    """Yields (offset, bytes or None, flags) for each write, in order."""
    with open(log, "rb") as f:
        magic, _, count, size = struct.unpack("<QQQI", f.read(28))
        assert magic == MAGIC, "no log of blklogwrites"
        at = size
        for _ in range(count):
            f.seek(at)
            sector, n, flags, _ = struct.unpack("<QQQQ", f.read(32))
            at += size
            data = None
            if n and not flags & DISCARD:
                f.seek(at)
                data = f.read(n * size)
                at += n * size
            yield sector * size, data, flags


def epochs(log):
    """Yields the writes between two flushes, as lists of (offset, bytes)."""
    writes = []
    for offset, data, flags in entries(log):
        if flags & FLUSH and writes:
            yield writes
            writes = []
        for at in range(0, len(data or ""), PIECE):
            writes.append((offset + at, data[at:at + PIECE]))
        if flags & FUA and writes:
            yield writes
            writes = []
    if writes:
        yield writes


def variants(n, chance):
    """Sets of writes of an epoch of n that may be on the disk."""
    sets = [range(n), ()]
    if n > 1:
        sets += [[j for j in range(n) if j != i] for i in range(n)]
        sets += [[i] for i in range(n)]
        for _ in range(8):
            some = chance.sample(range(n), chance.randint(1, n))
            sets.append(some)
    return sets


def apply(path, writes):
    with open(path, "r+b") as f:
        for offset, data in writes:
            f.seek(offset)
            f.write(data)


def main():
    base, log, wanted, command = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:]
    chance = random.Random(1)
    plan = [(i, s) for i, e in enumerate(epochs(log)) for s in variants(len(e), chance)]
    step = max(len(plan) / wanted, 1)
    chosen = {plan[int(k * step)][0]: [] for k in range(int(len(plan) / step))}
    for k in range(int(len(plan) / step)):
        i, s = plan[int(k * step)]
        chosen[i].append(s)
    disk, crash = base + ".disk", base + ".crash"
    shutil.copyfile(base, disk)
    tried = bad = 0
    for i, writes in enumerate(epochs(log)):
        for some in chosen.get(i, []):
            shutil.copyfile(disk, crash)
            apply(crash, [writes[j] for j in some])
            tried += 1
            run = subprocess.run(command + [crash], capture_output=True, text=True)
            if run.returncode or run.stdout:
                bad += 1
                print(f"epoch {i}, writes {list(some)} of {len(writes)}: "
                      f"{run.stdout}{run.stderr}".strip())
        apply(disk, writes)
    print(f"{tried} of {len(plan)} disks, {bad} bad")


if __name__ == "__main__":
    main()
