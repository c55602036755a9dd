# SPDX-License-Identifier: MIT
"""Says what is wrong with a data partition on a disk after a power cut during a
factory reset.

    reset-check.py RECORD DISK

Either the mark of the reset is there, so that the next boot goes on with it, or none
of the names of before is, of which each begins with "old". A line of RECORD says
which of both it was.
"""

import re
import subprocess
import sys


def names(disk, folder):
    """The names in a folder of the disk; none if there is no such folder."""
    listed = subprocess.run(["debugfs", "-R", f"ls -p {folder}", disk],
                            capture_output=True, text=True).stdout
    return re.findall(r"^/[1-9]\d*/\d+/\d*/\d*/([^/]+)/", listed, re.M)


def main():
    record, disk = sys.argv[1:]
    subprocess.run(["e2fsck", "-fy", disk], capture_output=True)
    marked = "factory-reset" in names(disk, "/")
    old = [name for folder in ("/", "/volumes", "/images", "/lost+found")
           for name in names(disk, folder)
           if name.startswith(("old", "#"))]
    with open(record, "a", encoding="ascii") as f:
        f.write(f"{'marked' if marked else 'done'} {len(old)}\n")
    if old and not marked:
        print(f"no mark, but {old}")


main()
