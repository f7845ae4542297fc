import Audio
import Foundation
import Glibc
import Testing
import TestSupport

@Suite struct `vinyl-jobs analyse` {
    /// Two sides of two tracks, from the built-in turntable, as FLAC. Played once for all tests.
    private struct Evening: Sendable {
        let scratch: Scratch
        let path: String
        let truth: Truth

        static let played = Result { try Evening() }

        private init() throws {
            let format = PCMFormat(framesPerSecond: 44_100, channels: 2, bitsPerSample: 16)
            var playing = try Playing(
                "lead=9,side=50,tracks=2,sides=2,locked=2,idle=10,rest=100,hum=-60", format: format)
            let samples = playing.play(seconds: 155)
            truth = playing.truth
            scratch = try Scratch()
            path = scratch.path + "/evening.flac"
            try writeFLAC(samples, format, to: path)
        }
    }

    private func evening() throws -> Evening { try Evening.played.get() }

    private func run(_ words: [String], _ settings: [String: String] = [:]) async throws -> Program {
        try await Program.run(
            Program.jobs, ["analyse", "--session-gap", "60", "--track-minimum", "10"] + words,
            environment: ["VINYL_CONFIG": "/dev/null"].merging(settings) { $1 })
    }

    private func sox(_ words: [String]) async throws {
        let run = try await Program.run("sox", ["-D"] + words)
        #expect(run.status == 0, "\(run.errors)")
    }

    @Test func `finds what was played, and says so in the words that were agreed`() async throws {
        let evening = try evening()
        let run = try await run([evening.path])
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
        #expect(run.output.hasPrefix(#"{"sessions":[{"start":"#))
        #expect(run.output.contains(#"],"sides":[{"start":9.0,"end":"#))
        #expect(run.output.contains(#"],"tracks":[{"start":"#))
        #expect(evening.truth.sides.count == 2 && evening.truth.tracks.count == 4)
        try Truth(run.output).expect(evening.truth, within: 0.2)
    }

    @Test(arguments: [
        ["-r", "8000", "-c", "1"], ["-r", "22050"], ["-r", "96000", "-c", "1"],
        ["-r", "192000", "-b", "24"],
    ])
    func `hears any rate, depth and number of channels`(shape: [String]) async throws {
        let evening = try evening()
        let scratch = try Scratch()
        let path = scratch.path + "/other.flac"
        try await sox([evening.path] + shape + [path])
        try Truth(try await run([path]).output).expect(evening.truth, within: 0.5)
    }

    @Test func `hears a turntable on any channels of a desk`() async throws {
        let evening = try evening()
        let scratch = try Scratch()
        let path = scratch.path + "/desk.flac"
        try await sox([evening.path, path, "remix", "0", "0", "0", "1", "2"])
        try Truth(try await run([path]).output).expect(evening.truth, within: 0.2)
    }

