#!/usr/bin/env python3
"""Segments made one file, beside what others do: CPU seconds in turns, on the same segments.

    Benchmarks/joining.py [--minutes N] [--runs N] COMMAND...

COMMAND is ours, with {segments} and {output} where their paths belong."""
import argparse
import os
import resource
import subprocess

from bench import RELAY, Run, machine

RAW = "--force-raw-format --endian=little --sign=signed"


def spent(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, shell=True, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def segments(folder, minutes):
    environment = {**os.environ, "VINYL_CONFIG": "/dev/null", "AUDIO_PACE": "fast", "LISTEN_PORT": "0", "SEGMENT_SECONDS": "60",
                   "AUDIO_DEVICE": f"simulated:lead=1,length={minutes * 60}", "VINYL_FOLDER": folder}
    subprocess.run([RELAY], env=environment, stderr=subprocess.DEVNULL, check=True)
    found = subprocess.run(["find", folder, "-name", "*.flac"], capture_output=True, text=True, check=True)
    return sorted(found.stdout.split())


def verdict(path):
    return "passes" if subprocess.run(["flac", "-t", "-s", path], stderr=subprocess.DEVNULL).returncode == 0 else "fails"


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--minutes", type=int, default=60)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("command", nargs="+")
    options = options.parse_args()
    with Run() as run:
        pieces = segments(run.path("vinyl"), options.minutes)
        with open(run.path("list"), "w") as file:
            file.writelines(f"file '{piece}'\n" for piece in pieces)
        names = " ".join(pieces)
        shape = "--channels=2 --bps=16 --sample-rate=48000"
        ways = {
            "vinyl": " ".join(options.command).format(segments=names, output=run.path("vinyl.flac")),
            "flac -d, flac -5": f"flac -d -s -c {RAW} {names} | flac -5 -s -f {RAW} {shape} -o {run.path('flac.flac')} -",
            "ffmpeg -c copy": f"ffmpeg -loglevel error -y -f concat -safe 0 -i {run.path('list')} -c copy {run.path('ffmpeg.flac')}",
        }
        outputs = dict(zip(ways, [run.path(name) for name in ["vinyl.flac", "flac.flac", "ffmpeg.flac"]]))
        costs = {name: 0.0 for name in ways}
        for _ in range(options.runs):
            for name, command in ways.items():
                costs[name] += spent(command) / options.runs
        print(f"{machine()}; {options.minutes} min of 48 kHz, 16 bit, stereo in {len(pieces)} segments, {options.runs} runs\n")
        print("| what | CPU s | of flac's | `flac -t` |\n|---|---|---|---|")
        for name, cost in costs.items():
            print(f"| {name} | {cost:.2f} | {cost / costs['flac -d, flac -5']:.2f} × | {verdict(outputs[name])} |")


main()
