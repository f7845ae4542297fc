#!/usr/bin/env python3
"""Many MP3 listeners: the relay beside icecast2, which the same relay feeds. CPU, memory, largest gap between reads."""
import os
import subprocess
import sys
import time

from bench import ROOT, Run, cpu_seconds, machine, resident_megabytes

SECONDS = int(sys.argv[1]) if len(sys.argv) > 1 else 30
COUNTS = [int(count) for count in sys.argv[2:]] or [500, 2000]
CLIENTS = os.path.join(ROOT, ".build", "listen")


def listen(run, port, path, count, pid):
    clients = run.start([CLIENTS, str(port), path, str(count), str(SECONDS)], stdout=subprocess.PIPE)
    if clients.stdout.readline() != b"ready\n":
        raise SystemExit(f"{count} listeners of {path} could not connect")
    before, start = cpu_seconds(pid), time.monotonic()
    gap, rate, gone = map(int, clients.stdout.readline().split())
    cpu = (cpu_seconds(pid) - before) / (time.monotonic() - start) * 100
    memory = resident_megabytes(pid)
    clients.wait()
    if gone:
        raise SystemExit(f"{gone} listeners of {path} were let go")
    return cpu, memory, gap, rate


def main():
    subprocess.run(["cc", "-O2", "-o", CLIENTS, os.path.join(ROOT, "Benchmarks", "listen.c")], check=True)
    print(f"{machine()}; MP3 at 128 kbit/s, {SECONDS} s each, listeners in one process beside\n")
    print("| listeners | server | CPU % of a core | resident MB | largest gap ms | kbit/s each |\n|---|---|---|---|---|---|")
    for count in COUNTS:
        with Run() as run:
            ice, ice_port = run.icecast()
            relay = run.relay(
                AUDIO_DEVICE="simulated:lead=1", MAX_LISTENERS="5000", ICECAST_HOST="127.0.0.1", ICECAST_PORT=str(ice_port),
                ICECAST_SOURCE_PASSWORD="hackme")
            time.sleep(8)
            idle = cpu_seconds(relay.pid)
            time.sleep(SECONDS)
            idle = (cpu_seconds(relay.pid) - idle) / SECONDS * 100
            rows = [("vinyl-relay", *listen(run, run.port, "/stream.mp3", count, relay.pid)),
                    ("icecast2", *listen(run, ice_port, "/vinyl.mp3", count, ice.pid))]
            for name, cpu, memory, gap, rate in rows:
                note = f" ({idle:.1f} of it capture, segments, encoder)" if name == "vinyl-relay" else ""
                print(f"| {count} | {name} | {cpu:.1f}{note} | {memory:.1f} | {gap:.0f} | {rate:.0f} |")
            print(f"| {count} | ratio of serving alone | {(rows[0][1] - idle) / rows[1][1]:.2f} | | | |", flush=True)


main()
