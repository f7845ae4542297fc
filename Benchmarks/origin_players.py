#!/usr/bin/env python3
"""Ten thousand players against one nginx with the configuration that we ship: each asks for the head once as a new one, then
again and again with the ETag that it has. Says how long the answers take, how many bytes they have, and what they cost.

    Benchmarks/origin_players.py ORIGIN-FOLDER STREAM [players] [requests a second] [seconds]
"""
import asyncio
import os
import random
import resource
import socket
import subprocess
import sys
import tempfile
import time

root, stream = os.path.abspath(sys.argv[1]), sys.argv[2]
players = int(sys.argv[3]) if len(sys.argv) > 3 else 10_000
rate = int(sys.argv[4]) if len(sys.argv) > 4 else 500
seconds = int(sys.argv[5]) if len(sys.argv) > 5 else 30
here = os.path.dirname(os.path.abspath(__file__))


def start_nginx(folder):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with open(f"{folder}/players.map", "w") as file:
        for number in range(players):
            file.write(f'"Bearer token{number}" shop-{number};\n')
    site = open(f"{here}/../share/origin/nginx.conf").read()
    site = site.replace("/etc/nginx/lomuz-players.map", f"{folder}/players.map")
    site = site.replace("listen 80;", f"listen 127.0.0.1:{port} backlog=4096;")
    site = site.replace("root /srv/lomuz;", f"root {root};")
    with open(f"{folder}/nginx.conf", "w") as file:
        file.write(f"""daemon off; pid {folder}/pid; worker_processes 1; user root;
events {{ worker_connections 4096; }}
http {{ access_log off; map_hash_max_size 65536; map_hash_bucket_size 128; client_body_temp_path {folder}/bodies;
{site} }}""")
    server = subprocess.Popen(["nginx", "-p", folder, "-e", f"{folder}/errors", "-c", f"{folder}/nginx.conf"])
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return server, port
        except OSError:
            time.sleep(0.05)
    sys.exit(open(f"{folder}/errors").read())


def cpu_seconds(pid):
    """Of a process and its children."""
    total = 0.0
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            fields = open(f"/proc/{entry}/stat").read().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(entry) == pid or int(fields[1]) == pid:
            total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


async def ask(port, number, tag, answers):
    """A connection of its own, as a player that sleeps ten minutes has."""
    start = time.monotonic()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    condition = f"If-None-Match: {tag}\r\n" if tag else ""
    writer.write(f"GET /s/{stream}/head.json HTTP/1.1\r\nHost: music\r\nAuthorization: Bearer token{number}\r\n"
                 f"{condition}Connection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    answers.append((time.monotonic() - start, int(answer[9:12]), len(answer)))
    for line in answer.split(b"\r\n"):
        if line.lower().startswith(b"etag:"):
            return line[5:].strip().decode()


async def run(port, server):
    first, later, tags, tasks = [], [], {}, set()

    async def one(number):
        known = tags.get(number)
        tags[number] = await ask(port, number, known, later if known else first) or known

    # All once, then for so long by chance.
    before, start = cpu_seconds(server.pid), time.monotonic()
    wanted = list(range(players)) + [random.randrange(players) for _ in range(rate * seconds)]
    for count, number in enumerate(wanted):
        pause = start + count / rate - time.monotonic()
        if pause > 0:
            await asyncio.sleep(pause)
        task = asyncio.create_task(one(number))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
    await asyncio.gather(*tasks)
    spent, took = cpu_seconds(server.pid) - before, time.monotonic() - start
    tell("first", first, 200)
    tell("again", later, 304)
    count = len(first) + len(later)
    print(f"{count} requests in {took:.0f} s: {count / took:.0f}/s; nginx took {spent:.2f} s of a processor, "
          f"{spent / count * 1e6:.0f} us each; {players} players every ten minutes: "
          f"{spent / count * players / 600 * 100:.2f} % of one core")


def tell(name, answers, status):
    times = sorted(answer[0] for answer in answers)
    wrong = sum(answer[1] != status for answer in answers)
    print(f"{name}: {len(answers)} answers, {wrong} not {status}, median {times[len(times) // 2] * 1e3:.1f} ms, "
          f"p99 {times[len(times) * 99 // 100] * 1e3:.1f} ms, {max(answer[2] for answer in answers)} bytes at most")


with tempfile.TemporaryDirectory() as folder:
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    server, port = start_nginx(folder)
    try:
        asyncio.run(run(port, server))
    finally:
        server.terminate()
        server.wait()
