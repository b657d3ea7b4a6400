#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Plays a user at a terminal: runs a command on a pseudo-terminal of its own and follows a script.

    expect.py [--rows N] [--cols N] [--limit SECONDS] [--modes] SCRIPT COMMAND [ARG...]

The script's lines:
    expect TEXT     wait until TEXT appears after the last match
    send TEXT       type TEXT, in which \\r, \\n, \\e, \\xHH and \\\\ are escapes
    size ROWS COLS  change the terminal's size (the command gets SIGWINCH)
    kill SIGNAL     send the command a signal: kill KILL
    hangup          close the terminal
    wait            wait until the command ends

Prints all output of the command. The status is that of the command (128 + N for signal N), or 99 when an
expected text did not appear, which stderr names. With --modes, a last line says whether the terminal's modes are
as they were at the start.
"""
import argparse
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time


def resize(fd, rows, cols):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))


def unescape(text):
    return text.replace("\\e", "\\x1b").encode().decode("unicode_escape").encode("latin-1")


class Session:
    def __init__(self, args):
        self.limit = args.limit
        self.master, slave = pty.openpty()
        resize(self.master, args.rows, args.cols)
        self.modes = termios.tcgetattr(slave)
        self.slave = slave
        self.seen = b""
        self.matched = 0
        self.pid = os.fork()
        if not self.pid:
            os.close(self.master)
            os.setsid()
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
            for fd in range(3):
                os.dup2(slave, fd)
            if slave > 2:
                os.close(slave)
            os.execvp(args.command[0], args.command)

    def read(self, deadline):
        """Reads what is there. False at the deadline or the end."""
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([self.master], [], [], min(left, 0.2))[0]:
            return left > 0
        try:
            data = os.read(self.master, 65536)
        except OSError:
            data = b""
        self.seen += data
        os.write(1, data)
        return bool(data)

    def expect(self, text):
        want = unescape(text)
        deadline = time.monotonic() + self.limit
        while True:
            at = self.seen.find(want, self.matched)
            if at >= 0:
                self.matched = at + len(want)
                return
            if not self.read(deadline) or self.ended():
                self.drain()
                if self.seen.find(want, self.matched) >= 0:
                    continue
                sys.stderr.write("\nexpect.py: never saw %r\n" % text)
                self.stop()

    def stop(self):
        """Asks the command to end."""
        try:
            os.kill(self.pid, signal.SIGTERM)
        except ProcessLookupError:
            pass
        sys.exit(99)

    def drain(self):
        while select.select([self.master], [], [], 0.1)[0]:
            try:
                data = os.read(self.master, 65536)
            except OSError:
                return
            if not data:
                return
            self.seen += data
            os.write(1, data)

    def ended(self):
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def wait(self):
        deadline = time.monotonic() + self.limit
        while not self.ended():
            if self.master >= 0:
                self.read(deadline)
            else:
                time.sleep(0.05)
            if time.monotonic() > deadline:
                sys.stderr.write("\nexpect.py: the command did not end\n")
                os.kill(self.pid, signal.SIGKILL)
                sys.exit(99)
        if self.master >= 0:
            self.drain()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=24)
    parser.add_argument("--cols", type=int, default=80)
    parser.add_argument("--limit", type=float, default=60)
    parser.add_argument("--modes", action="store_true")
    parser.add_argument("script")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    args = parser.parse_args()
    session = Session(args)
    for line in open(args.script, encoding="utf-8"):
        word, _, rest = line.rstrip("\n").partition(" ")
        if word == "expect":
            session.expect(rest)
        elif word == "send":
            os.write(session.master, unescape(rest))
        elif word == "size":
            resize(session.master, *map(int, rest.split()))
        elif word == "kill":
            os.kill(session.pid, getattr(signal, "SIG" + rest))
        elif word == "hangup":
            os.close(session.slave)
            os.close(session.master)
            session.master = session.slave = -1
        elif word == "wait":
            session.wait()
        elif word and not word.startswith("#"):
            sys.exit("expect.py: unknown word %r" % word)
    session.wait()
    if args.modes and session.slave >= 0:
        deadline = time.monotonic() + 10
        while termios.tcgetattr(session.slave) != session.modes and time.monotonic() < deadline:
            time.sleep(0.05)
        same = termios.tcgetattr(session.slave) == session.modes
        print("\nmodes %s" % ("as before" if same else "CHANGED"))
    _, status = os.waitpid(session.pid, 0)
    sys.exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))


if __name__ == "__main__":
    main()
