#!/usr/bin/env python3
"""What a Lomuz player costs: bytes on the wire, time and CPU of `sync` and `next-track`. Needs nginx, openssl, strace.

    Benchmarks/lomuz.py [vinyl-jobs]
"""
import os, resource, shutil, socket, sqlite3, subprocess, sys, tempfile, time

sys.path.insert(0, os.path.dirname(__file__))
from lomuz_origin import Origin, always, asset

root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
program = sys.argv[1] if len(sys.argv) > 1 else root + "/.build/release/vinyl-jobs"
scratch = tempfile.mkdtemp(prefix="vinyl-lomuz-")


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Nginx:
    def __init__(self, folder):
        self.port, self.log = free_port(), scratch + "/requests"
        with open(scratch + "/nginx.conf", "w") as file:
            file.write(f"""daemon off; pid {scratch}/pid; worker_processes 1; user root; events {{ worker_connections 512; }}
                http {{ sendfile on; keepalive_requests 100000;
                  log_format short '$request_method $uri $status $bytes_sent';
                  access_log {self.log} short; client_body_temp_path {scratch}/bodies;
                  server {{ listen 127.0.0.1:{self.port}; root {folder};
                    location ^~ /b/ {{ types {{ }} default_type application/octet-stream; }}
                    location ^~ /inbox/ {{ dav_methods PUT; create_full_put_path on; }} }} }}""")
        self.process = subprocess.Popen(["nginx", "-p", scratch, "-e", scratch + "/errors", "-c", scratch + "/nginx.conf"])
        while True:
            try:
                return socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                time.sleep(0.02)

    def news(self):
        lines = [line.split() for line in open(self.log)]
        os.truncate(self.log, 0)
        return lines


