import Archive
import Audio
import Catalogue
import Features
import Segmentation

/// All segments in the order of the time line: where each is on it, and when it was.
struct SegmentLine {
    let segments: [Catalogue.Segment]
    private let gaps: [String: [Audio.Gap]]
    /// Where the segments of each tape lie.
    private let tapes: [String: Range<Int>]

    init(_ catalogue: Catalogue) throws(CatalogueError) {
        segments = try catalogue.segments()
        var gaps: [String: [Audio.Gap]] = [:]
        for tape in Set(segments.map(\.tape)) {
            gaps[tape] = try catalogue.gaps(ofTape: tape, in: 0..<Int.max).joined
        }
        self.gaps = gaps
        tapes = Self.tapes(segments)
    }

    private static func tapes(_ segments: [Catalogue.Segment]) -> [String: Range<Int>] {
        var tapes: [String: Range<Int>] = [:]
        for (index, segment) in segments.enumerated() {
            let first = tapes[segment.tape]?.lowerBound ?? index
            tapes[segment.tape] = first..<index + 1
        }
        return tapes
    }

    /// The first segment that has something to say from a place on. A place on a tape that is gone is taken by its
    /// time.
    func first(from place: TapePlace?) -> Int {
        guard let place else { return 0 }
        guard let own = tapes[place.tape] else {
            return segments.firstIndex { $0.endMicroseconds > place.microseconds } ?? segments.count
        }
        return own.first { segments[$0].frames.upperBound > place.frame } ?? own.upperBound
    }

    /// Gaps of a segment's tape that touch it, each whole, however the tape was cut.
    func gaps(touching segment: Catalogue.Segment) -> [Audio.Gap] {
        (gaps[segment.tape] ?? []).filter { gap in
            gap.start < segment.frames.upperBound && gap.end > segment.frames.lowerBound
        }
    }

    /// Frames of those gaps.
    func framesMissing(around segment: Catalogue.Segment) -> [Range<Int>] {
        gaps(touching: segment).map { $0.start..<$0.end }
    }

    /// When a place was, by the clock of the segment it lies in.
    func time(of place: Place) -> Int64 {
        guard let segment = segment(holding: place) else { return 0 }
        let frames = place.frame - segment.frames.lowerBound
        return segment.startMicroseconds + segment.format.nanoseconds(frames: frames) / 1_000
    }

    /// Or the one before, where none does; or the first there is.
    private func segment(holding place: Place) -> Catalogue.Segment? {
        guard var range = tapes[place.tape] else { return nil }
        while range.count > 1 {
            let middle = (range.lowerBound + range.upperBound) / 2
            let isBehind = segments[middle].frames.lowerBound <= place.frame
            range = isBehind ? middle..<range.upperBound : range.lowerBound..<middle
        }
        return segments[range.lowerBound]
    }

    func place(_ place: Place) -> TapePlace {
        TapePlace(tape: place.tape, frame: place.frame, microseconds: time(of: place))
    }

    func extent(_ extent: Extent) -> Catalogue.Extent {
        Catalogue.Extent(start: place(extent.start), end: place(extent.end), ticks: extent.ticks)
    }
}

extension [Audio.Gap] {
    /// Pieces of one gap that fell into several segments are one.
    fileprivate var joined: [Audio.Gap] {
        var joined: [Audio.Gap] = []
        for gap in self {
            if let last = joined.last, last.end == gap.start, last.cause == gap.cause {
                joined[joined.count - 1].frames += gap.frames
            } else {
                joined.append(gap)
            }
        }
        return joined
    }
}

extension TimeLine.Tape {
    /// As this segment's clock tells it.
    init(_ segment: Catalogue.Segment) {
        let before = segment.format.nanoseconds(frames: segment.frames.lowerBound) / 1_000
        self.init(
            id: segment.tape, framesPerSecond: segment.format.framesPerSecond,
            startMicroseconds: Int(segment.startMicroseconds - before))
    }
}
