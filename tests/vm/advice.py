#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""
advice.py JIFFY CACHE SCRATCH TREE COUNT SEED: whether 'jiffy config --explain' is right.

Asks about COUNT random symbols of the kernel TREE. Follows each advice with the tree's own 'conf', in the
environment that kbuild gave it, and looks for the symbol in the .config that it writes. A symbol
that is said to be impossible must be off in 'allyesconfig' and in random configurations. CACHE is
jiffy's: the build folder of the kernel is there. Prints what is wrong, then a line with the figures. Status: 0 if nothing is wrong.
"""
import os
import pathlib
import random
import re
import subprocess
import sys

RANDOM_CONFIGS = 12
LEFT_OUT = {"MAKEFLAGS", "MFLAGS", "MAKEOVERRIDES", "KCONFIG_CONFIG", "KBUILD_KCONFIG"}


class Kernel:
    """The build folder of the tree for a compiler (None: the default), and its 'conf'."""

    def __init__(self, cache, scratch, tree, cc):
        self.dir = next(f for f in pathlib.Path(cache, "build").glob("kernel-*+microvm")
                        if (f / "obj/source").resolve() == pathlib.Path(tree).resolve()
                        and (f.name.endswith(f".{cc}+microvm") if cc else "." not in
                             f.name.rsplit("+", 2)[1]))
        self.obj = self.dir / "obj"
        self.scratch = pathlib.Path(scratch)
        text = (self.dir / "kconfig.env").read_text()
        pairs = (line.split("=", 1) for line in text.split("\0") if "=" in line)
        self.env = {k: v for k, v in pairs if k not in LEFT_OUT}
        self.src = pathlib.Path(os.path.normpath(self.obj / self.env["srctree"]))
        self.program = self.scratch / f"conf-{cc or 'default'}"
        self.compile()

    def compile(self):
        words = (self.obj / "scripts/kconfig/.conf.cmd").read_text().replace(";", " ").split()
        objects = sorted({w for w in words if w.endswith(".o") and not w.endswith("/conf.o")})
        source = pathlib.Path(__file__).with_name("advice-apply.c")
        headers = self.src / "scripts"
        subprocess.run(["cc", "-w", "-D_GNU_SOURCE", "-o", self.program, "-Iscripts/kconfig",
                        f"-I{headers}/kconfig", f"-I{headers}/include", source, *objects],
                       cwd=self.obj, check=True)

    def configure(self, jobs):
        """jobs: (mode, from). Returns the .config of each."""
        results = [self.scratch / f"result-{i}" for i in range(len(jobs))]
        lines = "".join(f"{mode} {what} {path}\n" for (mode, what), path in zip(jobs, results))
        subprocess.run([self.program], input=lines, text=True, cwd=self.obj, env=self.env,
                       stderr=subprocess.DEVNULL, check=True)
        texts = [path.read_text() for path in results]
        for path in results:
            path.unlink()
        return texts

    def requests(self):
        found = {}
        for line in (self.dir / "requests.config").read_text().splitlines():
            if m := re.match(r"CONFIG_(\w+)=(.*)|# CONFIG_(\w+) is not set", line):
                found[m[1] or m[3]] = m[2] or "n"
        return found

    def names(self):
        """All symbols that its Kconfig files define."""
        found = set()
        pending, seen = ["Kconfig"], set()
        arch = self.env["SRCARCH"]
        while pending:
            name = pending.pop().replace("$(SRCARCH)", arch)
            path = self.src / name
            if name in seen or not path.exists():
                continue
            seen.add(name)
            text = path.read_text()
            found.update(re.findall(r"^\s*(?:menu)?config (\w+)", text, re.M))
            pending += re.findall(r'^\s*source "([^"]+)"', text, re.M)
        return sorted(found)


def explain(jiffy, tree, names):
    """What jiffy prints about each symbol."""
    args = [word for name in names for word in ("--explain", name)]
    run = subprocess.run([jiffy, "config", "kernel", "--kernel", tree, *args], text=True,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if run.returncode:
        sys.exit(f"jiffy: {run.stderr}")
    blocks = re.split(r"^(?=\w+=.*\(\w+\)$)", run.stdout, flags=re.M)
    return {block.split("=", 1)[0]: block for block in blocks if block}


def assignments(flags):
    words = iter(flags.split())
    cc, found = None, {}
    for word in words:
        value = next(words)
        if word == "--cc":
            cc = value
        elif word == "--set":
            name, _, found_value = value.partition("=")
            found[name] = found_value
        else:
            found[value] = {"--enable": "y", "--disable": "n"}[word]
    return cc, found


def text_of(requests):
    return "".join(f"# CONFIG_{n} is not set\n" if v == "n" else f"CONFIG_{n}={v}\n"
                   for n, v in requests.items())


def value_in(config, name):
    m = re.search(rf"^CONFIG_{name}=(.*)$", config, re.M)
    return m[1] if m else "n"


def follow(kernel, advice):
    """advice: [(symbol, assignments, wanted)]. Returns what is wrong."""
    base, jobs = kernel.requests(), []
    for i, (_, more, _) in enumerate(advice):
        path = kernel.scratch / f"requests-{i}"
        path.write_text(text_of({**base, **more}))
        jobs.append(("--allnoconfig", path))
    wrong = []
    for (name, more, wanted), config in zip(advice, kernel.configure(jobs)):
        lost = [f"{n}={v}" for n, v in {**more, name: wanted}.items() if value_in(config, n) != v]
        if lost:
            wrong.append(f"{name}: not held: {' '.join(lost)}")
    return wrong


def main():
    jiffy, cache, scratch, tree, count, seed = sys.argv[1:]
    explain(jiffy, tree, ["NET"])
    kernel = Kernel(cache, scratch, tree, None)
    names = kernel.names()
    random.seed(int(seed))
    names = random.sample(names, min(int(count), len(names)))
    answers = explain(jiffy, tree, names)
    wrong = [f"{name}: no answer" for name in names if name not in answers]
    by_compiler, impossible, on = {}, [], 0
    for name, text in answers.items():
        if m := re.search(r"^  to turn it on(, as a module only)?: (.*)$", text, re.M):
            cc, more = assignments(m[2])
            by_compiler.setdefault(cc, []).append((name, more, "m" if m[1] else "y"))
        elif "cannot be turned on here" in text or "no way to turn it on" in text:
            impossible.append(name)
            if "no way to turn it on" in text:
                print(f"no reason given: {name}")
        else:
            on += 1
    for cc, advice in by_compiler.items():
        wrong += follow(kernel if not cc else Kernel(cache, scratch, tree, cc), advice)
    elsewhere = kernel.configure([("--allyesconfig", "-")] +
                                 [("--randconfig", i) for i in range(RANDOM_CONFIGS)])
    for name in impossible:
        if any(value_in(config, name) == "y" for config in elsewhere):
            wrong.append(f"{name}: it can be on, jiffy says: {answers[name]}")
    for line in wrong:
        print(line)
    followed = sum(len(advice) for advice in by_compiler.values())
    print(f"{len(names)} symbols (seed {seed}): {followed} turned on by the advice, "
          f"{len(impossible)} impossible, {on} on or without that question, {len(wrong)} wrong")
    sys.exit(bool(wrong))


main()
