"""A Lomuz origin made from the words of docs/LOMUZ.md alone, with nothing of Vinyl's: what the players are measured with.
Signatures are made by `openssl`."""
import base64, gzip, hashlib, json, os, subprocess, time


def sha(data):
    return hashlib.sha256(data).digest()


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def bucket_of(kind, name):
    return int.from_bytes(sha(kind.encode() + b"\0" + name.encode())[:4], "big") % 256


class Origin:
    def __init__(self, folder, stream="bar"):
        self.folder, self.stream, self.seq, self.past = folder, stream, 0, []
        os.makedirs(folder, exist_ok=True)
        self.key = os.path.join(folder, "..", "key.pem")
        subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", self.key], check=True)
        der = subprocess.run(["openssl", "pkey", "-in", self.key, "-pubout", "-outform", "DER"], check=True,
                             capture_output=True).stdout
        self.public = der[-32:]

    def put(self, path, data):
        path = os.path.join(self.folder, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if not os.path.exists(path) or path.endswith("head.json"):
            with open(path + ".new", "wb") as file:
                file.write(data)
            os.replace(path + ".new", path)

    def media(self, data):
        name = sha(data).hex()
        self.put(f"m/{name[:2]}/{name}", data)
        return name

    def publish(self, records, deltas=True):
        """`records`: {(kind, id): object}"""
        lines = [[] for _ in range(256)]
        for (kind, name), value in records.items():
            lines[bucket_of(kind, name)].append(f"{kind} {canonical(value)}".encode())
        bodies = [b"\n".join(sorted(some)) for some in lines]
        leaves = [sha(b"\0" + body) for body in bodies]
        for body, leaf in zip(bodies, leaves):
            if body:
                self.put(f"b/{leaf.hex()[:2]}/{leaf.hex()}.gz", gzip.compress(body, 9, mtime=0))
        state = sha(b"\1\0\0\1\0" + b"".join(leaves)).hex()
        self.put(f"t/{state}", b"".join(leaves))
        self.seq += 1
        sources = []
        for old_state, old in self.past[-3:] if deltas else []:
            updates = [[key[0], value] for key, value in records.items() if old.get(key) != value]
            deletes = [list(key) for key in old if key not in records]
            delta = {"spec": 1, "from": old_state, "to": state, "from_seq": self.seq - 1, "to_seq": self.seq,
                     "downloads": [], "updates": updates, "deletes": deletes}
            self.put(f"s/{self.stream}/d/{old_state}/{state}.json", canonical(delta).encode())
            sources.append(old_state)
        self.past.append((state, dict(records)))
        now = int(time.time())
        media = {v["sha256"]: v["size"] for (kind, _), v in records.items() if kind == "asset"}
        head = {"spec": 1, "stream": self.stream, "epoch": 1, "seq": self.seq, "state": state, "records": len(records),
                "state_bytes": sum(map(len, bodies)), "media_bytes": sum(media.values()), "delta_from": sources,
                "issued": now - 5, "expires": now + 86400 * 30, "poll_s": 600, "suspended": False}
        payload = canonical(head).encode()
        with open(self.key + ".payload", "wb") as file:
            file.write(payload)
        signed = subprocess.run(["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", self.key, "-in",
                                 self.key + ".payload"], check=True, capture_output=True).stdout
        encode = lambda data: base64.b64encode(data).decode()
        self.put(f"s/{self.stream}/head.json", canonical({
            "payload": encode(payload),
            "signatures": [{"keyid": sha(self.public).hex()[:16], "sig": encode(signed)}]}).encode())


def asset(name, sha256, size, **more):
    return {"id": name, "sha256": sha256, "size": size, "kind": "MUSIC", "mime": "audio/mpeg", "ms": 180000,
            "title": f"Title of {name}", "artist": f"Artist {hash(name) % 400}", "from": None, "until": None,
            "emergency": False, "gain_cb": 0} | more


def always(playlist, items, mode="SEQUENCE"):
    return {("playlist", playlist): {"id": playlist, "mode": mode, "items": items},
            ("schedule", "always"): {"id": "always", "playlist": playlist, "days": list(range(7)), "start": "00:00:00",
                                     "end": "00:00:00", "from": None, "until": None, "priority": 0}}