    @Test func `takes several files apart or together`() async throws {
        let evening = try evening()
        let scratch = try Scratch()
        let pieces = ["0 =31.7", "=31.7 =90.0001", "=90.0001"].enumerated().map { ($0, $1) }
        for (number, piece) in pieces {
            let words = piece.split(separator: " ").map(String.init)
            try await sox([evening.path, "\(scratch.path)/\(number).flac", "trim"] + words)
        }
        let paths = (0..<3).map { "\(scratch.path)/\($0).flac" }
        let whole = try await run([evening.path]).output
        #expect(try await run(["--joined"] + paths).output == whole)
        let apart = try await run([paths[2], evening.path, paths[0]])
        let lines = apart.output.split(separator: "\n").map(String.init)
        #expect(lines.count == 3)
        #expect(lines[1] == #"{"file":"\#(evening.path)","# + whole.dropFirst().dropLast())
        #expect(
            lines[0].hasPrefix(#"{"file":"\#(paths[2])""#) && lines[2].hasPrefix(#"{"file":"\#(paths[0])""#))
        // The needle is down at the end of the first piece.
        #expect(lines[2].contains(#""end":null"#))
    }

    @Test func `uses what is set and what is said`() async throws {
        let evening = try evening()
        let plain = [Program.jobs, "analyse", evening.path]
        let environment = ["VINYL_CONFIG": "/dev/null", "TRACK_MINIMUM_SECONDS": "3600"]
        let run = try await Program.run(plain[0], Array(plain.dropFirst()), environment: environment)
        #expect(try Truth(run.output).tracks.count == 2)
        let said = try await Program.run(
            plain[0], Array(plain.dropFirst()) + ["--track-minimum=10"], environment: environment)
        #expect(try Truth(said.output).tracks.count == 4)
    }

    @Test func `goes on where a file is damaged, in the right place`() async throws {
        let evening = try evening()
        let scratch = try Scratch()
        var bytes = try Data(contentsOf: URL(filePath: evening.path))
        let middle = bytes.count / 4
        bytes.replaceSubrange(middle..<middle + 60_000, with: Data(repeating: 0x55, count: 60_000))
        let path = scratch.path + "/damaged.flac"
        try bytes.write(to: URL(filePath: path))
        let run = try await run([path])
        #expect(run.status == 0 && run.errors == "\(path) is damaged or cut short\n")
        let found = try Truth(run.output)
        #expect(abs((found.sides.last?.upperBound ?? 0) - (evening.truth.sides.last?.upperBound ?? 1)) < 0.2)
        let torn = scratch.path + "/torn.flac"
        try bytes.prefix(middle).write(to: URL(filePath: torn))
        #expect(try await self.run([torn]).output.contains(#""end":null"#))
    }

    @Test func `says what is no sound, and goes on with the next`() async throws {
        let evening = try evening()
        let scratch = try Scratch()
        let other = try scratch.file("words.flac", String(repeating: "fLaC, or so ", count: 10_000))
        let empty = try scratch.file("empty.flac")
        let missing = scratch.path + "/missing.flac"
        let run = try await run([other, empty, missing, scratch.path, "/dev/zero", evening.path])
        #expect(run.status == 1)
        #expect(run.output.split(separator: "\n").count == 1 && run.output.contains("evening.flac"))
        for says in [
            "\(other) is no FLAC file, or nothing in it is whole\n", "\(empty) is no FLAC file",
            "cannot open \(missing): No such file", "\(scratch.path) is no plain file\n",
            "/dev/zero is no plain file\n", "5 of 6 recordings could not be analysed\n",
        ] { #expect(run.errors.contains(says), "\(run.errors)") }
        let two = try await self.run(["--joined", evening.path, other])
        #expect(two.status == 1 && two.output.isEmpty)
    }
}

extension Truth {
    /// What the program printed; a side without an end goes on for ever.
    init(_ output: String) throws {
        struct Stretch: Decodable {
            let start: Double
            let end: Double?
            var range: ClosedRange<Double> { start...(end ?? .infinity) }
        }
        struct Answer: Decodable { let sessions, sides, tracks: [Stretch] }
        let answer = try JSONDecoder().decode(Answer.self, from: Data(output.utf8))
        self.init(
            sessions: answer.sessions.map(\.range), sides: answer.sides.map(\.range),
            tracks: answer.tracks.map(\.range))
    }

    init(sessions: [ClosedRange<Double>], sides: [ClosedRange<Double>], tracks: [ClosedRange<Double>]) {
        self.sessions = sessions
        self.sides = sides
        self.tracks = tracks
    }
}

private func writeFLAC(_ samples: [Int32], _ format: PCMFormat, to path: String) throws {
    let encoder = try FLACEncoder(format: format, level: 5)
    var sound: [UInt8] = []
    let step = format.framesPerBlock * format.channels
    for start in stride(from: 0, to: samples.count, by: step) {
        let piece = Array(samples[start..<min(samples.count, start + step)])
        for block in try encoder.encode(piece, frames: piece.count / format.channels) { sound += block.bytes }
    }
    let (last, info) = try encoder.finish()
    for block in last { sound += block.bytes }
    let header = FLACHeader(streamInfo: info, comments: []).bytes(paddedTo: 4_096) ?? []
    try Data(header + sound).write(to: URL(filePath: path))
}
