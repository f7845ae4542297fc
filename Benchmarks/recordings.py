#!/usr/bin/env python3
"""What becomes of a session, through the programs themselves: CPU seconds beside flac's on the same segments, and memory.

    Benchmarks/recordings.py [HOURS OF A LONG SESSION]"""
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time

from bench import RELAY, ROOT, Run, machine

HOURS = float(sys.argv[1]) if len(sys.argv) > 1 else 11.5
JOBS = os.path.join(ROOT, ".build", "release", "vinyl-jobs")
RAW = "--force-raw-format --endian=little --sign=signed"


class Evening:
    """A side of so many minutes, played again and again onto a tape as fast as can be: one session."""

    def __init__(self, run, name, minutes, times, tracks):
        self.folder = run.path(name)
        fifo = run.path(name + ".fifo")
        os.mkfifo(fifo)
        self.environment = {**os.environ, "VINYL_CONFIG": "/dev/null", "VINYL_FOLDER": self.folder, "AUDIO_DEVICE": "file:" + fifo,
                            "AUDIO_PACE": "fast", "LISTEN_PORT": "0", "SESSION_GAP_SECONDS": "600", "AUDIO_SAMPLE_RATE": "48000",
                            "AUDIO_CHANNELS": "2", "AUDIO_BIT_DEPTH": "16"}
        side = self.side(run, name, minutes, tracks)
        relay = run.start([RELAY], self.environment)
        with open(fifo, "wb") as tape:
            for _ in range(times):
                with open(side, "rb") as sound:
                    shutil.copyfileobj(sound, tape, 1 << 20)
            # Nobody listens any more.
            tape.write(bytes(4 * 48_000 * 900))
        time.sleep(5)
        relay.terminate()
        relay.wait()
        self.jobs("segment")

    def side(self, run, name, minutes, tracks):
        length = minutes * 60 + 30
        folder = run.path(name + "-side")
        turntable = f"simulated:lead=5,side={minutes * 60},tracks={tracks},sides=1,rest=100,length={length}"
        environment = {**self.environment, "VINYL_FOLDER": folder, "AUDIO_DEVICE": turntable, "SEGMENT_SECONDS": "3600"}
        subprocess.run([RELAY], env=environment, stderr=subprocess.DEVNULL, check=True)
        found = subprocess.run(["find", folder, "-name", "*.flac"], capture_output=True, text=True, check=True)
        path = run.path(name + ".raw")
        subprocess.run(f"flac -d -s -f {RAW} -o {path} {found.stdout.split()[0]}", shell=True, check=True)
        return path

    def jobs(self, *words):
        """CPU seconds, seconds, MB at most."""
        quiet = [(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)]
        begin = time.perf_counter()
        pid = os.posix_spawn(JOBS, [JOBS, "--quiet", *words], self.environment, file_actions=quiet)
        _, status, usage = os.wait4(pid, 0)
        if status != 0:
            raise SystemExit(f"failed: vinyl-jobs {' '.join(words)}")
        return usage.ru_utime + usage.ru_stime, time.perf_counter() - begin, usage.ru_maxrss / 1024

    def catalogue(self):
        return sqlite3.connect(os.path.join(self.folder, "catalogue.db"))

    def recording(self):
        rows = self.catalogue().execute("SELECT id, frames / frames_per_second / 60.0, tracks FROM recordings").fetchall()
        if len(rows) != 1:
            raise SystemExit(f"there are {len(rows)} recordings, where one was expected")
        return rows[0]

    def again(self):
        """As if it had never been assembled."""
        catalogue = self.catalogue()
        with catalogue:
            catalogue.execute("DELETE FROM recordings")
            catalogue.execute("UPDATE sessions SET assembled_us = NULL")
        subprocess.run(["rm", "-rf", os.path.join(self.folder, "recordings")], check=True)


