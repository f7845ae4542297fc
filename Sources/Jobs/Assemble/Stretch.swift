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

    /// Of longer silence nobody wants a recording: the machine was off.
    private static let mostSilenceSeconds = 12 * 3_600
    /// FLAC counts no further.
    private static let mostFrames = (1 << 36) - 1

    private init(_ cut: Cut) {
        format = cut.segment.format
        startMicroseconds = cut.startMicroseconds
        device = cut.segment.device
        add(cut)
    }

    /// In order of the time line. A change of format begins another one; so does silence that is too long, and sound
    /// that is too much for one file.
    static func all(
        of segments: [Catalogue.Segment], from start: Catalogue.Edge, to end: Catalogue.Edge
    ) -> [Stretch] {
        var stretches: [Stretch] = []
        var last: Cut?
        for cut in Cut.all(of: segments, from: start, to: end) {
            if let last, let stretch = stretches.last, stretch.goesOn(from: last, to: cut) {
                stretches[stretches.count - 1].fill(from: last, to: cut)
                stretches[stretches.count - 1].add(cut)
            } else {
                stretches.append(Stretch(cut))
            }
            last = cut
        }
        return stretches
    }

    private func goesOn(from last: Cut, to next: Cut) -> Bool {
        guard last.segment.format == next.segment.format else { return false }
        let missing = max(0, next.missing(after: last))
        return missing <= Self.mostSilenceSeconds * format.framesPerSecond
            && frames + missing + next.frames.count <= Self.mostFrames
    }

    private mutating func fill(from last: Cut, to next: Cut) {
        let missing = next.missing(after: last)
        guard missing > 0 else { return }
        let isSameTape = last.segment.tape == next.segment.tape
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

    /// Frames of which there is nothing.
    func missing(after last: Cut) -> Int {
        last.segment.tape == segment.tape
            ? frames.lowerBound - last.frames.upperBound
            : segment.format.frames(microseconds: startMicroseconds - last.endMicroseconds)
    }

    static func all(
        of segments: [Catalogue.Segment], from start: Catalogue.Edge, to end: Catalogue.Edge
    ) -> [Cut] {
        let there = segments.filter { !$0.isBeingDeleted }
        let (start, end) = (start.on(there), end.on(there))
        let first = Self.first(beyond: start, of: there)
        let last = Self.last(before: end, of: there)
        guard first <= last else { return [] }
        return there[first...last].compactMap { segment in
            let from = max(segment.frames.lowerBound, segment.frame(of: start) ?? .min)
            let to = min(segment.frames.upperBound, segment.frame(of: end) ?? .max)
            return from < to ? Cut(segment: segment, frames: from..<to) : nil
        }
    }

    /// Whatever comes after the tape of an edge is beyond it, even where that tape ends before it: its end may never have
    /// come to lie on disk.
    private static func first(beyond edge: Catalogue.Edge, of all: [Catalogue.Segment]) -> Int {
        guard let mark = edge.mark, let end = all.lastIndex(where: { $0.tape == mark.tape }) else {
            return all.firstIndex { $0.endMicroseconds > edge.microseconds } ?? all.count
        }
        return all[...end].firstIndex { $0.tape == mark.tape && $0.frames.upperBound > mark.frame } ?? end + 1
    }

    private static func last(before edge: Catalogue.Edge, of all: [Catalogue.Segment]) -> Int {
        guard let mark = edge.mark, let start = all.firstIndex(where: { $0.tape == mark.tape }) else {
            return all.lastIndex { $0.startMicroseconds < edge.microseconds } ?? -1
        }
        return all[start...].lastIndex { $0.tape == mark.tape && $0.frames.lowerBound < mark.frame } ?? start
            - 1
    }
}

extension Catalogue.Edge {
    /// Of a tape that is gone only the time is left.
    fileprivate func on(_ segments: [Catalogue.Segment]) -> Catalogue.Edge {
        segments.contains { $0.tape == mark?.tape } ? self : .init(microseconds: microseconds)
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
}

extension PCMFormat {
    /// Rounded up, so that nothing begins before it should.
    func frames(microseconds: Int64) -> Int {
        let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        let part = (Double(rest) * Double(framesPerSecond) / 1_000_000).rounded(.up)
        return Int(seconds) * framesPerSecond + Int(part)
    }
}
