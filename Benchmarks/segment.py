#!/usr/bin/env python3
"""Finding sessions against `flac -t` and `ffmpeg -af silencedetect`: CPU seconds on the same files, one after another in turn;
and how long it takes until vinyl-jobs has said its version."""
import os
import statistics
import subprocess
import sys
import time

from bench import ROOT, Run, machine, record

MINUTES = int(sys.argv[1]) if len(sys.argv) > 1 else 20
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 5
JOBS = os.path.join(ROOT, ".build", "release", "vinyl-jobs")


def cpu_seconds(command):
    quiet = [(os.POSIX_SPAWN_OPEN, number, "/dev/null", os.O_WRONLY, 0) for number in (1, 2)]
    pid = os.posix_spawnp(command[0], command, {**os.environ, "VINYL_CONFIG": "/dev/null"}, file_actions=quiet)
    _, status, usage = os.wait4(pid, 0)
    if status != 0:
        raise SystemExit(f"failed: {' '.join(command)}")
    return usage.ru_utime + usage.ru_stime


def sounds(run):
    """Records from the built-in turntable, and noise like loud music without a pause."""
    music = os.path.join(run.folder, "music.flac")
    subprocess.run(["flac", "-5", "-s", "-f", "-o", music, record(run.folder, MINUTES * 60)], check=True)
    noise = os.path.join(run.folder, "noise.flac")
    synth = ["synth", str(MINUTES * 60), "pinknoise"]
    subprocess.run(
        ["sox", "-n", "-r", "48000", "-c", "2", "-b", "16", "-C", "5", noise] + synth + synth + ["vol", "0.5"], check=True)
    return [("records", music), ("noise", noise)]


def compare(name, path):
    commands = {
        "vinyl-jobs analyse": [JOBS, "analyse", path], "flac -t": ["flac", "-t", "-s", path],
        "ffmpeg silencedetect": ["ffmpeg", "-nostdin", "-v", "error", "-i", path, "-af", "silencedetect=n=-50dB:d=1", "-f", "null", "-"]}
    seconds = {command: [] for command in commands}
    for _ in range(ROUNDS):
        for command, words in commands.items():
            seconds[command].append(cpu_seconds(words))
    for command, measured in seconds.items():
        ratio = statistics.median(mine / theirs for mine, theirs in zip(measured, seconds["flac -t"]))
        print(f"| {name} | {command} | {statistics.median(measured) * 60 / MINUTES:.2f} | {ratio:.2f} × |")


def start_up():
    taken = []
    for _ in range(40):
        begin = time.perf_counter()
        subprocess.run([JOBS, "--version"], stdout=subprocess.DEVNULL, check=True)
        taken.append((time.perf_counter() - begin) * 1000)
    return statistics.median(taken), min(taken)


def main():
    print(f"{machine()}; {MINUTES} minutes at 48 kHz, 16 bit, stereo; {ROUNDS} rounds\n")
    print("| sound | what | CPU s per hour of sound | of flac -t |\n|---|---|---|---|")
    with Run() as run:
        for name, path in sounds(run):
            compare(name, path)
    print("\n`vinyl-jobs --version`: median %.1f ms, at best %.1f ms" % start_up())


main()
