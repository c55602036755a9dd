# SPDX-License-Identifier: MIT
"""Power cuts in a boot partition: what boots after each of them.

    slot-replay.py DISK OPERATIONS IMAGES COUNT SAMPLES FOLDER LOG...

DISK is a disk of tcr-mkdisk as it was, each LOG what QEMU's blklogwrites wrote of one
boot. As in replay.py, writes after the last flush may be there or not, each sector of
512 bytes for itself; where there are many, as when an image is written, in pieces.
COUNT of all such boot partitions are looked at: by fsck.fat, and by mtools and the order
of systemd-boot, which starts the first kernel image that is not empty, or the script of
U-Boot, if it is there. IMAGES/a1.efi and so on are the images that slot A and B may have. Each line of OPERATIONS is which of them,
one word or more, may boot after an operation; sector ACK of the disk has the number of the last one that was said to be done.
SAMPLES of the disks, of different forms, are left in FOLDER as N.fat, with N.boots, the
image that is to boot.
"""

import hashlib
import os
import random
import re
import subprocess
import sys

from replay import epochs

HERE = os.path.dirname(os.path.abspath(__file__))
SECTOR, ACK, SMALL, PIECE = 512, 1000, 48, 512
NAME = re.compile(r"tcr-(\d+)-([ab])(?:\+(\d+)(?:-(\d+))?)?\.efi", re.I)


def partition(disk):
    """Where the boot partition is: offset and size."""
    table = subprocess.run(["sfdisk", "--dump", disk], capture_output=True, text=True)
    line = next(x for x in table.stdout.splitlines() if 'name="tcr-boot"' in x)
    start, size = (int(re.search(rf"{k}= *(\d+)", line)[1]) for k in ("start", "size"))
    return start * SECTOR, size * SECTOR


def sectors(writes, now, begin, end):
    """What the writes of an epoch change there: lists of (offset, bytes), of PIECE
    sectors of a write at most, or of single ones if there are few."""
    parts, known = [], {}
    for offset, data in writes:
        part = []
        for at in range(offset, offset + len(data), SECTOR):
            new = data[at - offset:at - offset + SECTOR]
            inside = begin <= at < end or at == ACK * SECTOR
            if inside and known.get(at, now[at:at + SECTOR]) != new:
                known[at] = new
                part.append((at, new))
        if part:
            parts.append(part)
    single = [[s] for part in parts for s in part]
    if len(single) <= SMALL:
        return single
    return [p[i:i + PIECE] for p in parts for i in range(0, len(p), PIECE)]


def variants(n, chance):
    """Sets of parts of n that may be on the disk, but not all, which come next."""
    sets = [range(i) for i in range(n)] + [(i,) for i in range(n)]
    sets += [[j for j in range(n) if j != i] for i in range(n)]
    sets += [sorted(chance.sample(range(n), chance.randint(1, n))) for _ in range(8)]
    return sorted({tuple(s) for s in sets if len(s) < n})


def order(name):
    """The place of an image in systemd-boot's list."""
    serial, slot, left, done = NAME.fullmatch(name).groups()
    return (left is not None and int(left) == 0, -int(serial), -ord(slot.lower()),
            left is not None, -int(left or 0), -int(done or 0))


