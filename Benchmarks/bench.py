"""What the benchmarks share: processes of their own, their CPU seconds and memory, a sound card made of PulseAudio."""
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request

TICKS = os.sysconf("SC_CLK_TCK")
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
RELAY = os.path.join(ROOT, ".build", "release", "vinyl-relay")


class Run:
    """A scratch folder and the processes started in it, all ended when it is left."""

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="vinyl-bench-")
        os.chmod(self.folder, 0o755)
        self.processes = []
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            if process.poll() is None:
                process.terminate()
        for process in reversed(self.processes):
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def start(self, command, environment=None, quiet=True, **options):
        log = open(self.path("log"), "ab") if quiet else None
        process = subprocess.Popen(
            command, env={**os.environ, **(environment or {})}, stdin=subprocess.DEVNULL,
            stdout=options.pop("stdout", log), stderr=log, **options)
        self.processes.append(process)
        return process

    def relay(self, **settings):
        port = free_port()
        self.port = port
        settings = {"VINYL_CONFIG": "/dev/null", "VINYL_FOLDER": self.path("vinyl"), "LISTEN_PORT": str(port), **settings}
        process = self.start([RELAY], settings)
        wait_for(lambda: fetch(port, "/status"))
        return process

    def sound_card(self, sound=None):
        """A PulseAudio null sink whose monitor is an ALSA capture device named vinyl; `sound` plays in a loop."""
        socket_path = self.path("pulse.sock")
        home = {"HOME": self.folder, "XDG_RUNTIME_DIR": self.folder, "PULSE_RUNTIME_PATH": self.folder}
        self.start(
            ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--disallow-exit", "--realtime=no", "--high-priority=no",
             "-L", f"module-native-protocol-unix socket={socket_path} auth-anonymous=1",
             "-L", "module-null-sink sink_name=vinyl rate=48000 channels=2 format=s16le"], home)
        wait_for(lambda: os.path.exists(socket_path))
        with open(self.path("asound.conf"), "w") as file:
            file.write('pcm.vinyl { type pulse server "unix:%s" device "vinyl.monitor" }\n' % socket_path)
        self.pulse = {**home, "PULSE_SERVER": f"unix:{socket_path}",
                      "ALSA_CONFIG_PATH": "/usr/share/alsa/alsa.conf:" + self.path("asound.conf")}
        if sound:
            self.start(["sh", "-c", f"while :; do paplay --device=vinyl {sound}; done"], self.pulse)
        time.sleep(1)

    def icecast(self, sources=3):
        port = free_port()
        for folder in ["ice", "ice/web", "ice/admin"]:
            os.makedirs(self.path(folder))
        with open(self.path("ice/icecast.xml"), "w") as file:
            file.write(f"""<icecast><limits><clients>5000</clients><sources>{sources}</sources>
                <queue-size>1048576</queue-size><burst-on-connect>1</burst-on-connect><burst-size>65535</burst-size></limits>
                <authentication><source-password>hackme</source-password><admin-user>admin</admin-user>
                <admin-password>hackme</admin-password></authentication><hostname>localhost</hostname>
                <listen-socket><port>{port}</port><bind-address>127.0.0.1</bind-address></listen-socket><fileserve>1</fileserve>
                <paths><logdir>{self.path('ice')}</logdir><webroot>{self.path('ice/web')}</webroot>
                <adminroot>{self.path('ice/admin')}</adminroot></paths>
                <logging><accesslog>a.log</accesslog><errorlog>e.log</errorlog><loglevel>1</loglevel></logging></icecast>""")
        subprocess.run(["chmod", "-R", "a+rwX", self.path("ice")], check=True)
        process = self.start(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "icecast2", "-c", self.path("ice/icecast.xml")])
        wait_for(lambda: socket.create_connection(("127.0.0.1", port), 1).close() or True)
        return process, port


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fetch(port, path):
    return urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5).read()


def status(port):
    return json.loads(fetch(port, "/status"))


def wait_for(look, seconds=20):
    end = time.time() + seconds
    while True:
        try:
            answer = look()
            if answer:
                return answer
        except OSError:
            pass
        if time.time() > end:
            raise SystemExit("a benchmark's program did not start; see its log")
        time.sleep(0.1)


def cpu_seconds(*pids):
    total = 0
    for pid in pids:
        with open(f"/proc/{pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def resident_megabytes(*pids):
    total = 0
    for pid in pids:
        with open(f"/proc/{pid}/status") as file:
            total += sum(int(line.split()[1]) for line in file if line.startswith("VmRSS"))
    return total / 1024


def machine():
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "unknown")
    return f"{model}, {os.cpu_count()} cores, Linux {os.uname().release}"


def record(folder, seconds):
    """Music for everybody: the built-in turntable, as a WAV file."""
    path = os.path.join(folder, "music.wav")
    environment = {**os.environ, "VINYL_CONFIG": "/dev/null", "AUDIO_PACE": "fast", "LISTEN_PORT": "0",
                   "AUDIO_DEVICE": f"simulated:lead=1,side={seconds},length={seconds}", "VINYL_FOLDER": os.path.join(folder, "rec"),
                   "SEGMENT_SECONDS": "3600"}
    subprocess.run([RELAY], env=environment, stderr=subprocess.DEVNULL, check=True)
    found = subprocess.run(["find", os.path.join(folder, "rec"), "-name", "*.flac"], capture_output=True, text=True, check=True)
    subprocess.run(["flac", "-d", "-s", "-f", "-o", path, found.stdout.split()[0]], check=True)
    return path
