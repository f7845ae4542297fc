import Archive
import Audio
import Platform
import TestSupport

@testable import Catalogue

/// A catalogue in a folder of its own.
func withCatalogue<Result>(_ body: (Catalogue) throws -> Result) throws -> Result {
    try withTemporaryFolder { folder throws in
        try body(try Catalogue(making: folder + "/catalogue.db", clock: .system))
    }
}

extension Catalogue.SegmentFile {
    /// A minute of tape at 48 kHz.
    static func minute(
        _ number: Int, ofTape tape: String = "aaaaaaaa", toldStart: Int64, isSynchronised: Bool = true
    ) -> Catalogue.SegmentFile {
        let frames = 60 * 48_000
        let name = SegmentName(startMicroseconds: toldStart, tape: tape, firstFrame: number * frames)
        return Catalogue.SegmentFile(
            path: name.day + "/" + name.finished, bytes: 6_000_000, frames: frames,
            format: PCMFormat(framesPerSecond: 48_000, channels: 2, bitsPerSample: 16),
            tags: SegmentTags(
                tape: tape, firstFrame: number * frames, startMicroseconds: toldStart,
                isClockSynchronised: isSynchronised, device: "simulated"))
    }
}

extension Catalogue.Extent {
    /// On one tape that began in 1970, in seconds.
    static func seconds(_ range: Range<Int>, ofTape tape: String = "aaaaaaaa") -> Catalogue.Extent {
        func place(_ second: Int) -> TapePlace {
            TapePlace(tape: tape, frame: second * 48_000, microseconds: Int64(second) * 1_000_000)
        }
        return Catalogue.Extent(
            start: place(range.lowerBound), end: place(range.upperBound),
            ticks: range.lowerBound * 10..<range.upperBound * 10)
    }
}

extension Catalogue.Side {
    /// With two tracks and the gap between them.
    static func seconds(_ range: Range<Int>) -> Catalogue.Side {
        let middle = (range.lowerBound + range.upperBound) / 2
        return Catalogue.Side(
            extent: .seconds(range), isOpen: false,
            tracks: [
                .init(extent: .seconds(range.lowerBound + 5..<middle)),
                .init(extent: .seconds(middle + 2..<range.upperBound - 5), title: "Zwei, \"zwei\""),
            ],
            gaps: [.init(extent: .seconds(middle..<middle + 2), depthDecibels: 17.25, isTaken: true)],
            idleFloor: .init(levels: [-8_000, -8_100]), grooveFloor: .init(levels: [-6_000, -6_050]),
            musicDecibels: -31.5, clippedSamples: 3, confidence: 0.87)
    }
}

let minute: Int64 = 60_000_000
/// 2026-11-21, 20:00 in UTC.
let evening: Int64 = 1_795_291_200_000_000
