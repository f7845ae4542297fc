#!/usr/bin/env python3
"""From the sound card to the socket: clicks played into a PulseAudio sink, looked for in the bytes of /stream.wav, with and
without segments being written. The time a click takes into the card's buffer is PulseAudio's, and part of the figure."""
import array
import socket
import statistics
import subprocess
import sys
import threading
import time

from bench import Run, machine

CLICKS = int(sys.argv[1]) if len(sys.argv) > 1 else 40


def clicks(run, port):
    heard = []
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(b"GET /stream.wav HTTP/1.0\r\n\r\n")
        player = subprocess.Popen(
            ["pacat", "--playback", "--device=vinyl", "--rate=48000", "--channels=2", "--format=s16le", "--latency-msec=5",
             "--process-time-msec=2"], stdin=subprocess.PIPE, env={**__import__("os").environ, **run.pulse})
        sent = []

        def play():
            silence = bytes(48000 * 4 // 200)
            click = array.array("h", [20000] * 240 * 2).tobytes()
            begin = time.monotonic()
            for step in range(CLICKS * 100 + 300):
                isClick = step >= 300 and step % 100 == 0
                if isClick:
                    sent.append(time.monotonic())
                player.stdin.write(click if isClick else silence)
                player.stdin.flush()
                wait = begin + (step + 1) * 0.005 - time.monotonic()
                if wait > 0:
                    time.sleep(wait)

        thread = threading.Thread(target=play)
        thread.start()
        left, quiet = b"", True
        while thread.is_alive():
            data = left + client.recv(65536)
            now = time.monotonic()
            whole = len(data) // 4 * 4
            left = data[whole:]
            loud = max(map(abs, array.array("h", data[:whole])), default=0) > 8000
            if loud and quiet:
                heard.append(now)
            quiet = not loud
        player.stdin.close()
        player.wait()
    delays = []
    for moment in sent:
        later = [h - moment for h in heard if 0 <= h - moment < 0.4]
        if later:
            delays.append(later[0] * 1000)
    return delays


def main():
    print(f"{machine()}; capture period 1024 frames at 48 kHz (21 ms)\n")
    print("| segments | clicks heard | median ms | 95 % ms |\n|---|---|---|---|")
    without = {"SEGMENT_FLOOR_MB": "1000000"}
    # Each twice, in an order that favours neither.
    for name, settings in [("not written", without), ("written", {}), ("written", {}), ("not written", without)]:
        with Run() as run:
            run.sound_card()
            run.relay(**run.pulse, AUDIO_DEVICE="vinyl", **settings)
            time.sleep(2)
            delays = sorted(clicks(run, run.port))
            print(f"| {name} | {len(delays)} of {CLICKS} | {statistics.median(delays):.1f} | {delays[int(len(delays) * 0.95)]:.1f} |")


main()
