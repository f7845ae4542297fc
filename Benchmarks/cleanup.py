#!/usr/bin/env python3
"""`vinyl-jobs cleanup` with nothing to do, among 10,000 recordings and 100,000 segments: CPU seconds and time."""
import datetime
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

from bench import ROOT, machine

RECORDINGS, SEGMENTS = 10_000, 100_000
ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 9
JOBS = os.environ.get("VINYL_JOBS", os.path.join(ROOT, ".build", "release", "vinyl-jobs"))
DAY = 86_400_000_000


def stamp(microseconds):
    moment = datetime.datetime.fromtimestamp(microseconds / 1e6, datetime.timezone.utc)
    return moment, moment.strftime("%Y%m%dT%H%M%S.") + f"{microseconds // 1000 % 1000:03d}Z"


def lay(path):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    open(path, "w").close()


def fill(folder, now):
    base = sqlite3.connect(os.path.join(folder, "catalogue.db"))
    base.execute("INSERT INTO tapes VALUES (1, 'aaaaaaaa', 48000, 2, 16, NULL, NULL)")
    for number in range(SEGMENTS):
        start, frame = now - (SEGMENTS - number) * 60_000_000, number * 2_880_000
        moment, name = stamp(start)
        path = f"{moment:%Y-%m-%d}/{name}-aaaaaaaa-{frame:015d}.flac"
        lay(f"{folder}/segments/{path}")
        base.execute(
            "INSERT INTO segments (tape, first_frame, frames, start_us, told_start_us, synchronised, device, path, bytes,"
            " indexed_us) VALUES ('aaaaaaaa', ?, 2880000, ?, ?, 1, 'x', ?, 6000000, ?)", (frame, start, start, path, start))
    for number in range(RECORDINGS):
        start, key = now - number * 60_000_000, f"{number:08x}"
        moment, name = stamp(start)
        for ending in ("flac", "json", "cue", "png", "svg"):
            lay(f"{folder}/recordings/{moment:%Y-%m}/{name}-{key}.{ending}")
        base.execute(
            "INSERT INTO recordings (key, kind, title, permanent, start_us, end_us, frames, frames_per_second, channels,"
            " bits_per_sample, bytes, sha256, sides, tracks, assembled_us)"
            " VALUES (?, 'session', 'x', ?, ?, ?, 100, 48000, 2, 16, 300000000, '', 2, 10, ?)",
            (key, number % 2, start, start, start))
    base.execute("UPDATE facts SET value = value + ? WHERE name = 'elapsed_us'", (10 * DAY,))
    base.commit()
    base.close()


def main():
    with tempfile.TemporaryDirectory(prefix="vinyl-bench-") as folder:
        settings = {
            "VINYL_CONFIG": "/dev/null", "VINYL_FOLDER": folder, "SEGMENT_KEEP_HOURS": "8760", "RETENTION_DAYS": "3650",
            "DISK_RESERVE_PERCENT": "0", "DISK_ALERT_PERCENT": "100"}

        def clean():
            begin = time.perf_counter()
            pid = os.posix_spawnp(
                JOBS, [JOBS, "cleanup"], {**os.environ, **settings},
                file_actions=[(os.POSIX_SPAWN_OPEN, 2, folder + "/log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)])
            _, status, usage = os.wait4(pid, 0)
            if status:
                raise SystemExit(open(folder + "/log").read())
            return usage.ru_utime + usage.ru_stime, time.perf_counter() - begin

        clean()
        fill(folder, time.time_ns() // 1000)
        first = clean()
        # A folder that has changed within ten seconds is looked at again.
        time.sleep(11)
        clean()
        taken = [clean() for _ in range(ROUNDS)]
        if "had nothing to do" not in open(folder + "/log").read():
            raise SystemExit(open(folder + "/log").read())
        print(f"{machine()}; {RECORDINGS} recordings, {SEGMENTS} segments; {ROUNDS} rounds\n")
        print("| cleanup | CPU ms | ms |")
        print("|---|---|---|")
        print(f"| all folders read | {first[0] * 1000:.0f} | {first[1] * 1000:.0f} |")
        cpu, wall = (statistics.median(column) * 1000 for column in zip(*taken))
        print(f"| nothing to do | {cpu:.0f} | {wall:.0f} |")


main()
