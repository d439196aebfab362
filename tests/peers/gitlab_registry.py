#!/usr/bin/env python3
"""GitLab's registry of generic packages, as the pipeline uses it: PUT and GET of files, with a job token. Prints its port."""
import http.server, sys

files = {}


class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self, status, body=b""):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def known(self):
        parts = self.path.split("/")
        # /projects/ID/packages/generic/NAME/VERSION/FILE
        return len(parts) == 8 and parts[3:5] == ["packages", "generic"] and self.headers.get("JOB-TOKEN") == "job-token"

    def do_PUT(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not self.known():
            return self.answer(401)
        files[self.path] = body
        self.answer(201, b'{"message":"201 Created"}')

    def do_GET(self):
        found = files.get(self.path) if self.known() else None
        self.answer(404) if found is None else self.answer(200, found)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