class Model:
    def __init__(self, operations, images, folder):
        self.allowed = [line.split() for line in open(operations)]
        self.sums = {}
        for x in set(sum(self.allowed, [])):
            with open(f"{images}/{x}.efi", "rb") as f:
                self.sums[hashlib.sha256(f.read()).digest()] = x
        self.fat = os.path.join(folder, "fat")

    def run(self, *words):
        return subprocess.run(words, capture_output=True)

    def check(self, disk, begin, end):
        """The image that boots, what is wrong, and the form of the partition."""
        with open(self.fat, "wb") as f:
            f.write(disk[begin:end])
        done = int(disk[ACK * SECTOR:(ACK + 1) * SECTOR].strip(b"\0 \n") or 0)
        listed = self.run("mdir", "-b", "-i", self.fat, "::/EFI/Linux")
        files = [x.rsplit("/", 1)[1] for x in listed.stdout.decode().split()]
        names = sorted(filter(NAME.fullmatch, files), key=order)
        form = [re.sub(r"\d+", "N", x, count=1) for x in sorted(files) if "tcr" in x]
        fsck = self.run("fsck.fat", "-n", self.fat)
        form += sorted({x for x in ("share clusters", "orphan", "Reclaimed", "File size")
                        if x in fsck.stdout.decode()})
        if fsck.returncode > 1:
            return None, f"fsck.fat: {fsck.stderr}", form
        if self.run("mdir", "-b", "-i", self.fat, "::/boot.scr").returncode == 0:
            return self.uboot(done)
        for name in names:
            content = self.run("mtype", "-i", self.fat, f"::/EFI/Linux/{name}").stdout
            if not content:  # no program: systemd-boot does not list it
                continue
            slot = NAME.fullmatch(name)[2].lower()
            image = self.sums.get(hashlib.sha256(content).digest())
            if not image or image[0] != slot:
                return slot, f"{name} is not whole: {files}", form
            if image not in sum(self.allowed[done:done + 2], []):
                return slot, f"{image} boots after operation {done}: {files}", form
            return image, None, form
        return None, f"nothing boots: {files}", form

    def uboot(self, done):
        """The same, with what U-Boot knows as the form; its script may write."""
        form = [self.run("mtype", "-i", self.fat, f"::/{x}").stdout.decode("latin-1")
                for x in ("tcr.env", "tcr-done.env")]
        form = re.sub(r"\d+", "N", "".join(form)).replace("\0", "").split()
        said = self.run(f"{HERE}/uboot.sh", f"{HERE}/../../host/boot.cmd", self.fat,
                        "sha256sum").stdout.decode()
        found = re.search(r"^tcr: slot ([ab])\n([0-9a-f]{64}) ", said, re.M)
        if not found:
            return None, f"nothing boots: {said}", form
        image = self.sums.get(bytes.fromhex(found[2]))
        if not image or image[0] != found[1]:
            return None, f"slot {found[1]} is not whole", form
        if image not in sum(self.allowed[done:done + 2], []):
            return image, f"{image} boots after operation {done}", form
        return image, None, form


def plan(now, logs, begin, end):
    """How many disks there are."""
    disk, chance, n = bytearray(now), random.Random(1), 0
    for log in logs:
        for writes in epochs(log):
            parts = sectors(writes, disk, begin, end)
            n += len(list(variants(len(parts), chance))) if parts else 0
            apply(disk, parts, range(len(parts)))
    return n


def apply(disk, parts, chosen):
    for i in chosen:
        for at, data in parts[i]:
            disk[at:at + SECTOR] = data


def main():
    base, operations, images, count, samples, folder, *logs = sys.argv[1:]
    model, (begin, size) = Model(operations, images, folder), partition(base)
    end = begin + size
    disk = bytearray(open(base, "rb").read(end))
    total = plan(disk, logs, begin, end)
    step = max(total / int(count), 1)
    chance, at, next_one, tried, bad, forms = random.Random(1), 0, 0.0, 0, 0, {}
    for log in logs:
        for number, writes in enumerate(epochs(log)):
            parts = sectors(writes, disk, begin, end)
            for chosen in variants(len(parts), chance) if parts else ():
                at += 1
                if at <= next_one:
                    continue
                next_one += step
                crash = bytearray(disk)
                apply(crash, parts, chosen)
                tried += 1
                slot, wrong, form = model.check(crash, begin, end)
                if wrong:
                    bad += 1
                    print(f"{log}, epoch {number}, {chosen} of {len(parts)}: {wrong}")
                elif " ".join(form) not in forms:
                    forms[" ".join(form)] = (slot, bytes(crash[begin:end]))
            apply(disk, parts, range(len(parts)))
    some = random.Random(2).sample(sorted(forms), min(len(forms), int(samples)))
    for n, form in enumerate(some):
        slot, fat = forms[form]
        with open(f"{folder}/{n}.fat", "wb") as f:
            f.write(fat)
        with open(f"{folder}/{n}.boots", "w") as f:
            print(slot, form, file=f)
    print(f"{tried} of {total} disks, {len(forms)} forms, {bad} bad")


main()
