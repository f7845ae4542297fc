import Features
import Segmentation
import Testing

/// A recording as stage B meets it, with its places told in seconds.
struct Recording {
    let heard: Features.Decoded

    init(_ recipe: Recipe, playing played: [Pair]? = nil) throws {
        heard = try recipe.heard(playing: played ?? Composer(recipe).play())
    }

    init(_ heard: Features.Decoded) { self.heard = heard }

    /// Every chapter there is, the last one open.
    func chapters(_ rules: Rules) -> [Chapter] {
        var chapters: [Chapter] = []
        var start: ChapterStart? = .first
        while let now = start {
            var line = TimeLine(from: now, rules: rules)
            line.append(heard, of: tape)
            let chapter = ChapterReader(line, rules: rules).chapter(from: now)
            chapters.append(chapter)
            start = chapter.next
        }
        return chapters
    }

    func findings(_ rules: Rules) -> Findings { Findings(chapters(rules), rate: heard.framesPerSecond) }

    var tape: TimeLine.Tape {
        TimeLine.Tape(id: "tape", framesPerSecond: heard.framesPerSecond, startMicroseconds: 0)
    }
}

/// Boundaries in seconds of the tape; an open side has no end.
struct Findings: Equatable {
    var sessions: [Boundaries] = []
    var sides: [Boundaries] = []
    var tracks: [Boundaries] = []

    struct Boundaries: Equatable {
        let start: Double
        let end: Double?
    }

    init() {}

    init(_ chapters: [Chapter], rate: Int) {
        func boundaries(_ extent: Extent, isOpen: Bool = false) -> Boundaries {
            Boundaries(
                start: Double(extent.start.frame) / Double(rate),
                end: isOpen ? nil : Double(extent.end.frame) / Double(rate))
        }
        let found = chapters.flatMap(\.sessions)
        sessions = found.map { boundaries($0.extent) }
        sides = found.flatMap(\.sides).map { boundaries($0.extent, isOpen: $0.isOpen) }
        tracks = found.flatMap(\.sides).flatMap(\.tracks).map { boundaries($0.extent) }
    }

    /// Nothing is missing or added, and no boundary is further off.
    func agrees(with other: Findings, within seconds: Double) -> Bool {
        zip([sessions, sides, tracks], [other.sessions, other.sides, other.tracks]).allSatisfy {
            mine, theirs in
            mine.count == theirs.count && zip(mine, theirs).allSatisfy { $0.isNear($1, seconds) }
        }
    }
}

extension Findings.Boundaries {
    fileprivate func isNear(_ other: Self, _ seconds: Double) -> Bool {
        guard (end == nil) == (other.end == nil) else { return false }
        let limit = seconds + 0.001
        return abs(start - other.start) <= limit && abs((end ?? 0) - (other.end ?? 0)) <= limit
    }
}

extension Rules {
    init(gap: Int, track: Int) {
        self.init()
        sessionGapSeconds = gap
        trackMinimumSeconds = track
    }
}

extension Recipe {
    /// Hears the recipe, in segments of any lengths, given in frames; the last goes on to the end.
    func heard(playing played: [Pair], cutAfter cuts: [Int] = []) throws -> Features.Decoded {
        let samples = samples(of: played)
        let format = try SampleFormat(
            framesPerSecond: framesPerSecond, channels: channels, bitsPerSample: bitsPerSample)
        var whole = Features()
        var start = 0
        for end in cuts + [played.count] {
            let part = try Self.heard(samples, start..<end, format)
            #expect(part.firstTick == whole.count)
            whole.append(part.features, ticks: 0..<part.features.count)
            start = end
        }
        return try Features.decode(whole.encoded(framesPerSecond: framesPerSecond, firstTick: 0))
    }

    private static func heard(_ samples: [Int32], _ frames: Range<Int>, _ format: SampleFormat) throws -> (
        firstTick: Int, features: Features
    ) {
        let from = format.grid.lead(before: frames.lowerBound).lowerBound
        var extractor = try FeatureExtractor(format: format, from: from, segmentStart: frames.lowerBound)
        extractor.push(samples.span.extracting(from * format.channels..<frames.upperBound * format.channels))
        return extractor.finish()
    }
}
