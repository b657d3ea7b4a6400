#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A host in a network of its own: world.py COMMAND...

In new namespaces (user, mount, network) there is this host with the addresses 127.0.0.1, ::1 and 192.0.2.2,
and another machine, 'far.test', at 192.0.2.1. Each serves its name by HTTP at port 8000 of all its addresses.
The host's resolver is at 127.0.0.53. COMMAND runs on this host, and its status becomes this program's. Needs $TMPDIR.
"""
import ctypes
import http.server
import os
import socket
import struct
import subprocess
import sys
import threading

CLONE_NEWNS, CLONE_NEWUSER, CLONE_NEWNET = 0x20000, 0x10000000, 0x40000000
HOST, FAR = "192.0.2.2", "192.0.2.1"
libc = ctypes.CDLL(None, use_errno=True)


def unshare(flags):
    if libc.unshare(flags):
        raise OSError(ctypes.get_errno(), "unshare")


def ip(*words):
    subprocess.run(("ip", *words), check=True)


def leave():
    """As root of a user namespace, one may set up networks."""
    uid, gid = os.getuid(), os.getgid()
    unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET)
    for name, text in ("setgroups", "deny"), ("uid_map", f"0 {uid} 1"), ("gid_map", f"0 {gid} 1"):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def serve(name):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(f"page of the {name}\n".encode())

        def log_message(self, *args):
            pass

    class Server(http.server.ThreadingHTTPServer):
        address_family = socket.AF_INET6  # and IPv4

    server = Server(("::", 8000), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()


def resolve():
    """Whoever asks for an address gets that of far.test."""
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind(("127.0.0.53", 53))

    def answer():
        while True:
            query, sender = udp.recvfrom(512)
            end = query.index(b"\0", 12) + 5
            found = query[end - 4:end] == struct.pack(">HH", 1, 1)
            record = struct.pack(">HHHIH", 0xc00c, 1, 1, 60, 4) + socket.inet_aton(FAR)
            udp.sendto(query[:2] + struct.pack(">HHHHH", 0x8580, 1, found, 0, 0) + query[12:end]
                       + (record if found else b""), sender)
    threading.Thread(target=answer, daemon=True).start()


def be_far(ready, go):
    """The child: the other machine."""
    unshare(CLONE_NEWNET)
    os.write(ready, b"x")
    os.read(go, 1)
    ip("addr", "add", f"{FAR}/24", "dev", "far")
    ip("link", "set", "far", "up")
    serve("other machine")
    os.write(ready, b"x")
    os.read(go, 1)  # until the parent ends
    os._exit(0)


def main():
    leave()
    ready, is_ready = os.pipe()
    go, let_go = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(let_go)
        be_far(is_ready, go)
    os.read(ready, 1)
    ip("link", "set", "lo", "up")
    ip("link", "add", "near", "type", "veth", "peer", "name", "far", "netns", str(child))
    ip("addr", "add", f"{HOST}/24", "dev", "near")
    ip("link", "set", "near", "up")
    os.write(let_go, b"x")
    os.read(ready, 1)
    with open(os.environ["TMPDIR"] + "/resolv.conf", "w") as file:
        file.write("nameserver 127.0.0.53\n")
    subprocess.run(["mount", "--bind", file.name, os.path.realpath("/etc/resolv.conf")], check=True)
    serve("host")
    resolve()
    sys.exit(subprocess.run(sys.argv[1:]).returncode)


main()
