import Foundation
import Testing

@Suite struct `the streams are played by` {
    static let streams = ["wav", "flac", "mp3"]
    private let scratch: Scratch
    private let relay: RelayProcess

    init() async throws {
        let scratch = try Scratch()
        let open = try await onThread {
            try OpenRelay(["AUDIO_DEVICE": "simulated:seed=5,lead=0.5"], in: scratch)
        }
        self.scratch = scratch
        relay = open.process
        port = open.port
    }

    private let port: Int

    @Test(arguments: streams)
    func curl(stream: String) async throws {
        let path = scratch.path + "/curl"
        let run = try await Program.run("curl", ["-s", "-m", "3", "-o", path, url(stream)])
        // It ends because its time is up, not because anything was wrong.
        #expect(run.status == 28)
        #expect(try bytes(of: path) > ["wav": 400_000, "flac": 150_000, "mp3": 40_000][stream] ?? 0)
    }

    @Test(.enabled(if: Installed.has("ffmpeg"), "ffmpeg is installed"), arguments: streams)
    func ffmpeg(stream: String) async throws {
        let path = scratch.path + "/ffmpeg"
        let options = ["-v", "error", "-xerror", "-i", url(stream), "-t", "3", "-f", "s16le", path]
        let run = try await Program.run("ffmpeg", options)
        #expect(run.status == 0 && run.errors == "")
        #expect(try bytes(of: path) == 3 * 192_000)
    }

    @Test(.enabled(if: Installed.has("mpg123"), "mpg123 is installed"), arguments: [[], ["--no-icy-meta"]])
    func mpg123(options: [String]) async throws {
        let path = scratch.path + "/mpg123"
        let run = try await Program.run("mpg123", options + ["-v", "-n", "125", "-w", path, url("mp3")])
        #expect(run.status == 0 && !run.errors.lowercased().contains("warning"), "\(run.errors)")
        #expect(try bytes(of: path) >= 125 * 1_152 * 4)
        #expect(run.errors.contains("ICY-META: StreamTitle='Live'") == options.isEmpty)
    }

    @Test(.enabled(if: Installed.has("mpv"), "mpv is installed"), arguments: streams)
    func mpv(stream: String) async throws {
        let options = ["--no-config", "--no-video", "--ao=null", "--length=3", "--msg-level=all=error"]
        let run = try await Program.run("mpv", options + [url(stream)])
        #expect(run.status == 0 && run.output == "" && run.errors == "", "\(run.output) \(run.errors)")
    }

    @Test(.enabled(if: Installed.has("cvlc", "setpriv"), "VLC is installed"), arguments: streams)
    func VLC(stream: String) async throws {
        let home = try scratch.openFolder("home")
        let words = Installed.withoutPrivilege([
            "cvlc", "--no-video", "--aout=afile", "--audiofile-file=\(home)/sound", "--run-time=3",
            "--play-and-exit",
            url(stream), "vlc://quit",
        ])
        let run = try await Program.run(words[0], Array(words.dropFirst()), environment: ["HOME": home])
        #expect(run.status == 0)
        #expect(try bytes(of: home + "/sound") > 2 * 192_000)
    }

    @Test(.enabled(if: Installed.has("curl", "promtool"), "promtool is installed"))
    func promtool() async throws {
        let command = #"curl -s "$0" | promtool check metrics"#
        let run = try await Program.run("sh", ["-c", command, "http://127.0.0.1:\(port)/metrics"])
        #expect(run.status == 0 && run.errors == "" && run.output == "")
    }

    private func url(_ stream: String) -> String { "http://127.0.0.1:\(port)/stream.\(stream)" }

    private func bytes(of path: String) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    }
}
