import Foundation
import TestSupport
import Testing

@Suite struct `a long silence` {
    /// A program that plays a stream, and how far it says it has come.
    enum Player: String, CaseIterable, Sendable {
        case flac, ffmpegFLAC, ffmpegMP3, mpg123, mpvFLAC, mpvMP3, vlcFLAC, vlcMP3

        var isUsual: Bool { [.flac, .ffmpegFLAC, .ffmpegMP3, .mpg123].contains(self) }
        var isInstalled: Bool { Installed.has(program) }

        private var program: String {
            switch self {
            case .flac: "flac"
            case .ffmpegFLAC, .ffmpegMP3: "ffmpeg"
            case .mpg123: "mpg123"
            case .mpvFLAC, .mpvMP3: "mpv"
            case .vlcFLAC, .vlcMP3: "cvlc"
            }
        }

        func start(_ base: String, in scratch: Scratch) throws -> Playing {
            let output = scratch.path + "/played-" + rawValue
            let url = base + (rawValue.hasSuffix("3") ? "mp3" : "flac")
            let child = try ChildProcess(
                "sh", ["-c", try command(scratch), url, output],
                environment: Program.systemEnvironment.merging(["HOME": scratch.openFolder("home")]) { $1 },
                errors: scratch.path + "/complaints")
            return Playing(player: self, child: child, path: self.path(output, scratch))
        }

        /// `$0` is the address, `$1` the file for the sound.
        private func command(_ scratch: Scratch) throws -> String {
            switch self {
            case .flac:
                return
                    #"curl -sN "$0" | flac -d -s -c --force-raw-format --endian=little --sign=signed - > "$1""#
            case .ffmpegFLAC, .ffmpegMP3:
                return #"exec ffmpeg -v error -i "$0" -f s16le -flush_packets 1 "$1""#
            case .mpg123: return #"exec mpg123 -q -s "$0" > "$1""#
            case .mpvFLAC, .mpvMP3:
                let options = "--no-config --no-video --ao=null --msg-level=all=no,statusline=status"
                return #"exec mpv \#(options) --term-status-msg='at=${=time-pos};' "$0" > "$1" 2>&1"#
            case .vlcFLAC, .vlcMP3:
                let file = "--audiofile-file=\(scratch.path)/home/\(rawValue)"
                let words = Installed.withoutPrivilege(["cvlc", "--no-video", "--aout=afile", file])
                return "exec " + words.joined(separator: " ") + #" "$0""#
            }
        }

        private func path(_ output: String, _ scratch: Scratch) -> String {
            rawValue.hasPrefix("vlc") ? scratch.path + "/home/" + rawValue : output
        }
    }

    struct Playing {
        let player: Player
        let child: ChildProcess
        let path: String

        var seconds: Double {
            guard player.rawValue.hasPrefix("mpv") else {
                let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
                return Double(size ?? 0) / 192_000
            }
            let places = text(of: path).components(separatedBy: "at=").dropFirst()
            return places.compactMap { Double($0.prefix { $0 != ";" }) }.last ?? 0
        }
    }

    @Test func `starves no usual player`() async throws {
        try await play(Player.allCases.filter { $0.isUsual && $0.isInstalled })
    }

    @Test(.enabled(if: Installed.has("mpv"), "mpv is installed"))
    func `does not starve mpv`() async throws { try await play([.mpvFLAC, .mpvMP3]) }

    @Test(.enabled(if: Installed.has("cvlc", "setpriv"), "VLC is installed"))
    func `does not starve VLC`() async throws { try await play([.vlcFLAC, .vlcMP3]) }

    /// A machine that stands still holds a player up once; a stream that starves it, every time.
    private func play(_ players: [Player]) async throws {
        try await onThread {
            if try late(players).isEmpty { return }
            let late = try late(players)
            #expect(late.isEmpty, "\(late)")
        }
    }

    /// Those who fell behind while eight seconds of sound, fifty of nothing and eight of sound were played.
    private func late(_ players: [Player]) throws -> [String] {
        let scratch = try Scratch()
        let metronome = Metronome()
        let path = scratch.path + "/silence.wav"
        try CountingFile.write(seconds: 70, to: path) { second, bytes in
            if (8..<58).contains(second) { bytes = [UInt8](repeating: 0, count: bytes.count) }
        }
        let relay = try OpenRelay(["AUDIO_DEVICE": "file:" + path], in: scratch)
        let all = try players.map { try $0.start("http://127.0.0.1:\(relay.port)/stream.", in: scratch) }
        let before = try lateness(of: all, relay, atSecond: 6)
        let within = try lateness(of: all, relay, atSecond: 55)
        let after = try lateness(of: all, relay, atSecond: 63)
        let limit = 0.3 + metronome.allowance()
        for (index, player) in players.enumerated() {
            let (first, second, third) = (before[index], within[index], after[index])
            tell(
                "\(player.rawValue) was \(first.short) s late before a silence, \(second.short) in it, \(third.short) after it"
            )
            #expect(all[index].child.ended == nil, "\(player.rawValue)")
        }
        #expect(try relay.stop().how == .exited(0))
        return players.indices.filter { after[$0] - before[$0] >= limit || within[$0] - before[$0] >= limit }
            .map { players[$0].rawValue }
    }

    /// How far each is behind the tape, the least of some looks.
    private func lateness(of all: [Playing], _ relay: OpenRelay, atSecond second: Int) throws -> [Double] {
        try patiently("second \(second) of the tape", seconds: 90) {
            try relay.number("tape", "frames") >= second * 48_000
        }
        var least = all.map { _ in Double.infinity }
        for _ in 0..<15 {
            let frames = try relay.number("tape", "frames")
            least = zip(least, all).map { min($0, Double(frames) / 48_000 - $1.seconds) }
            rest(0.1)
        }
        return least
    }
}
