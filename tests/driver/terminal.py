#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""terminal.py SCREEN COMMAND...: a terminal of 24 lines and 80 columns with a command
on it.  What to do is read from stdin, a line each:

    expect TEXT      wait until TEXT appears behind what was expected before
    send TEXT        type it; \\n, \\xHH and the like are read
    size ROWS COLS   the window gets this size
    signal NAME      send the command a signal: TERM
    hangup           the line is cut

At the end of the lines it waits for the command.  SCREEN gets all that was shown, its
last line "exit STATUS" and whether the terminal is as it was before: "same" or "other".
"""
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

LIMIT = 60

screen_path, command = sys.argv[1], sys.argv[2:]
master, slave = pty.openpty()
fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
before = termios.tcgetattr(slave)
pid = os.fork()
if pid == 0:
    os.close(master)
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for fd in range(3):
        os.dup2(slave, fd)
    os.execvp(command[0], command)
shown = b""
at = 0
cut = False


def read(seconds):
    global shown
    if cut:
        time.sleep(0.02)
        return
    if select.select([master], [], [], seconds)[0]:
        shown += os.read(master, 65536)


def expect(text):
    global at
    end = time.monotonic() + LIMIT
    while text not in shown[at:]:
        if time.monotonic() > end:
            sys.exit("not shown: %r; but: %r" % (text, shown[at:]))
        read(0.1)
    at += shown[at:].index(text) + len(text)


for line in sys.stdin:
    word, _, rest = line.rstrip("\n").partition(" ")
    text = rest.encode().decode("unicode_escape").encode("latin-1")
    if word == "expect":
        expect(text)
    elif word == "send":
        os.write(master, text)
    elif word == "size":
        rows, columns = map(int, rest.split())
        fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    elif word == "signal":
        os.kill(pid, getattr(signal, "SIG" + rest))
    elif word == "hangup":
        os.close(slave)
        os.close(master)
        cut = True
    else:
        sys.exit("no such word: " + word)
end = time.monotonic() + LIMIT
while True:
    ended, status = os.waitpid(pid, os.WNOHANG)
    if ended:
        break
    if time.monotonic() > end:
        os.kill(pid, signal.SIGKILL)
        sys.exit("the command does not end: %r" % shown[at:])
    read(0.02)
if not cut:
    read(0.02)
with open(screen_path, "wb") as f:
    f.write(shown.replace(b"\r", b""))
    f.write(b"\nexit %d\n" % os.waitstatus_to_exitcode(status))
    if not cut:
        f.write(b"same\n" if termios.tcgetattr(slave) == before else b"other\n")