def run(player, *words, origin, nginx):
    env = dict(os.environ, VINYL_FOLDER=player, LOMUZ_STREAM="bar", LOMUZ_ORIGINS=f"http://127.0.0.1:{nginx.port}",
               LOMUZ_PUBLIC_KEY=origin.public.hex(), VINYL_CONFIG="/dev/null")
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run([program, *words], env=env, capture_output=True, text=True)
    wall, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(f"{words}: {done.returncode} {done.stderr}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall * 1000, cpu * 1000, done, env


def wire(lines):
    some = [line for line in lines if "/inbox/" not in line[1] and not line[1].startswith("/m/")]
    return f"{len(some)} requests, {sum(int(line[3]) for line in some)} bytes in"


def shop(count, size=40, mode="SEQUENCE"):
    records = {}
    for number in range(count):
        data = number.to_bytes(4, "big") * (size // 4)
        records["asset", f"asset-{number}"] = asset(f"asset-{number}", origin.media(data), len(data))
    return records | always("day", [f"asset-{n}" for n in range(count)], mode)


def tell(what, figure):
    print(f"| {what} | {figure} |", flush=True)


try:
    origin = Origin(scratch + "/origin")
    nginx = Nginx(origin.folder)
    player = scratch + "/player"
    os.mkdir(player)
    records = shop(10_000)
    origin.publish(records)
    wall, cpu, done, _ = run(player, "sync", origin=origin, nginx=nginx)
    tell("first fill, 10,000 assets of 40 bytes", f"{wire(nginx.news())} of metadata; {wall / 1000:.1f} s, CPU {cpu / 1000:.1f} s")
    run(player, "sync", origin=origin, nginx=nginx)
    nginx.news()
    times = [run(player, "sync", origin=origin, nginx=nginx)[:2] for _ in range(11)]
    lines = nginx.news()
    wall, cpu = sorted(times)[5]
    tell("no-op, 10,000 assets", f"{wire(lines[:1])}; {wall:.0f} ms, CPU {cpu:.0f} ms")
    traced = subprocess.run(["strace", "-f", "-c", "-e", "trace=fsync,fdatasync", program, "sync"], text=True,
                            env=run(player, "sync", origin=origin, nginx=nginx)[3], capture_output=True)
    syncs = sum(int(line.split()[3]) for line in traced.stderr.splitlines() if line.strip().endswith("sync"))
    tell("fsyncs of a no-op", str(syncs))
    nginx.news()
    records = dict(records)
    records["asset", "asset-77"] = dict(records["asset", "asset-77"], title="Another title")
    origin.publish(records)
    wall, cpu, *_ = run(player, "sync", origin=origin, nginx=nginx)
    tell("one asset of 10,000 changed", f"{wire(nginx.news())}; {wall:.0f} ms, CPU {cpu:.0f} ms")
    records = dict(records)
    records["asset", "asset-78"] = dict(records["asset", "asset-78"], title="Another title")
    origin.publish(records, deltas=False)
    wall, cpu, *_ = run(player, "sync", origin=origin, nginx=nginx)
    tell("the same from an unknown hash", f"{wire(nginx.news())}; {wall:.0f} ms, CPU {cpu:.0f} ms")

    shutil.rmtree(player)
    os.mkdir(player)
    big = shop(100_000, 4, "SHUFFLE")
    origin.publish(big, deltas=False)
    # What the files are does not matter to the question: they are all said to be here.
    env = run(player, "sync", "--dry-run", origin=origin, nginx=nginx)[3]
    fill = subprocess.Popen([program, "sync"], env=env, stderr=subprocess.DEVNULL)
    base = player + "/lomuz.db"
    while True:
        time.sleep(1)
        with sqlite3.connect(base, timeout=60) as one:
            if one.execute("SELECT count(*) FROM playlist_items").fetchone()[0] == 100_000:
                break
    fill.kill()
    fill.wait()
    with sqlite3.connect(base, timeout=60) as one:
        one.execute("UPDATE blobs SET have = 1")
        one.execute("UPDATE media_assets SET have = 1")
        one.execute("UPDATE playlist_items SET have = 1")
        some = [row[0] for row in one.execute("SELECT a.sha256 FROM playlist_items i JOIN media_assets a ON a.number = i.asset ORDER BY i.turn LIMIT 300")]
    for name in some:
        os.makedirs(f"{player}/media/blobs/{name[:2]}", exist_ok=True)
        open(f"{player}/media/blobs/{name[:2]}/{name}", "w").close()
    with sqlite3.connect(base) as one:
        sql = """SELECT a.number, a.id, i.position FROM playlists p
            JOIN playlist_items i ON i.playlist = p.id AND i.version = p.version
            JOIN media_assets a ON a.number = i.asset
            WHERE p.id = ?1 AND i.have AND i.from_s <= ?2 AND ?2 < i.until_s ORDER BY i.turn, i.position LIMIT 1 OFFSET 0"""
        times = []
        for _ in range(1000):
            start = time.perf_counter()
            one.execute(sql, ("day", int(time.time()))).fetchone()
            times.append((time.perf_counter() - start) * 1000)
        plan = [row[3] for row in one.execute("EXPLAIN QUERY PLAN " + sql, ("day", 1))]
    tell("next-track, 100,000 assets: the question", f"p99 {sorted(times)[989]:.3f} ms ({'; '.join(plan)})")
    times = [run(player, "next-track", origin=origin, nginx=nginx)[:2] for _ in range(101)]
    tell("next-track, 100,000 assets: the process", f"median {sorted(times)[50][0]:.0f} ms, CPU {sorted(t[1] for t in times)[50]:.0f} ms")

    shutil.rmtree(player)
    os.mkdir(player)
    records = {}
    for number in range(60):
        data = os.urandom(5_000_000)
        records["asset", f"song-{number}"] = asset(f"song-{number}", origin.media(data), len(data))
    origin.publish(records | always("day", [name for _, name in records]), deltas=False)
    urls = [f"http://127.0.0.1:{nginx.port}/m/{r['sha256'][:2]}/{r['sha256']}" for r in records.values()]
    wall, cpu, *_ = run(player, "sync", origin=origin, nginx=nginx)
    os.mkdir(scratch + "/curl")
    start = time.monotonic()
    subprocess.run(["curl", "-s", "--parallel", "--parallel-max", "4", "--remote-name-all", *urls], cwd=scratch + "/curl", check=True)
    curl = time.monotonic() - start
    tell("first fill, 60 files of 5 MB", f"{300 / (wall / 1000):.0f} MB/s verified and synced; curl, which does neither: {300 / curl:.0f} MB/s")
finally:
    if "nginx" in globals():
        nginx.process.terminate()
        nginx.process.wait()
    shutil.rmtree(scratch, ignore_errors=True)
