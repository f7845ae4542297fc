import Archive
import Audio
import Catalogue
import Foundation
import Glibc
import Platform
import TestSupport
import Testing

/// Sound that says its own numbers, written into a FIFO: the tape is as long as the test wants.
private final class NumberedTape: Sendable {
    let folder: JobsFolder
    let relay: RelayProcess
    let port: Int
    private let file: Int32
    private static let period = 1_024

    /// Or on the folder of a relay that has ended.
    init(_ other: JobsFolder? = nil) async throws {
        folder = try other ?? JobsFolder()
        let fifo = folder.place + "/fifo"
        #expect(mkfifo(fifo, 0o600) == 0 || other != nil)
        file = open(fifo, O_RDWR | O_CLOEXEC)
        port = try Doorstep.freePort()
        relay = try RelayProcess(
            [
                "AUDIO_DEVICE": "file:\(fifo)", "AUDIO_PACE": "fast", "VINYL_FOLDER": folder.path,
                "SEGMENT_SECONDS": "5",
                "LISTEN_PORT": "\(port)", "AUDIO_SAMPLE_RATE": "48000", "AUDIO_CHANNELS": "2",
                "AUDIO_BIT_DEPTH": "16",
            ], in: try Scratch())
    }

    deinit { close(file) }

    /// Until the tape is so long; there may be sound before it.
    func play(from first: Int, periods: Int, after before: Int = 0) async throws -> Int {
        let count = periods * Self.period
        let bytes = CountedSound.bytes(from: first, frames: count)
        let file = file
        try await onThread {
            var done = 0
            while done < bytes.count {
                let written = bytes[done...].withUnsafeBytes {
                    write(file, $0.baseAddress, min($0.count, 65_536))
                }
                guard written > 0 else { throw SystemError(errno, doing: "write into the fifo") }
                done += written
            }
        }
        let end = first + count
        try await eventually(
            "the tape has \(end - before) frames", holds: { try await self.frames() == end - before })
        return end
    }

    private func frames() async throws -> Int {
        let port = port
        return try await onThread {
            let status = try? Answer.to("GET", "/status", port: port).object
            return (status?["tape"] as? [String: Any])?["frames"] as? Int ?? -1
        }
    }

    func run(_ words: String...) async throws -> Program {
        try await folder.run(words, ["LISTEN_PORT": "\(port)", "LISTEN_ADDRESS": "127.0.0.1"])
    }
}

@Suite struct `vinyl-jobs record` {
    @Test func `goes on when the relay starts anew, with every frame`() async throws {
        let first = try await NumberedTape()
        var end = try await first.play(from: 0, periods: 400)
        #expect(try await first.run("record", "start", "--preroll", "2", "--max-minutes", "60").status == 0)
        end = try await first.play(from: end, periods: 330)
        #expect(try await first.run("record", "status").output.contains(", until "))
        try await first.relay.stop()
        // The power is back, and nobody has looked yet.
        let second = try await NumberedTape(first.folder)
        let before = end
        end = try await second.play(from: end, periods: 500, after: before)
        #expect(try await second.run("segment").status == 0)
        #expect(try await second.run("assemble").status == 0)
        #expect(try RecordedEvening.sidecars(in: first.folder).isEmpty)
        let twice = try await second.run("record", "start")
        #expect(twice.status == 1 && twice.errors.contains("runs already"), "\(twice.errors)")
        let stop = try await second.run("record", "stop")
        #expect(stop.status == 0, "\(stop.errors)")
        _ = try await second.play(from: end, periods: 50, after: before)
        try await second.relay.stop()
        for job in ["segment", "assemble"] {
            let run = try await second.run(job)
            #expect(run.status == 0, "\(run.errors)")
        }
        let sidecar = try #require(try RecordedEvening.sidecars(in: first.folder).first)
        #expect(Set(sidecar.pieces.map(\.tape)).count == 2 && sidecar.gaps.count <= 1)
        let sound = try await FLACTools.decode(
            [first.folder.folders.path(of: sidecar.name, .sound)], in: try Scratch())
        let start = 400 * 1_024 - 2 * 48_000
        let parts = sidecar.pieces.map {
            CountedSound.range(Array(sound[$0.offset * 4..<($0.offset + $0.frames) * 4]))
        }
        #expect(parts == [start..<before, before..<end])
    }

    @Test func `ends by itself, and another one may begin`() async throws {
        let tape = try await NumberedTape()
        let end = try await tape.play(from: 0, periods: 200)
        let start = try await tape.run("record", "start", "--max-minutes", "1", "--title", "One")
        #expect(start.status == 0, "\(start.errors)")
        // As if the minute were over.
        _ = try await tape.folder.dump("UPDATE takes SET most_seconds = 0 RETURNING id")
        let stop = try await tape.run("record", "stop")
        #expect(stop.status == 1 && stop.errors.contains("has ended by itself"), "\(stop.errors)")
        let next = try await tape.run("record", "start", "--title", "Two")
        #expect(next.status == 0, "\(next.errors)")
        _ = try await tape.play(from: end, periods: 200)
        #expect(try await tape.run("record", "stop").status == 0)
        let status = try await tape.run("record", "status")
        #expect(status.output.contains("One") && status.output.contains("Two"), "\(status.output)")
        try await tape.relay.stop()
    }

