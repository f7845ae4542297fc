"""A web server and a mail server with manners to order: `peer.py FOLDER http|https|smtp|smtps`.

It writes its port into FOLDER/port and every question as a line of JSON into FOLDER/heard, and ends with its standard
input. FOLDER/answers says, line by line, how to answer what comes next ("500", "429 7" with seconds to wait, "hang up",
"silence"); without such a line it is content. FOLDER/certificate.pem and key.pem are its TLS, FOLDER/clients.pem those it lets in.
"""
import base64, hashlib, hmac, http.server, json, os, re, socket, socketserver, ssl, sys, threading, time, urllib.parse

folder, kind = sys.argv[1:3]
lock = threading.Lock()
over = threading.Event()


def at(name):
    return os.path.join(folder, name)


def hear(**facts):
    with lock, open(at("heard"), "a") as file:
        file.write(json.dumps(facts) + "\n")


def next_answer():
    with lock:
        try:
            lines = open(at("answers")).read().splitlines()
        except FileNotFoundError:
            return []
        if not lines:
            return []
        with open(at("answers.new"), "w") as file:
            file.write("".join(line + "\n" for line in lines[1:]))
        os.replace(at("answers.new"), at("answers"))
        return lines[0].split()


def tls():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(at("certificate.pem"), at("key.pem"))
    if os.path.exists(at("clients.pem")):
        context.load_verify_locations(at("clients.pem"))
        context.verify_mode = ssl.CERT_REQUIRED
    return context


def sound(count):
    return bytes(i * 7 + (i >> 8) & 255 for i in range(count))


def signature(handler, secret):
    """What the Authorization of version 4 must say, worked out from the request alone."""
    said = handler.headers["Authorization"]
    scope, signed = re.match(r"AWS4-HMAC-SHA256 Credential=[^/]+/([^,]+), ?SignedHeaders=([^,]+)", said).groups()
    url = urllib.parse.urlsplit(handler.path)
    heads = "".join(f"{name}:{handler.headers[name].strip()}\n" for name in signed.split(";"))
    request = "\n".join([handler.command, url.path, url.query, heads, signed, handler.headers["x-amz-content-sha256"]])
    text = "\n".join(["AWS4-HMAC-SHA256", handler.headers["x-amz-date"], scope,
                      hashlib.sha256(request.encode()).hexdigest()])
    key = ("AWS4" + secret).encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.new(key, text.encode(), "sha256").hexdigest()


PLACES = ("/sound", "/endless", "/slow", "/heads", "/elsewhere")


