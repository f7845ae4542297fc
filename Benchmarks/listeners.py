#!/usr/bin/env python3
"""Many MP3 listeners: the relay beside icecast2, which the same relay feeds. CPU, memory, largest gap between reads."""
import os
import resource
import select
import socket
import subprocess
import sys
import time

from bench import Run, cpu_seconds, machine, resident_megabytes, wait_for

SECONDS = int(sys.argv[1]) if len(sys.argv) > 1 else 30
resource.setrlimit(resource.RLIMIT_NOFILE, (20000, 20000))


def listen(port, path, count, pid):
    poll = select.epoll()
    clients = {}
    for _ in range(count):
        client = socket.create_connection(("127.0.0.1", port))
        client.sendall(f"GET {path} HTTP/1.0\r\nHost: x\r\n\r\n".encode())
        client.setblocking(False)
        clients[client.fileno()] = client
        poll.register(client.fileno(), select.EPOLLIN)
    last, worst, received = {}, 0.0, 0
    begin = time.monotonic()
    settled = begin + 8
    before = None
    while (now := time.monotonic()) < settled + SECONDS:
        if before is None and now >= settled:
            before = cpu_seconds(pid)
            received = 0
        for number, _ in poll.poll(1):
            data = clients[number].recv(65536)
            if not data:
                raise SystemExit(f"a listener of {path} was let go")
            received += len(data)
            now = time.monotonic()
            if before is not None and number in last:
                worst = max(worst, now - last[number])
            last[number] = now
    cpu = (cpu_seconds(pid) - before) / SECONDS
    memory = resident_megabytes(pid)
    for client in clients.values():
        client.close()
    return cpu * 100, memory, worst * 1000, received / SECONDS / count * 8 / 1000


def main():
    print(f"{machine()}; MP3 at 128 kbit/s, {SECONDS} s each, listeners in one process beside\n")
    print("| listeners | server | CPU % of a core | resident MB | largest gap ms | kbit/s each |\n|---|---|---|---|---|---|")
    for count in [500, 2000]:
        with Run() as run:
            ice, ice_port = run.icecast()
            relay = run.relay(
                AUDIO_DEVICE="simulated:lead=1", MAX_LISTENERS="5000", ICECAST_HOST="127.0.0.1", ICECAST_PORT=str(ice_port),
                ICECAST_SOURCE_PASSWORD="hackme")
            wait_for(lambda: b"vinyl.mp3" in subprocess.run(
                ["curl", "-s", f"http://127.0.0.1:{ice_port}/status-json.xsl"], capture_output=True).stdout or time.sleep(3) or True)
            time.sleep(4)
            idle = cpu_seconds(relay.pid)
            time.sleep(10)
            idle = (cpu_seconds(relay.pid) - idle) / 10 * 100
            rows = [("vinyl-relay", *listen(run.port, "/stream.mp3", count, relay.pid)),
                    ("icecast2", *listen(ice_port, "/vinyl.mp3", count, ice.pid))]
            for name, cpu, memory, gap, rate in rows:
                note = f" ({idle:.1f} of it capture, segments, encoder)" if name == "vinyl-relay" else ""
                print(f"| {count} | {name} | {cpu:.1f}{note} | {memory:.1f} | {gap:.0f} | {rate:.0f} |")
            print(f"| {count} | ratio of serving alone | {(rows[0][1] - idle) / rows[1][1]:.2f} | | | |", flush=True)


main()
