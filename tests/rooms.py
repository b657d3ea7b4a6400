# SPDX-License-Identifier: GPL-2.0-or-later
"""The rules about rooms and files: which may see which. The table of ARCHITECTURE.md decides."""

import re
from functools import lru_cache

from sources import ROOT, architectures, below, code, included, includes, linkage, name

MOST_SOURCES = 15


@lru_cache(maxsize=None)
def table():
    """{room: what it sees} of ARCHITECTURE.md; None stands for everything."""
    rooms = {}
    for line in (ROOT / "ARCHITECTURE.md").read_text().split("\n"):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        room = re.fullmatch(r"`((?:src|guest|wire)\b[\w/]*)/`", cells[0])
        if len(cells) == 3 and room:
            seen = re.findall(r"`([\w/-]+(?:/|\.h))`", cells[2])
            rooms[room.group(1)] = None if cells[2] == "all" else seen
    return rooms


def folder(path):
    return name(path.parent)


def in_table(header, entry):
    return header == entry or entry.endswith("/") and header.startswith(entry)


def the_table_of_rooms_has_each_room():
    folders = {folder(path) for path in below("src", "guest", "wire")}
    for room in sorted(folders - set(table())):
        yield f"{room}/ has no row in ARCHITECTURE.md"
    for room in sorted(set(table()) - folders):
        yield f"ARCHITECTURE.md has a row of {room}/, which holds no source"


def rooms_see_only_what_the_table_says():
    for path in below("src", "guest", "wire"):
        seen = table().get(folder(path), [])
        for line, header in includes(path, '"'):
            target = dict(included(path)).get(header)
            at_home = target and target.parent == path.parent
            if not at_home and seen is not None and not any(in_table(header, entry) for entry in seen):
                yield f'{name(path)}:{line}: "{header}"'


def the_table_says_nothing_that_is_not_so():
    for room, seen in table().items():
        headers = {header for path in below(room) if folder(path) == room for header, _ in included(path)}
        for entry in seen or []:
            if not any(in_table(header, entry) for header in headers):
                yield f"{room}/ includes nothing of {entry}"


# --- circles

def circles(edges):
    """The strongly connected parts of a graph {node: nodes} with more than one node (Tarjan)."""
    index, low, stack, found = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in sorted(edges.get(node, ())):
            if other not in index:
                visit(other)
            if other in stack:
                low[node] = min(low[node], low[other])
        if low[node] == index[node]:
            part = [stack.pop()]
            while part[-1] != node:
                part.append(stack.pop())
            if len(part) > 1:
                found.append(sorted(part))

    for node in sorted(edges):
        if node not in index:
            visit(node)
    return found


def tied(edges):
    """Each circle, then what ties it."""
    for part in circles(edges):
        lines = [" ".join(part)]
        for node in part:
            for other in sorted(set(edges[node]) & set(part)):
                lines.append(f"    {node} -> {other}: {', '.join(sorted(edges[node][other]))}")
        yield "\n".join(lines)


def node(path):
    """x.c and x.h are one node, and so is x-ARCH.c, the part of x that is written for one architecture."""
    return re.sub(r"-(%s)$" % "|".join(architectures()), "", name(path.with_suffix("")))


def files_form_no_circle():
    """An arrow is an include, or a function that is used. src and guest are two programs."""
    edges = {}

    def add(source, target, why):
        if node(source) != node(target):
            edges.setdefault(node(source), {}).setdefault(node(target), set()).add(why)

    for path in below("src", "guest", "wire"):
        for header, target in included(path):
            add(path, target, f'"{header}"')
    objects, missing = linkage()
    for path in missing:
        yield f"{name(path)} is not built"
    for program in ("src", "guest"):
        sources = [path for path in objects if name(path).startswith((program + "/", "wire/"))]
        home = {symbol: path for path in sources for symbol in objects[path][0]}
        for path in sources:
            for symbol in (objects[path][1] & set(home)) - {"main"}:
                add(path, home[symbol], symbol)
    yield from tied(edges)


def rooms_form_no_circle():
    """A room within another may include the latter's own headers."""
    edges = {}
    for path in below("src", "guest", "wire"):
        for header, target in included(path):
            if not path.parent.is_relative_to(target.parent):
                edges.setdefault(folder(path), {}).setdefault(folder(target), set()).add(f"{path.name} \"{header}\"")
    yield from tied(edges)


# --- files

def rooms_are_small():
    rooms = {}
    for path in below("src", "guest", "wire"):
        if path.suffix == ".c":
            rooms.setdefault(folder(path), []).append(path)
    for room, sources in rooms.items():
        if len(sources) > MOST_SOURCES:
            yield f"{room}\n    {len(sources)} source files"


def declared(path):
    """The names that are followed by a parenthesis outside of braces."""
    text, last = code(path), None
    while text != last:
        text, last = re.sub(r"\{[^{}]*\}", ";", text), text
    return set(re.findall(r"\b(\w+)\s*\(", text))


def a_header_declares_the_functions_of_its_own_source():
    """Either x.h declares what x.c defines, or no header does."""
    headers = {path: declared(path) for path in below("src", "guest", "wire") if path.suffix == ".h"}
    for source, (defined, _) in sorted(linkage()[0].items()):
        for header, names in headers.items():
            same_program = name(source).startswith("guest/") == name(header).startswith("guest/")
            strangers = sorted(defined & names)
            if strangers and same_program and header != source.with_suffix(".h"):
                yield f"{name(source)} {name(header)}\n    {', '.join(strangers)}"


RULES = [
    the_table_of_rooms_has_each_room, rooms_see_only_what_the_table_says, the_table_says_nothing_that_is_not_so,
    files_form_no_circle, rooms_form_no_circle, rooms_are_small, a_header_declares_the_functions_of_its_own_source,
]
