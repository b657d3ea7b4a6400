#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Looks at a guest's text screen and types on it: screen.py QMP-SOCKET prompt | type WORDS

'prompt' succeeds when a line of the screen begins with a prompt, "/ #". QMP's screendump is cut into the cells of
the VGA text screen (9 x 16 or 8 x 16 pixels), and the shapes are compared roughly: '/' is a diagonal, '#' has two
bars.
"""
import json
import os
import socket
import sys
import tempfile


class Qmp:
    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(30)
        self.socket.connect(path)
        self.stream = self.socket.makefile("rw")
        self.stream.readline()
        self.call("qmp_capabilities")

    def call(self, name, **arguments):
        self.stream.write(json.dumps({"execute": name, "arguments": arguments}) + "\n")
        self.stream.flush()
        while True:
            answer = json.loads(self.stream.readline())
            if "error" in answer:
                sys.exit("screen.py: %s" % answer["error"]["desc"])
            if "return" in answer:
                return answer["return"]


def read_ppm(path):
    """Width, height and rows of booleans: is the pixel lit?"""
    with open(path, "rb") as file:
        data = file.read()
    fields = data.split(None, 4)
    width, height = int(fields[1]), int(fields[2])
    pixels = data[len(data) - 3 * width * height:]
    return width, height, [
        [max(pixels[3 * (y * width + x):3 * (y * width + x) + 3]) > 64 for x in range(width)]
        for y in range(height)]


def cell(rows, column, line, width):
    return [rows[line * 16 + y][column * width:column * width + 8] for y in range(16)]


def is_blank(shape):
    return not any(any(row) for row in shape)


def is_slash(shape):
    """The lit pixels move left from line to line."""
    at = [sum(x for x, lit in enumerate(row) if lit) / sum(row) for row in shape if any(row)]
    return len(at) >= 6 and at == sorted(at, reverse=True) and at[0] - at[-1] >= 3


def is_hash(shape):
    """Two wide bars, and two strokes in all other lines."""
    counts = [sum(row) for row in shape if any(row)]
    bars = sum(count >= 6 for count in counts)
    return len(counts) >= 8 and bars == 2 and all(count >= 4 for count in counts)


def has_prompt(path):
    width, height, rows = read_ppm(path)
    cell_width = 9 if width == 720 else 8
    for line in range(height // 16):
        shapes = [cell(rows, column, line, cell_width) for column in range(3)]
        if is_slash(shapes[0]) and is_blank(shapes[1]) and is_hash(shapes[2]):
            return True
    return False


def main():
    qmp = Qmp(sys.argv[1])
    if sys.argv[2] == "prompt":
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "screen.ppm")
            qmp.call("screendump", filename=path)
            sys.exit(0 if has_prompt(path) else 1)
    for letter in sys.argv[3]:
        qmp.call("send-key", keys=[{"type": "qcode", "data": "spc" if letter == " " else letter}])
    qmp.call("send-key", keys=[{"type": "qcode", "data": "ret"}])


main()
