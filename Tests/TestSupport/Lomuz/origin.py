"""An origin's folder over HTTP, with one fault to order: `origin.py FOLDER SCRATCH FAULT TIMES`.

It writes its port into SCRATCH/port and a line for every answer into SCRATCH/answers, and ends with its standard input.
A fault is said of the head, of other small objects or of media by its first word: `head-500`, `object-cut`, `media-flip`.
"""
import hashlib, http.server, os, re, socket, socketserver, struct, sys, threading, time

folder, scratch, fault, times = sys.argv[1:5]
what, _, how = fault.partition("-")
left = int(times)
lock = threading.Lock()
over = threading.Event()


def kind(path):
    return "media" if path.startswith("/m/") else "head" if path.endswith("/head.json") else "object"


class Origin(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def note(self, status, count):
        with lock, open(scratch + "/answers", "a") as file:
            file.write(f"{self.command} {self.path} {status} {count}\n")

    def reply(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.note(status, len(body))

    def is_faulty(self):
        global left
        with lock:
            if kind(self.path) != what or left <= 0:
                return False
            # What goes wrong in the middle of a file needs somebody who begins there.
            if how.startswith("range") and "Range" not in self.headers:
                return False
            left -= 1
            return True

    def do_PUT(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = os.path.normpath(folder + self.path)
        if not path.startswith(folder + "/inbox/"):
            return self.reply(403)
        if os.path.exists(path):
            return self.reply(412)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(body)
        self.reply(201)

    def do_GET(self):
        path = os.path.normpath(folder + self.path)
        try:
            whole = open(path, "rb").read() if path.startswith(folder) else None
        except OSError:
            whole = None
        if self.is_faulty():
            return self.go_wrong(whole or b"")
        if whole is None:
            return self.reply(404)
        tag = '"' + hashlib.md5(whole).hexdigest() + '"'
        if self.headers.get("If-None-Match") == tag:
            return self.reply(304)
        self.give(whole, tag)

    def give(self, whole, tag='""'):
        start = re.match(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if not start:
            return self.reply(200, whole, ETag=tag)
        start = int(start[1])
        if start >= len(whole):
            return self.reply(416, Content_Range=f"bytes */{len(whole)}")
        self.reply(206, whole[start:], Content_Range=f"bytes {start}-{len(whole) - 1}/{len(whole)}", ETag=tag)

    def raw(self, *pieces, reset=False):
        self.close_connection = True
        try:
            for piece in pieces:
                self.wfile.write(piece)
            self.wfile.flush()
        except OSError:
            pass
        if reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        self.note("fault", 0)

    def go_wrong(self, whole):
        half = whole[: len(whole) // 2]
        length = f"Content-Length: {len(whole)}\r\n".encode()
        ok, close = b"HTTP/1.1 200 OK\r\n", b"Connection: close\r\n\r\n"
        if how.isdigit():
            self.reply(int(how), b"<html>trouble</html>")
        elif how == "later":
            self.reply(429, b"", Retry_After="1")
        elif how == "portal":
            self.reply(200, b"<!DOCTYPE html><html>please log in</html>", Content_Type="text/html")
        elif how == "redirect":
            self.reply(302, b"", Location="http://127.0.0.1:1/elsewhere")
        elif how == "flip":
            self.reply(200, whole[:-1] + bytes([whole[-1] ^ 4]) if whole else b"")
        elif how == "empty":
            self.reply(200, b"")
        elif how == "longer":
            self.reply(200, whole + b"more")
        elif how == "shorter":
            self.reply(200, half)
        elif how == "cut":
            self.raw(ok, length, close, half)
        elif how == "nolength":
            self.raw(ok, close, half)
        elif how == "reset":
            self.raw(ok, length, close, half, reset=True)
        elif how == "hangup":
            self.raw()
        elif how == "garbage":
            self.raw(b"\x00\xff\x17 nonsense\r\n\r\n")
        elif how == "chunks":
            self.raw(ok, b"Transfer-Encoding: chunked\r\n", close, b"%x\r\n" % len(whole), half)
        elif how == "endless":
            self.raw(ok, b"Transfer-Encoding: chunked\r\n", close)
            self.pour(b"10000\r\n" + b"x" * 65536 + b"\r\n")
        elif how == "heads":
            self.raw(ok)
            self.pour(b"X-Line: " + b"x" * 1000 + b"\r\n")
        elif how == "trickle":
            self.raw(ok, length, close, half[:1])
            self.pour(b"x", pause=1)
        elif how == "slowhead":
            self.raw(b"HTTP/1.1 200 OK\r\nX-Line: ")
            self.pour(b"x", pause=1)
        elif how == "gzip":
            self.reply(200, whole, Content_Encoding="gzip")
        elif how == "other":
            self.reply(200, b"\0" * len(whole))
        elif how == "rangeignored":
            self.reply(200, whole)
        elif how == "rangewrong":
            self.reply(206, whole[1:], Content_Range=f"bytes 1-{len(whole) - 1}/{len(whole)}")
        elif how == "rangeshifted":
            start = int(re.match(r"bytes=(\d+)-", self.headers["Range"])[1])
            body = b"?" + whole[start:-1]
            self.reply(206, body, Content_Range=f"bytes {start}-{len(whole) - 1}/{len(whole)}")
        elif how == "range416":
            self.reply(416, b"", Content_Range=f"bytes */{len(whole)}")
        else:
            raise SystemExit("no fault " + how)

    def pour(self, piece, pause=0):
        try:
            while not over.wait(pause) if pause else not over.is_set():
                self.wfile.write(piece)
        except OSError:
            pass


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def handle_error(self, *_):
        pass


server = Server(("127.0.0.1", 0), Origin)
threading.Thread(target=server.serve_forever, daemon=True).start()
with open(scratch + "/port.new", "w") as file:
    file.write(str(server.server_address[1]))
os.replace(scratch + "/port.new", scratch + "/port")
sys.stdin.read()
over.set()
os._exit(0)