    @Test func `begins in the past, to the frame, and survives the relay`() async throws {
        let tape = try await NumberedTape()
        var end = try await tape.play(from: 0, periods: 1_875)
        #expect(end == 40 * 48_000)
        let start = try await tape.run("record", "start", "--preroll", "30", "--title", "Live")
        #expect(start.status == 0, "\(start.errors)")
        let twice = try await tape.run("record", "start")
        #expect(twice.status == 1 && twice.errors.contains("runs already"), "\(twice.errors)")
        end = try await tape.play(from: end, periods: 480)
        #expect(try await tape.run("record", "status").output.contains("recording since"))
        let stop = try await tape.run("record", "stop")
        #expect(stop.status == 0, "\(stop.errors)")
        let again = try await tape.run("record", "stop")
        #expect(again.status == 1 && again.errors.contains("no recording runs"), "\(again.errors)")
        _ = try await tape.play(from: end, periods: 100)
        // Its end is in no finished segment yet.
        #expect(try await tape.run("segment").status == 0)
        #expect(try await tape.run("assemble").status == 0)
        #expect(try RecordedEvening.sidecars(in: tape.folder).isEmpty)
        try await tape.relay.stop()
        #expect(try await tape.run("segment").status == 0)
        let made = try await tape.run("assemble")
        #expect(made.status == 0, "\(made.errors)")
        let sidecar = try #require(try RecordedEvening.sidecars(in: tape.folder).first)
        #expect(sidecar.title == "Live" && sidecar.kind == .take && sidecar.session == nil)
        let sound = try await FLACTools.decode(
            [tape.folder.folders.path(of: sidecar.name, .sound)], in: try Scratch())
        #expect(CountedSound.range(Array(sound)) == 10 * 48_000..<end)
        #expect(try await tape.run("record", "status").output.contains("nothing is being recorded"))
        let late = try await tape.run("record", "start")
        #expect(late.status == 1 && late.errors.contains("no relay runs"), "\(late.errors)")
    }

    @Test func `makes a clip of what is on the tape, across its edges, and refuses what is not`() async throws
    {
        let evening = try RecordedEvening(isTroubled: true)
        try await evening.run("segment")
        let day = "2026-10-12T20:00:"
        let clip = try await evening.run(
            "record", "clip", "--from", day + "20Z", "--to", "2026-10-12T20:01:10Z")
        #expect(clip.status == 0, "\(clip.errors)")
        let sidecar = try #require(try evening.sidecars().first)
        #expect(sidecar.kind == .clip && sidecar.frames == 50 * 44_100)
        let sound = try await FLACTools.decode([evening.path(sidecar)], in: try Scratch())
        let from = evening.start(of: sidecar)
        #expect(abs(from - 20 * 44_100) < 20)
        #expect(sound == evening.pcm(from..<from + sidecar.frames))
        #expect(!sidecar.tracks.isEmpty && sidecar.gaps.map(\.cause) == ["lost", "restart"])
        for (words, said) in [
            (["--from", "2026-10-12T19:00:00Z"], "the tape begins at 2026-10-12 20:00:00"),
            (["--from", day + "30Z", "--to", day + "20Z"], "is not before"),
            (["--from", day + "59Z", "--to", "2026-10-12T20:02:00Z"], "it goes on at 2026-10-12 20:01:00"),
            (
                ["--from", "2026-10-12T22:00:59+02:00", "--to", "2026-10-12T20:01:30Z"],
                "to 2026-10-12 20:01:00"
            ),
            (["--from", "soon"], "may be: 21:03"),
            (["--from", day + "20Z", "--to", "late"], "may be: 21:03"),
            ([], "say from when"),
        ] {
            let refused = try await evening.folder.run(["record", "clip"] + words)
            #expect(refused.status != 0 && refused.errors.contains(said), "\(refused.errors)")
        }
        #expect(try evening.sidecars().count == 1)
        let short = try await evening.run(
            "record", "clip", "--from", day + "50Z", "--to", "2026-10-12T20:05:00Z", "--title", "Late")
        #expect(short.status == 0 && short.errors.contains("shorter than asked"), "\(short.errors)")
        #expect(short.errors.contains("it ends at 2026-10-12 20:02:30"), "\(short.errors)")
        // Somebody else writes it.
        let left = try await evening.run(
            "record", "clip", "--from", day + "20Z", "--to", day + "22Z", "--no-wait", "--title", "Short")
        #expect(left.status == 0 && left.output.contains("vinyl-jobs assemble"), "\(left.errors)")
        try await evening.assemble()
        #expect(try evening.sidecars().contains { $0.title == "Short" && $0.frames == 2 * 44_100 })
    }
}
