# SPDX-License-Identifier: GPL-2.0-or-later
"""The sources as tests/rules sees them: names, text, includes, and the symbols of their objects."""

import os
import re
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = Path(os.environ.get("JIFFY_BUILDDIR", ROOT / "build"))


def listed():
    """The files of the repository, new ones included; without git (a tarball), all but build folders."""
    git = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"], capture_output=True)
    names = set(git.stdout.decode().split("\0"))
    if git.returncode:
        names = {str(path.relative_to(ROOT)) for path in ROOT.rglob("*")}
        names = {name for name in names if not re.match(r"build(-[^/]*)?/|\.git/|(.*/)?__pycache__/", name)}
    return sorted(ROOT / name for name in names if name and (ROOT / name).is_file())


FILES = listed()


def name(path):
    return str(path.relative_to(ROOT))


def below(*folders):
    return [f for f in FILES if f.suffix in (".c", ".h")
            and any(f.is_relative_to(ROOT / folder) for folder in folders)]


LEXEMES = re.compile(r"""(?P<comment>/\*.*?\*/|//[^\n]*)|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'""", re.S)


@lru_cache(maxsize=None)
def code(path):
    """The text with comments, strings and characters blanked, line numbers kept."""
    def blank(match):
        return "\n" * match.group().count("\n") if match.group("comment") else '""'
    return LEXEMES.sub(blank, path.read_text())


def includes(path, bracket):
    pattern = r'^\s*#\s*include\s*"([^"]+)"' if bracket == '"' else r"^\s*#\s*include\s*<([^>]+)>"
    for number, line in enumerate(path.read_text().split("\n"), 1):
        match = re.match(pattern, line)
        if match:
            yield number, match.group(1)


def included(path):
    """(header as written, its path) of each include of a file of ours."""
    for _, header in includes(path, '"'):
        for folder in (path.parent, ROOT / "src", ROOT):
            if (folder / header).is_file():
                yield header, folder / header
                break


# --- objects

def object_built(path):
    """Meson's object of src/ROOM/FOLDER/x.c: build/src/ROOM/TARGET.p/FOLDER_x.c.o"""
    room, *rest = path.relative_to(ROOT / "src").parts
    found = sorted((BUILD / "src" / room).glob(f"*.p/{'_'.join(rest)}.o"))
    return found[0] if found else None


@lru_cache(maxsize=None)
def architectures():
    """Those that data/targets has, or for which the guest has a file."""
    return {f.stem.split("-", 1)[-1] for f in FILES
            if f.is_relative_to(ROOT / "data/targets") or name(f).startswith("guest/libc/nolibc-")}


def for_another_architecture(path):
    """Whether the name is that of an architecture which is not this machine's."""
    others = architectures() - {os.uname().machine}
    return bool(others & set(re.split(r"[/.-]", name(path))))


def object_compiled(path, folder):
    """jiffy builds guest/ and wire/ itself when it needs them, so here they are compiled for their symbols only."""
    out = Path(folder) / (name(path).replace("/", "_") + ".o")
    subprocess.run([os.environ.get("CC", "cc"), "-c", "-w", "-std=gnu11", "-D_GNU_SOURCE", "-ffreestanding", "-O1",
                    "-I", ROOT, "-o", out, path], check=True)
    return out


def symbols(file):
    """(functions defined, symbols needed)"""
    defined, needed = set(), set()
    for line in subprocess.run(["nm", file], check=True, capture_output=True, text=True).stdout.split("\n"):
        words = line.split()
        if len(words) == 2 and words[0] == "U":
            needed.add(words[1])
        elif len(words) == 3 and words[1] == "T":
            defined.add(words[2])
    return defined, needed


@lru_cache(maxsize=None)
def linkage():
    """{source: (functions defined, symbols needed)}, and the sources of which there is no object."""
    table, missing = {}, []
    with tempfile.TemporaryDirectory() as folder:
        for path in below("src", "guest", "wire"):
            if path.suffix != ".c" or for_another_architecture(path):
                continue
            ours = path.is_relative_to(ROOT / "src")
            file = object_built(path) if ours else object_compiled(path, folder)
            if file:
                table[path] = symbols(file)
            else:
                missing.append(path)
    return table, missing
