import Foundation
import Glibc

/// A sound card made of PulseAudio: what is played into it is heard by the ALSA device `vinyl`. The device `mute` opens
/// and never gives a frame.
final class PulseServer: Sendable {
    private let scratch: Scratch
    private var folder: String { scratch.path }
    private let child: ChildProcess

    /// Tells ALSA of the devices, whether or not there is a server behind them.
    static func configuration(in scratch: Scratch) throws -> [String: String] {
        let devices = ["vinyl": "vinyl.monitor", "mute": "mute"].map { name, source in
            """
            pcm.\(name) {
                type pulse
                server "unix:\(scratch.path)/pulse.socket"
                device "\(source)"
                hint { show on
                    description "A \(name) turntable" }
            }

            """
        }
        let file = try scratch.file("asound.conf", devices.joined())
        return ["ALSA_CONFIG_PATH": "/usr/share/alsa/alsa.conf:\(file)"]
    }

    /// Answers when it takes clients.
    init(in scratch: Scratch, sound: String = "rate=48000 channels=2 format=s16le") async throws {
        self.scratch = scratch
        let folder = scratch.path
        let pipe = folder + "/mute.pipe"
        let modules = [
            "module-null-sink sink_name=vinyl " + sound,
            "module-pipe-source source_name=mute file=\(pipe) rate=48000 channels=2 format=s16le",
            "module-native-protocol-unix socket=\(folder)/pulse.socket auth-anonymous=1",
        ]
        let options = [
            "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=yes",
            "--realtime=no", "--high-priority=no",
        ]
        child = try ChildProcess(
            "pulseaudio", options + modules.flatMap { ["-L", $0] }, environment: Self.environment(folder),
            errors: folder + "/pulse-errors")
        do {
            try await eventually("PulseAudio answers", every: 0.1) {
                try await Program.run("pactl", ["info"], environment: Self.environment(folder)).status == 0
                    ? true : nil
            }
        } catch {
            let said = (try? String(contentsOfFile: folder + "/pulse-errors", encoding: .utf8)) ?? "nothing"
            throw NeverHappened(
                description:
                    "\(error); it \(child.ended == nil ? "runs" : "has ended") and said: \(said.suffix(400))")
        }
    }

    deinit { child.end() }

    /// For programs that speak to it themselves.
    var address: String { "unix:\(folder)/pulse.socket" }

    private static func environment(_ folder: String) -> [String: String] {
        let own = [
            "HOME": folder, "XDG_RUNTIME_DIR": folder, "PULSE_RUNTIME_PATH": folder,
            "PULSE_SERVER": "unix:\(folder)/pulse.socket",
        ]
        return Program.systemEnvironment.merging(own) { $1 }
    }

    /// Like a plug being pulled.
    func vanish() { child.end() }

    /// Like a device that hangs.
    func hang() { child.signal(SIGSTOP) }
    func goOn() { child.signal(SIGCONT) }

    /// Plays a sine through the sound card to its end.
    func play(hertz: Int, seconds: Double) async throws {
        let tone = folder + "/tone.wav"
        try await sox([
            "-n", "-r", "48000", "-c", "2", "-b", "16", tone, "synth", "\(seconds)", "sine", "\(hertz)",
        ])
        let run = try await Program.run(
            "paplay", ["--device=vinyl", tone], environment: Self.environment(folder))
        guard run.status == 0 else { throw NeverHappened(description: "paplay: \(run.errors)") }
    }

    private func sox(_ arguments: [String]) async throws {
        let run = try await Program.run("sox", arguments)
        guard run.status == 0 else { throw NeverHappened(description: "sox: \(run.errors)") }
    }
}
