# SPDX-License-Identifier: MIT
"""Says what is wrong with the store of images on a disk after a power cut.

    store-check.py OPERATIONS IMAGES TCRCTL DISK

Each line of OPERATIONS is NAME=VERSION or NAME=-, what one operation changed. The
last sector of the disk has the number of the last one that was said to be done.
The store must be as after that one, or after the next, and IMAGES/VERSION.sqfs are
the bytes that it must have.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile

SECTOR = 512


def read_store(disk, tcrctl, images):
    """The names in the store and their versions, or what is wrong."""
    folder = tempfile.mkdtemp()
    try:
        subprocess.run(["e2fsck", "-fy", disk], capture_output=True)
        subprocess.run(["debugfs", "-R", f"rdump /images {folder}", disk],
                       capture_output=True)
        store = os.path.join(folder, "images")
        if not os.path.isdir(store):
            return {}
        listed = subprocess.run([tcrctl, "image", "ls", "--json"], capture_output=True,
                                env={"TCR_IMAGES": store, "TCR_RUN": folder})
        found = {}
        for image in json.loads(listed.stdout):
            if image["damaged"] or not image["used"]:
                return f"{image['path']}: {image['damaged'] or image['unused_why']}"
            version = image["labels"][0].split("=")[1]
            with open(image["path"], "rb") as a, open(f"{images}/{version}.sqfs", "rb") as b:
                if a.read() != b.read():
                    return f"{image['image']}: not the bytes of version {version}"
            found[image["image"]] = version
        strange = [f for f in os.listdir(store)
                   if not f.endswith(".sqfs") and f not in (".load", ".old")]
        return f"left over: {strange}" if strange else found
    finally:
        shutil.rmtree(folder)


def main():
    operations, images, tcrctl, disk = sys.argv[1:]
    states = [{}]
    with open(operations) as f:
        for line in f:
            name, version = line.strip().rsplit("=", 1)
            states.append({k: v for k, v in states[-1].items() if k != name})
            if version != "-":
                states[-1][name] = version
    with open(disk, "rb") as f:
        f.seek(-SECTOR, os.SEEK_END)
        done = int(f.read(SECTOR).strip(b"\0 \n") or 0)
    found = read_store(disk, tcrctl, images)
    if found not in states[done:done + 2]:
        print(f"after operation {done}: {found}")


main()