class Web(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        facts = dict(method=self.command, path=self.path, headers=dict(self.headers), bytes=len(body),
                     sha256=hashlib.sha256(body).hexdigest(), body=body[:65536].decode("utf-8", "replace"),
                     client=self.client_address[1])
        if "x-amz-date" in self.headers:
            facts["signature"] = signature(self, "s3-secret") in self.headers["Authorization"]
        words = [] if url.path in PLACES else next_answer()
        hear(**facts, status=0 if words in (["hang", "up"], ["silence"]) else int(words[0]) if words else 200)
        ways = {"/sound": self.give_sound, "/endless": self.give_endlessly, "/slow": self.give_slowly,
                "/heads": self.give_heads}
        if url.path in ways:
            ways[url.path](query)
            return
        if url.path == "/elsewhere":
            return self.answer(302, Location="/sound?count=5")
        if words in (["hang", "up"], ["silence"]):
            if words == ["silence"]:
                over.wait()
            self.close_connection = True
            return
        extra = {"Retry_After": words[1]} if len(words) > 1 else {}
        self.answer(int(words[0]) if words else 200, json.dumps(facts).encode(), **extra)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = do

    def give_sound(self, query):
        whole = sound(int(query["count"]))
        start = re.match(r"bytes=(\d+)-", self.headers.get("Range", ""))
        start = int(start[1]) if start and "ignoring" not in query else None
        if start is not None and start >= len(whole):
            return self.answer(416)
        if start is not None:
            told = start + int(query.get("off", 0))
            return self.answer(206, whole[start:], Content_Range=f"bytes {told}-{len(whole) - 1}/{len(whole)}")
        if "cut" in query:
            self.send_response(200)
            if query["cut"] == "told":
                self.send_header("Content-Length", str(len(whole) + 1))
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(whole)
            self.close_connection = True
            return
        self.answer(200, whole)

    def give_endlessly(self, _):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            while not over.is_set():
                self.wfile.write(b"1000\r\n" + b"x" * 4096 + b"\r\n")
        except OSError:
            self.close_connection = True

    def give_slowly(self, _):
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        try:
            while not over.wait(0.2):
                self.wfile.write(b"x")
                self.wfile.flush()
        except OSError:
            self.close_connection = True

    def give_heads(self, _):
        try:
            self.wfile.write(b"HTTP/1.1 200 Fine\r\n")
            while not over.is_set():
                self.wfile.write(b"X-Line: " + b"x" * 1000 + b"\r\n")
        except OSError:
            self.close_connection = True


class Post(socketserver.StreamRequestHandler):
    """A sink for mail. It knows nobody@…, is too busy for busy@…, and offers STARTTLS when it has a certificate."""

    def say(self, *lines):
        self.wfile.write("".join(line + "\r\n" for line in lines).encode())
        self.wfile.flush()

    def line(self):
        return self.rfile.readline(4096).decode("utf-8", "replace").rstrip("\r\n")

    def handle(self):
        facts = dict(tls=kind == "smtps", to=[], login=None)
        words = next_answer()
        if words == ["hang", "up"]:
            return
        if words:
            return self.say(words[0] + " not now")
        self.say("220 sink.example ready")
        try:
            while self.command(self.line(), facts):
                pass
        except OSError:
            pass

    def command(self, line, facts):
        verb = line.upper()
        if verb.startswith("EHLO"):
            offers = [] if facts["tls"] or not os.path.exists(at("certificate.pem")) else ["STARTTLS"]
            offers = [*offers, "AUTH PLAIN", "SIZE 1000000"]
            self.say("250-sink.example", *(f"250-{o}" for o in offers[:-1]), f"250 {offers[-1]}")
        elif verb == "STARTTLS":
            self.say("220 go ahead")
            self.request = self.connection = tls().wrap_socket(self.request, server_side=True)
            self.rfile, self.wfile = self.connection.makefile("rb", -1), self.connection.makefile("wb", 0)
            facts["tls"] = True
        elif verb.startswith("AUTH PLAIN"):
            said = line.split(" ")[2:]
            if not said:
                self.say("334 ")
                said = [self.line()]
            facts["login"] = base64.b64decode(said[0]).decode().split("\0")[1:]
            self.say("235 welcome" if facts["login"] == ["radio", "mail-secret"] else "535 who are you")
        elif verb.startswith("MAIL FROM:"):
            facts["from"] = re.search("<(.*)>", line)[1]
            self.say("250 fine")
        elif verb.startswith("RCPT TO:"):
            to = re.search("<(.*)>", line)[1]
            if to.startswith("nobody"):
                self.say("550 no such person")
            elif to.startswith("busy"):
                self.say("450 try again")
            else:
                facts["to"].append(to)
                self.say("250 fine")
        elif verb == "DATA":
            self.say("354 go on")
            text = []
            while (one := self.line()) != ".":
                text.append(one[1:] if one.startswith(".") else one)
            hear(**facts, text="\n".join(text))
            self.say("250 taken")
        elif verb.startswith("QUIT") or not verb:
            if verb:
                self.say("221 goodbye")
            return False
        else:
            self.say("250 fine")
        return True


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, *_):
        pass

    def finish_request(self, request, address):
        if kind in ("https", "smtps"):
            request.settimeout(20)
            request = tls().wrap_socket(request, server_side=True)
        super().finish_request(request, address)


server = Server(("127.0.0.1", 0), Post if kind.startswith("smtp") else Web)
threading.Thread(target=server.serve_forever, daemon=True).start()
with open(at("port.new"), "w") as file:
    file.write(str(server.server_address[1]))
os.replace(at("port.new"), at("port"))
sys.stdin.read()
over.set()
os._exit(0)
