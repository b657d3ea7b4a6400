#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""An HTTP server on loopback that can misbehave: httpd.py FILE [WORD=VALUE...]

Serves FILE under any path. Prints its port, then a line for each request. Ends when stdin does.
  range=no      ignores Range
  drop=N        closes the connection after N bytes of a body,
  drops=K       K times (default: always)
  wall=N        closes the connection instead of sending byte N of the file
  stall=N       sends N bytes of a body, then nothing, and keeps the connection open
  status=S      answers with status S and a body
  redirect=URL  redirects /start to URL (beginning with '/': on this server)
"""
import http.server
import os
import sys
import threading

words = dict(word.split("=", 1) for word in sys.argv[2:])
with open(sys.argv[1], "rb") as file:
    content = file.read()
drops_left = int(words.get("drops", 1 << 30))
ended = threading.Event()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def answer(self, status, length, extra=()):
        self.send_response(status)
        self.send_header("Content-Length", str(length))
        self.send_header("Connection", "close")
        for name, value in extra:
            self.send_header(name, value)
        self.end_headers()
        self.close_connection = True

    def how_much(self, start, body):
        """How many bytes of the body are sent before the connection is closed."""
        global drops_left
        n = len(body)
        if "wall" in words:
            n = max(0, min(n, int(words["wall"]) - start))
        if "drop" in words and drops_left > 0 and n > int(words["drop"]):
            drops_left -= 1
            n = int(words["drop"])
        return n

    def do_GET(self):
        wanted = self.headers.get("Range")
        print(self.path, wanted or "-", flush=True)
        if "status" in words:
            self.answer(int(words["status"]), 5)
            self.wfile.write(b"sorry")
            return
        if self.path == "/start":
            self.answer(302, 0, [("Location", words["redirect"])])
            return
        start = 0
        if wanted and words.get("range") != "no":
            start = int(wanted[len("bytes="):].split("-")[0])
            if start >= len(content):
                self.answer(416, 0, [("Content-Range", f"bytes */{len(content)}")])
                return
        body = content[start:]
        span = f"bytes {start}-{len(content) - 1}/{len(content)}"
        self.answer(206 if start else 200, len(body), [("Content-Range", span)] if start else [])
        if "stall" in words:
            self.wfile.write(body[: int(words["stall"])])
            self.wfile.flush()
            ended.wait()
            return
        self.wfile.write(body[: self.how_much(start, body)])


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # the client went away


server = Server(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.buffer.read()
ended.set()
os._exit(0)
