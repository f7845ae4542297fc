import Archive
import Audio
import Catalogue
import Platform
import Segmentation

/// What is missing on the tape: gaps that the device left, holes that are on no disk.
struct TapeEvents {
    private let all: SegmentLine
    private let isOver: Bool
    private let unfinished: [SegmentName]

    /// `isOver`: no relay runs that could add to the last gap. A segment that is not finished yet is no hole.
    init(_ all: SegmentLine, isOver: Bool, unfinished: [SegmentName]) {
        self.all = all
        self.isOver = isOver
        self.unfinished = unfinished
    }

    func events(in range: Range<Int>) -> [Catalogue.Event] {
        range.flatMap { index in
            let segment = all.segments[index]
            let hole = index > 0 ? hole(after: all.segments[index - 1], before: segment) : nil
            let gaps = all.gaps(touching: segment).filter {
                segment.frames.contains($0.start) && isWhole($0, segment)
            }
            return [hole].compactMap { $0 } + gaps.map { event($0, segment) }
        }
    }

    /// Nothing can be added to it any more.
    private func isWhole(_ gap: Audio.Gap, _ segment: Catalogue.Segment) -> Bool {
        let last = all.segments.last { $0.tape == segment.tape }
        return isOver || all.segments.last?.tape != segment.tape || gap.end < last?.frames.upperBound ?? 0
    }

    private func event(_ gap: Audio.Gap, _ segment: Catalogue.Segment) -> Catalogue.Event {
        let rate = segment.format.framesPerSecond
        return event(
            .init(tape: segment.tape, frame: gap.start), "tape.gap", frames: gap.frames, rate: rate,
            cause: "\(gap.cause)")
    }

    private func hole(
        after last: Catalogue.Segment, before next: Catalogue.Segment
    ) -> Catalogue.Event? {
        let rate = next.format.framesPerSecond
        let mark = Catalogue.Chapter.Mark(tape: last.tape, frame: last.frames.upperBound)
        guard last.tape == next.tape else {
            let seconds = Double(max(0, next.startMicroseconds - last.endMicroseconds)) / 1_000_000
            return event(
                mark, "tape.hole", frames: Int(seconds * Double(rate)), rate: rate, cause: "restart")
        }
        let frames = last.frames.upperBound..<next.frames.lowerBound
        let isComing = unfinished.contains { $0.tape == last.tape && frames.contains($0.firstFrame) }
        guard !frames.isEmpty, !isComing else { return nil }
        return event(
            mark, "tape.hole", frames: frames.count, rate: rate,
            cause: next.holeBefore?.cause.rawValue ?? "missing")
    }

    private func event(
        _ mark: Catalogue.Chapter.Mark, _ type: String, frames: Int, rate: Int, cause: String
    ) -> Catalogue.Event {
        Catalogue.Event(
            identity: "\(type) \(mark.tape) \(mark.frame)", type: type,
            microseconds: all.time(of: .init(tape: mark.tape, frame: mark.frame)), mark: mark,
            details: .object([
                ("seconds", .number(Double(frames) / Double(rate))), ("frames", .whole(frames)),
                ("cause", .text(cause)),
            ]))
    }
}
