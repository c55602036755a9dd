# SPDX-License-Identifier: MIT
"""Says what is wrong with a volume on a disk after a power cut while it is restored.

    volume-check.py TREES TCRCTL LEFT DISK

TREES/N is what the volume must have after restore N; TREES/0 is what it has at
first. The last sector of the disk has the number of the last restore that was said
to be done. The volume must be as after that one, or after the next, with owners,
permissions and times (debugfs reads the disk, and keeps no others); and `volume
prune` must remove all that lies beside it, whose names are added to LEFT.
"""

import os
import shutil
import stat
import subprocess
import sys
import tempfile

SECTOR = 512


def facts(top):
    """Names of a tree, each with type, owner, mode, time and content, as it has them."""
    found = {}
    for folder, folders, files in os.walk(top):
        for name in ["."] + folders + files:
            path = os.path.join(folder, name)
            st = os.lstat(path)
            if os.path.islink(path):
                fact = [os.readlink(path)]
            else:
                fact = [stat.S_IFMT(st.st_mode), st.st_mode & 0o777, st.st_uid, st.st_gid]
            if os.path.isfile(path) and not os.path.islink(path):
                with open(path, "rb") as f:
                    fact += [int(st.st_mtime), f.read()]
            found[os.path.normpath(os.path.relpath(path, top))] = fact
    return found


def read_disk(disk, tcrctl, record):
    """The volume's facts, and what is wrong beside it."""
    data = tempfile.mkdtemp()
    try:
        subprocess.run(["e2fsck", "-fy", disk], capture_output=True)
        subprocess.run(["debugfs", "-R", f"rdump /volumes {data}", disk],
                       capture_output=True)
        volumes = os.path.join(data, "volumes")
        found = facts(os.path.join(volumes, "web"))
        with open(record, "a", encoding="ascii") as f:
            f.writelines(f"{name}\n" for name in os.listdir(volumes) if name != "web")
        env = {name: os.path.join(data, leaf) for name, leaf in
               (("TCR_RUN", "run"), ("TCR_ETC", "etc"), ("TCR_UNIT_DIRS", "units"))}
        os.mkdir(env["TCR_UNIT_DIRS"])
        with open(os.path.join(env["TCR_UNIT_DIRS"], "web.volume"), "w",
                  encoding="ascii") as f:
            f.write("[Volume]\n")
        prune = subprocess.run([tcrctl, "volume", "prune"], capture_output=True,
                               text=True, env={**env, "TCR_DATA": data})
        if prune.returncode:
            return found, prune.stderr
        if facts(os.path.join(volumes, "web")) != found:
            return found, "prune changes the volume"
        left = [name for name in os.listdir(volumes) if name != "web"]
        return found, f"left over: {left}" if left else ""
    finally:
        shutil.rmtree(data)


def main():
    trees, tcrctl, record, disk = sys.argv[1:]
    with open(disk, "rb") as f:
        f.seek(-SECTOR, os.SEEK_END)
        done = int(f.read(SECTOR).strip(b"\0 \n") or 0)
    found, wrong = read_disk(disk, tcrctl, record)
    allowed = [facts(path) for path in (f"{trees}/{done}", f"{trees}/{done + 1}")
               if os.path.isdir(path)]
    if found not in allowed:
        other = [sorted(n for n in {**found, **a} if found.get(n) != a.get(n))
                 for a in allowed]
        print(f"after restore {done}: not as the old volume or the new one: {other}")
    if wrong:
        print(f"after restore {done}: {wrong}")


main()
