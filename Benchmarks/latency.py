#!/usr/bin/env python3
"""From the sound card to the socket: clicks played into a PulseAudio sink, looked for in the bytes of /stream.wav, with and
without segments being written, and in what arecord hears from the same device. The clicks are written straight into the
server's buffer of 5 ms, so that nothing lies in a pipe or a player before them; the sink's and the monitor's own delay is
PulseAudio's, and part of each figure: arecord's shows how much."""
import array
import ctypes
import os
import socket
import statistics
import subprocess
import sys
import threading
import time

from bench import Run, machine

CLICKS = int(sys.argv[1]) if len(sys.argv) > 1 else 40
ROUNDS = 2
RATE, FRAME = 48000, 4
BLOCK = RATE * FRAME // 200
PULSE = ctypes.CDLL("libpulse-simple.so.0")
PULSE.pa_simple_new.restype = ctypes.c_void_p
PULSE.pa_simple_write.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_void_p]
PULSE.pa_simple_free.argtypes = [ctypes.c_void_p]


class Sample(ctypes.Structure):
    _fields_ = [("format", ctypes.c_int), ("rate", ctypes.c_uint32), ("channels", ctypes.c_uint8)]


class Buffer(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint32) for name in ["most", "target", "first", "least", "piece"]]


class Player(threading.Thread):
    """Writes a click every half second, at the pace of the server that takes them; `sent` says when."""

    def __init__(self, run):
        super().__init__(daemon=True)
        self.server = run.pulse["PULSE_SERVER"].encode()
        self.sent = []

    def run(self):
        unset = 0xFFFFFFFF
        stream = PULSE.pa_simple_new(
            ctypes.c_char_p(self.server), b"clicks", 1, b"vinyl", b"clicks", ctypes.byref(Sample(3, RATE, 2)), None,
            ctypes.byref(Buffer(unset, BLOCK, 0, BLOCK // 2, unset)), None)
        if not stream:
            os._exit(os.EX_UNAVAILABLE)
        click = array.array("h", [20000] * (BLOCK // 2)).tobytes()
        for step in range(CLICKS * 100 + 300):
            loud = step >= 300 and step % 100 == 0
            if loud:
                self.sent.append(time.monotonic())
            PULSE.pa_simple_write(stream, click if loud else bytes(BLOCK), BLOCK, None)
        PULSE.pa_simple_free(stream)


def delays(run, read):
    """Milliseconds from each click's writing to the moment when `read` gave its first bytes."""
    player = Player(run)
    player.start()
    heard, left, quiet = [], b"", True
    while player.is_alive():
        data = left + read()
        now = time.monotonic()
        whole = len(data) // FRAME * FRAME
        left = data[whole:]
        loud = max(map(abs, array.array("h", data[:whole])), default=0) > 8000
        if loud and quiet:
            heard.append(now)
        quiet = not loud
    later = [next((h - moment for h in heard if 0 <= h - moment < 0.4), None) for moment in player.sent]
    return sorted(delay * 1000 for delay in later if delay is not None)


def relay(run, **settings):
    run.relay(**run.pulse, AUDIO_DEVICE="vinyl", **settings)
    time.sleep(2)
    with socket.create_connection(("127.0.0.1", run.port)) as client:
        client.sendall(b"GET /stream.wav HTTP/1.0\r\n\r\n")
        return delays(run, lambda: client.recv(65536))


def arecord(run):
    recorder = run.start(
        ["arecord", "-q", "-D", "vinyl", "-f", "S16_LE", "-r", str(RATE), "-c", "2", "-t", "raw", "--period-size=1024",
         "--buffer-size=24000"], run.pulse, stdout=subprocess.PIPE)
    time.sleep(2)
    return delays(run, lambda: os.read(recorder.stdout.fileno(), 65536))


def main():
    print(f"{machine()}; capture period 1024 frames at {RATE // 1000} kHz (21 ms)\n")
    print("| who | clicks heard | median ms | 95 % ms |\n|---|---|---|---|")
    ways = [
        ("vinyl-relay, no segments", lambda run: relay(run, SEGMENT_FLOOR_MB="1000000")),
        ("vinyl-relay, with segments", relay),
        ("arecord", arecord),
    ]
    # There and back, in an order that favours none.
    for name, way in (ways + ways[::-1]) * (ROUNDS // 2):
        with Run() as run:
            run.sound_card()
            found = way(run)
            if not found:
                raise SystemExit(f"{name} heard none of the clicks")
            print(f"| {name} | {len(found)} of {CLICKS} | {statistics.median(found):.1f} | {found[int(len(found) * 0.95)]:.1f} |",
                  flush=True)


main()
