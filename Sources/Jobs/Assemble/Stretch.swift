import Archive
import Audio
import Catalogue

/// Sound of one format that lies on the tape between two edges, its holes as silence of their true length.
struct Stretch: Equatable {
    enum Part: Equatable {
        /// A segment's path below `segments`, and frames counted from its first.
        case sound(path: String, frames: Range<Int>)
        case silence(frames: Int)
    }

    let format: PCMFormat
    let startMicroseconds: Int64
    let device: String
    private(set) var parts: [Part] = []
    private(set) var pieces: [Sidecar.Piece] = []
    private(set) var holes: [Sidecar.Gap] = []
    private(set) var segments: [Int] = []
    private(set) var frames = 0
    /// That its segments take on disk.
    private(set) var bytes = 0

    private init(_ cut: Cut) {
        format = cut.segment.format
        startMicroseconds = cut.startMicroseconds
        device = cut.segment.device
        add(cut)
    }

    /// In order of the time line; a change of format begins another one.
    static func all(
        of segments: [Catalogue.Segment], from start: Catalogue.Edge, to end: Catalogue.Edge
    ) -> [Stretch] {
        var stretches: [Stretch] = []
        var last: Cut?
        for cut in Cut.all(of: segments, from: start, to: end) {
            if let last, last.segment.format == cut.segment.format {
                stretches[stretches.count - 1].fill(from: last, to: cut)
                stretches[stretches.count - 1].add(cut)
            } else {
                stretches.append(Stretch(cut))
            }
            last = cut
        }
        return stretches
    }

    private mutating func fill(from last: Cut, to next: Cut) {
        let isSameTape = last.segment.tape == next.segment.tape
        let missing =
            isSameTape
            ? next.frames.lowerBound - last.frames.upperBound
            : format.frames(microseconds: next.startMicroseconds - last.endMicroseconds)
        guard missing > 0 else { return }
        let cause = isSameTape ? next.segment.holeBefore?.cause.rawValue ?? "missing" : "restart"
        parts.append(.silence(frames: missing))
        holes.append(.init(offset: frames, frames: missing, cause: cause))
        frames += missing
    }

    private mutating func add(_ cut: Cut) {
        let first = cut.segment.frames.lowerBound
        parts.append(
            .sound(
                path: cut.segment.path,
                frames: cut.frames.lowerBound - first..<cut.frames.upperBound - first))
        if let last = pieces.last, last.tape == cut.segment.tape, last.end == frames,
            last.firstFrame + last.frames == cut.frames.lowerBound
        {
            pieces[pieces.count - 1].frames += cut.frames.count
        } else {
            pieces.append(
                .init(
                    tape: cut.segment.tape, firstFrame: cut.frames.lowerBound, frames: cut.frames.count,
                    offset: frames))
        }
        segments.append(cut.segment.id)
        bytes += cut.segment.bytes * cut.frames.count / cut.segment.frames.count
        frames += cut.frames.count
    }
}

/// The part of a segment that is wanted, in frames of its tape.
private struct Cut {
    let segment: Catalogue.Segment
    let frames: Range<Int>

    var startMicroseconds: Int64 { segment.microseconds(ofFrame: frames.lowerBound) }
    var endMicroseconds: Int64 { segment.microseconds(ofFrame: frames.upperBound) }

    static func all(
        of segments: [Catalogue.Segment], from start: Catalogue.Edge, to end: Catalogue.Edge
    ) -> [Cut] {
        let there = segments.filter { !$0.isBeingDeleted }
        let first = there.firstIndex { $0.reaches(beyond: start, knowing: there) } ?? there.count
        let last = there.lastIndex { $0.begins(before: end, knowing: there) } ?? -1
        guard first <= last else { return [] }
        return there[first...last].compactMap { segment in
            let from = max(segment.frames.lowerBound, segment.frame(of: start) ?? .min)
            let to = min(segment.frames.upperBound, segment.frame(of: end) ?? .max)
            return from < to ? Cut(segment: segment, frames: from..<to) : nil
        }
    }
}

extension Catalogue.Segment {
    /// By the corrected clock.
    func microseconds(ofFrame frame: Int) -> Int64 {
        startMicroseconds + format.nanoseconds(frames: frame - frames.lowerBound) / 1_000
    }

    /// Where an edge cuts this segment's tape; nil for one that lies on another tape.
    fileprivate func frame(of edge: Catalogue.Edge) -> Int? {
        if let mark = edge.mark { return mark.tape == tape ? mark.frame : nil }
        return frames.lowerBound + format.frames(microseconds: edge.microseconds - startMicroseconds)
    }

    fileprivate func reaches(beyond edge: Catalogue.Edge, knowing all: [Catalogue.Segment]) -> Bool {
        if let mark = edge.mark, all.contains(where: { $0.tape == mark.tape }) {
            return tape == mark.tape && frames.upperBound > mark.frame
        }
        return endMicroseconds > edge.microseconds
    }

    fileprivate func begins(before edge: Catalogue.Edge, knowing all: [Catalogue.Segment]) -> Bool {
        if let mark = edge.mark, all.contains(where: { $0.tape == mark.tape }) {
            return tape == mark.tape && frames.lowerBound < mark.frame
        }
        return startMicroseconds < edge.microseconds
    }
}

extension PCMFormat {
    /// Rounded up, so that nothing begins before it should.
    func frames(microseconds: Int64) -> Int {
        let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        let part = (Double(rest) * Double(framesPerSecond) / 1_000_000).rounded(.up)
        return Int(seconds) * framesPerSecond + Int(part)
    }
}
