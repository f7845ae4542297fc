import Archive
import Audio
import Catalogue
import Platform
import TestSupport
import Testing

@testable import Jobs

private let hour: Int64 = 3_600_000_000
/// 2026-11-21, 20:00 in UTC.
private let evening: Int64 = 1_795_291_200_000_000

@Suite struct `a stretch of tape` {
    private static let format = PCMFormat(framesPerSecond: 192_000, channels: 2, bitsPerSample: 24)

    private func segments(
        _ pieces: [(tape: String, first: Int, frames: Int, start: Int64)]
    ) throws -> [Catalogue.Segment] {
        try withTemporaryFolder { folder in
            let catalogue = try Catalogue(making: folder + "/catalogue.db", clock: .system)
            let files = pieces.map { piece in
                let tags = SegmentTags(
                    tape: piece.tape, firstFrame: piece.first, startMicroseconds: piece.start,
                    isClockSynchronised: true, device: "simulated")
                return Catalogue.SegmentFile(
                    path: "\(piece.tape)-\(piece.first)", bytes: 1_000, frames: piece.frames,
                    format: Self.format, tags: tags)
            }
            try catalogue.index(files, atMicroseconds: 1)
            return try catalogue.segments()
        }
    }

    private func all(_ segments: [Catalogue.Segment]) -> [Stretch] {
        Stretch.all(of: segments, from: .init(microseconds: 0), to: .init(microseconds: .max))
    }

    @Test func `is another one after a silence that nobody wants to hear`() throws {
        let second = Self.format.framesPerSecond
        for (hours, count) in [(11, 1), (13, 2), (18 * 24, 2)] as [(Int64, Int)] {
            let stretches = all(
                try segments([
                    ("aaaaaaaa", 0, second, evening),
                    ("bbbbbbbb", 0, second, evening + 1_000_000 + hours * hour),
                ]))
            #expect(stretches.count == count, "\(hours) h")
            #expect(stretches.flatMap(\.holes).map(\.cause) == (count == 1 ? ["restart"] : []))
            #expect(
                stretches.last?.startMicroseconds
                    == (count == 1 ? evening : evening + 1_000_000 + hours * hour))
        }
    }

    @Test func `is another one where FLAC cannot count on`() throws {
        let most = (1 << 36) - 1
        let start = evening + Self.format.nanoseconds(frames: most - 9) / 1_000
        for (frames, count) in [(9, 1), (10, 2)] {
            let stretches = all(
                try segments([("aaaaaaaa", 0, most - 9, evening), ("aaaaaaaa", most - 9, frames, start)]))
            #expect(stretches.count == count)
            #expect(stretches.allSatisfy { $0.frames <= most && $0.holes.isEmpty })
            #expect(stretches.reduce(0) { $0 + $1.frames } == most - 9 + frames)
        }
    }

    @Test func `is cut at marks, and by the clock on other tapes`() throws {
        let second = Self.format.framesPerSecond
        let found = try segments([
            ("aaaaaaaa", 0, 10 * second, evening), ("bbbbbbbb", 0, 10 * second, evening + 20_000_000),
        ])
        func frames(_ from: Catalogue.Edge, _ to: Catalogue.Edge) -> [Int] {
            Stretch.all(of: found, from: from, to: to).map(\.frames)
        }
        func mark(_ tape: String, _ seconds: Int, at time: Int64) -> Catalogue.Edge {
            .init(microseconds: evening + time * 1_000_000, mark: .init(tape: tape, frame: seconds * second))
        }
        #expect(frames(mark("aaaaaaaa", 4, at: 900), mark("bbbbbbbb", 3, at: -900)) == [19 * second])
        #expect(frames(mark("aaaaaaaa", 10, at: 10), mark("bbbbbbbb", 3, at: 23)) == [3 * second])
        #expect(frames(mark("aaaaaaaa", 4, at: 4), mark("bbbbbbbb", 0, at: 20)) == [6 * second])
        #expect(frames(mark("aaaaaaaa", 4, at: 4), .init(microseconds: evening + 5_000_000)) == [second])
        // Of a tape that is gone only the time is left.
        #expect(frames(mark("cccccccc", 4, at: 22), mark("dddddddd", 7, at: 25)) == [3 * second])
        #expect(frames(mark("aaaaaaaa", 12, at: 12), mark("aaaaaaaa", 15, at: 15)) == [])
    }
}
