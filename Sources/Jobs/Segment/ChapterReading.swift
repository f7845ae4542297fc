import Catalogue
import Features
import Segmentation

/// One chapter read off the segments that follow its beginning.
struct ChapterReading {
    let chapter: Chapter
    let line: TimeLine
    /// On the line of segments.
    let segments: Range<Int>

    /// Hours that are read at first; a chapter that is not over by then is read on.
    private static let firstTicks = 2 * 3_600 * TickGrid.ticksPerSecond

    /// Nil where nothing follows. `end` is up to when it is known that nothing else was recorded.
    init?(
        _ start: ChapterStart, _ all: SegmentLine, from first: Int, until end: Int64?, rules: Rules,
        _ catalogue: Catalogue
    ) throws(CatalogueError) {
        var line = TimeLine(from: start, rules: rules)
        var next = first
        var wanted = Self.firstTicks
        var chapter: Chapter?
        repeat {
            line.reserve(wanted - line.count)
            while next < all.segments.count && line.count < wanted {
                try Self.append(all.segments[next], to: &line, all, catalogue)
                next += 1
            }
            if next == all.segments.count, let end { line.extend(toMicroseconds: Int(end)) }
            wanted *= 2
            guard !line.isEmpty else { continue }
            chapter = ChapterReader(line, rules: rules).chapter(from: chapter?.start ?? start)
        } while next < all.segments.count && chapter?.isFinal != true
        guard let chapter else { return nil }
        self.chapter = chapter
        self.line = line
        segments = first..<next
    }

    private static func append(
        _ segment: Catalogue.Segment, to line: inout TimeLine, _ all: SegmentLine, _ catalogue: Catalogue
    ) throws(CatalogueError) {
        // Without features nothing is known of it: a hole.
        guard let stored = try catalogue.features(ofSegment: segment.id),
            let heard = try? Features.decode(stored.bytes)
        else { return }
        line.append(
            heard, of: TimeLine.Tape(segment),
            missing: all.framesMissing(around: segment))
    }
}
