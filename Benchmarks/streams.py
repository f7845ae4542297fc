#!/usr/bin/env python3
"""What recording costs the streams: the CPU of each of the relay's threads, with and without segments being written, while
some listen to each stream. What the thread that writes segments takes is shown beside, and is not part of the streams."""
import os
import statistics
import sys
import time

from bench import Run, machine, record

SECONDS = int(sys.argv[1]) if len(sys.argv) > 1 else 40
LISTENERS = 5


def thread_seconds(pid):
    seconds = {}
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/comm") as file:
            name = file.read().strip()
        with open(f"/proc/{pid}/task/{task}/schedstat") as file:
            seconds[name] = seconds.get(name, 0) + int(file.read().split()[0]) / 1e9
    return seconds


def measure(music, **settings):
    with Run() as run:
        run.sound_card(music)
        relay = run.relay(**run.pulse, AUDIO_DEVICE="vinyl", **settings)
        for stream in ["wav", "flac", "mp3"] * LISTENERS:
            run.start(["curl", "-s", "-o", "/dev/null", f"http://127.0.0.1:{run.port}/stream.{stream}"])
        time.sleep(10)
        before = thread_seconds(relay.pid)
        time.sleep(SECONDS)
        after = thread_seconds(relay.pid)
        return {name: (after[name] - before.get(name, 0)) * 60 / SECONDS for name in after}


def main():
    print(f"{machine()}; {LISTENERS} listeners of each stream, {SECONDS} s each, four times in an order that favours neither;\n"
          "CPU s per minute of sound, medians\n")
    without, written = {"SEGMENT_FLOOR_MB": "1000000"}, {}
    found = {"without": [], "with": []}
    with Run() as run:
        music = record(run.folder, 30)
        for name in ["without", "with", "with", "without"] * 2:
            found[name].append(measure(music, **(without if name == "without" else written)))
    threads = sorted({name for runs in found.values() for run in runs for name in run})
    print("| thread | without segments | with segments |\n|---|---|---|")
    middle = {way: {name: statistics.median(run.get(name, 0) for run in runs) for name in threads} for way, runs in found.items()}
    for name in threads:
        print(f"| {name} | {middle['without'][name]:.3f} | {middle['with'][name]:.3f} |")
    streams = {way: statistics.median(sum(used for name, used in run.items() if name != "segments") for run in runs)
               for way, runs in found.items()}
    print(f"| all but segments | {streams['without']:.3f} | {streams['with']:.3f} |")
    print(f"\nWhat recording costs the streams: {(streams['with'] / streams['without'] - 1) * 100:+.1f} %")


main()