def flac_again(run, segments):
    shape = "--channels=2 --bps=16 --sample-rate=48000"
    command = f"flac -d -s -c {RAW} {' '.join(segments)} | flac -5 -s -f {RAW} {shape} -o {run.path('again.flac')} -"
    before = os.times()
    subprocess.run(command, shell=True, check=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def joined(run, evening, number, segments):
    """CPU seconds of the joining alone, without loudness and pictures; and of ffmpeg's."""
    ours = [evening.jobs("recordings", "export", str(number), "--force", "--to", run.path("whole"))[0] for _ in range(3)]
    with open(run.path("list"), "w") as file:
        file.writelines(f"file '{segment}'\n" for segment in segments)
    command = f"ffmpeg -loglevel error -y -f concat -safe 0 -i {run.path('list')} -c copy {run.path('ffmpeg.flac')}"
    before = os.times()
    subprocess.run(command, shell=True, check=True)
    after = os.times()
    theirs = after.children_user + after.children_system - before.children_user - before.children_system
    return statistics.median(ours), theirs


def verdict(path):
    return "passes" if subprocess.run(["flac", "-t", "-s", path], stderr=subprocess.DEVNULL).returncode == 0 else "refuses"


def hour(run):
    evening = Evening(run, "hour", 30, 2, 11)
    found = subprocess.run(["find", evening.folder + "/segments", "-name", "*.flac"], capture_output=True, text=True, check=True)
    ours, theirs = [], []
    for _ in range(3):
        evening.again()
        ours.append(evening.jobs("assemble")[0])
        theirs.append(flac_again(run, sorted(found.stdout.split())))
    number, minutes, tracks = evening.recording()
    # The tape is a little longer than what is kept of it.
    theirs = [seconds * minutes / len(found.stdout.split()) for seconds in theirs]
    ratio = statistics.median(mine / other for mine, other in zip(ours, theirs))
    copied, concatenated = joined(run, evening, number, sorted(found.stdout.split()))
    theirs_all = statistics.median(theirs)
    print("| what | CPU s | of flac's |\n|---|---|---|")
    print(f"| frames copied, decoded once and MD5 taken (export of all) | {copied:.2f} | {copied / theirs_all:.2f} × |")
    print(f"| ffmpeg -c copy, which `flac -t` {verdict(run.path('ffmpeg.flac'))} | {concatenated:.2f} | {concatenated / theirs_all:.2f} × |")
    print(f"| vinyl-jobs assemble, {minutes:.0f} min, with loudness, pictures and MD5 | {statistics.median(ours):.2f} | {ratio:.2f} × |")
    print(f"| flac -d, flac -5 | {statistics.median(theirs):.2f} | 1.00 × |\n")
    cpu, seconds, memory = evening.jobs("recordings", "export", str(number), "--tracks", "--to", run.path("tracks"))
    print(f"Export of {minutes:.0f} min in {tracks} tracks: {seconds:.1f} s, {cpu:.1f} s of CPU, {memory:.0f} MB.")
    return evening


def shelf(evening):
    """A thousand rows like the first."""
    catalogue = evening.catalogue()
    columns = [row[1] for row in catalogue.execute("PRAGMA table_info(recordings)") if row[1] not in ("id", "key")]
    names = ", ".join(columns)
    with catalogue:
        catalogue.execute(f"""INSERT INTO recordings (key, {names})
            WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 999)
            SELECT printf('%08x', n), {names} FROM number, (SELECT {names} FROM recordings LIMIT 1)""")
    taken = [evening.jobs("recordings") for _ in range(11)]
    cpu, seconds = (statistics.median(figures) * 1000 for figures in list(zip(*taken))[:2])
    print(f"List of 1,000 recordings: {seconds:.0f} ms, {cpu:.0f} ms of CPU.")


def long_session(run):
    evening = Evening(run, "long", 23, round(HOURS * 60 / 23.5), 5)
    cpu, seconds, memory = evening.jobs("assemble")
    _, minutes, tracks = evening.recording()
    print(f"A session of {minutes / 60:.1f} h, {tracks} tracks: assembled with {cpu:.0f} s of CPU, {memory:.1f} MB resident at most.")


def main():
    print(machine() + "\n")
    with Run() as run:
        shelf(hour(run))
        long_session(run)


main()
