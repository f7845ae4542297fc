#!/usr/bin/env python3
"""The relay beside what it replaces: three ffmpeg processes around FIFOs, and beside darkice. CPU seconds per minute of
sound, and memory, all from one sound card in one run."""
import os
import sys
import time

from bench import Run, cpu_seconds, machine, record, resident_megabytes

SECONDS = int(sys.argv[1]) if len(sys.argv) > 1 else 60


def measure(pids):
    time.sleep(5)
    before = cpu_seconds(*pids)
    time.sleep(SECONDS)
    return (cpu_seconds(*pids) - before) * 60 / SECONDS, resident_megabytes(*pids)


def relay(music, **settings):
    with Run() as run:
        run.sound_card(music)
        _, port = run.icecast()
        icecast = {"ICECAST_HOST": "127.0.0.1", "ICECAST_PORT": str(port), "ICECAST_SOURCE_PASSWORD": "hackme"}
        if settings.pop("without_mp3", False):
            icecast = {}
        process = run.relay(**run.pulse, AUDIO_DEVICE="vinyl", **icecast, **settings)
        return measure([process.pid])


def ffmpeg(music):
    with Run() as run:
        run.sound_card(music)
        _, port = run.icecast()
        for fifo in ["mp3", "flac"]:
            os.mkfifo(run.path(fifo))
        quiet = ["ffmpeg", "-hide_banner", "-nostdin", "-y", "-loglevel", "error"]
        raw = ["-f", "s16le", "-ar", "48000", "-ac", "2"]
        os.mkdir(run.path("segments"))
        mp3 = run.start(quiet + raw + ["-i", run.path("mp3"), "-c:a", "libmp3lame", "-b:a", "128k", "-content_type", "audio/mpeg",
                                       "-f", "mp3", f"icecast://source:hackme@127.0.0.1:{port}/vinyl.mp3"])
        flac = run.start(quiet + raw + ["-i", run.path("flac"), "-c:a", "flac", "-f", "segment", "-segment_time", "60",
                                        run.path("segments/%03d.flac")])
        producer = run.start(quiet + ["-f", "alsa", "-ar", "48000", "-ac", "2", "-i", "vinyl", "-map", "0:a", *raw, run.path("mp3"),
                                      "-map", "0:a", *raw, run.path("flac")], run.pulse)
        return measure([producer.pid, mp3.pid, flac.pid])


def darkice(music):
    with Run() as run:
        run.sound_card(music)
        _, port = run.icecast()
        with open(run.path("darkice.cfg"), "w") as file:
            file.write(f"""[general]
duration = 0
bufferSecs = 2
reconnect = yes
realtime = no
[input]
device = vinyl
sampleRate = 48000
bitsPerSample = 16
channel = 2
[icecast2-0]
bitrateMode = cbr
bitrate = 128
format = mp3
quality = 0.5
server = 127.0.0.1
port = {port}
password = hackme
mountPoint = vinyl.mp3
""")
        process = run.start(["darkice", "-c", run.path("darkice.cfg")], run.pulse)
        return measure([process.pid])


def main():
    with Run() as run:
        music = record(run.folder, 120)
        rows = [
            ("vinyl-relay: capture, segments, MP3 to Icecast", relay(music)),
            ("vinyl-relay: capture and segments, nobody listens", relay(music, without_mp3=True)),
            ("vinyl-relay: capture, MP3 to Icecast, no segments", relay(music, SEGMENT_FLOOR_MB="1000000")),
            ("three ffmpeg: capture, segments, MP3 to Icecast", ffmpeg(music)),
            ("darkice: capture, MP3 to Icecast, no segments", darkice(music)),
        ]
    base = rows[3][1][0]
    print(f"{machine()}; 48 kHz, 16 bit, stereo, MP3 at 128 kbit/s, {SECONDS} s each\n")
    print("| what | CPU s per minute of sound | of ffmpeg's | resident MB |\n|---|---|---|---|")
    for name, (cpu, memory) in rows:
        print(f"| {name} | {cpu:.2f} | {cpu / base:.2f} × | {memory:.1f} |")


main()
