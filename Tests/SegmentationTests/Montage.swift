import Features
import Segmentation
import Testing

/// Hours of features, put together from a few minutes that were really heard.
struct Montage {
    private let heard: Features
    private(set) var features = Features()

    /// Where things lie in the recording that it is cut from, in ticks.
    private enum Cut {
        static let idle = 20..<180
        static let side = 195..<1_105
        static let dropAndMusic = 195..<600
        static let music = 280..<620
        static let runOutAndLocked = 1_015..<1_380
        static let locked = 1_120..<1_380
    }

    private static let source = Result {
        let recipe = Recipe.with("montage") { recipe in
            recipe.parts = [
                .idle(20),
                .side(SideRecipe(pieces: [Recipe.pop(40, gap: 2), Recipe.pop(35)], runOut: 9.5, locked: 30)),
                .idle(10),
            ]
        }
        return try recipe.heard(playing: Composer(recipe).play())
    }

    init() throws { heard = try Self.source.get().features }

    mutating func idle(seconds: Int) { loop(Cut.idle, seconds) }
    mutating func locked(seconds: Int) { loop(Cut.locked, seconds) }
    mutating func music(seconds: Int) { loop(Cut.music, seconds) }

    /// Needle down, two tracks of 40 and 35 s with a gap of 2 s, needle up.
    mutating func side() { features.append(heard, ticks: Cut.side) }

    /// Needle down, some music, and it goes on.
    mutating func needleDown() { features.append(heard, ticks: Cut.dropAndMusic) }

    /// The end of the music, and the run-out.
    mutating func runOut() { features.append(heard, ticks: Cut.runOutAndLocked) }

    /// As before, but so many samples of each tick are clipped.
    mutating func clip(_ ticks: Range<Int>, samples: UInt16) {
        var clipped = Features()
        for tick in 0..<features.count {
            var extras = features.extras[tick]
            if ticks.contains(tick) { extras.clipped = samples }
            clipped.append(features.levels[tick], extras)
        }
        features = clipped
    }

    /// Everything louder, in hundredths of a decibel.
    func amplified(by gain: Int16) -> Features {
        var louder = Features()
        for tick in 0..<features.count {
            var bands = features.levels[tick]
            for band in 0..<Features.bandCount { bands[band] += gain }
            louder.append(bands, features.extras[tick])
        }
        return louder
    }

    private mutating func loop(_ cut: Range<Int>, _ seconds: Int) {
        var left = seconds * 10
        while left > 0 {
            features.append(heard, ticks: cut.lowerBound..<cut.lowerBound + min(left, cut.count))
            left -= min(left, cut.count)
        }
    }
}

/// A tape, as far as it has been heard.
struct HeardTape {
    let tape: TimeLine.Tape
    let features: Features
    var missing: [Range<Int>] = []

    init(_ id: String, at seconds: Int = 0, _ features: Features, missing: [Range<Int>] = []) {
        tape = TimeLine.Tape(id: id, framesPerSecond: 48_000, startMicroseconds: seconds * 1_000_000)
        self.features = features
        self.missing = missing
    }

    /// Only what had been heard after so many ticks.
    func until(_ tick: Int) -> Features.Decoded {
        guard tick < features.count else {
            return Features.Decoded(framesPerSecond: 48_000, firstTick: 0, features: features)
        }
        var part = Features()
        part.append(features, ticks: 0..<tick)
        return Features.Decoded(framesPerSecond: 48_000, firstTick: 0, features: part)
    }
}

/// What the job does: reads chapters from where it left off, as far as there is sound.
struct Reading {
    private(set) var final: [Chapter] = []
    private(set) var open: Chapter?
    private var start = ChapterStart.first
    let rules: Rules

    init(rules: Rules = Rules()) { self.rules = rules }

    mutating func run(_ tapes: [HeardTape], until tick: Int = .max) {
        while true {
            var line = TimeLine(from: start, rules: rules)
            let first = tapes.firstIndex { $0.tape.id == start.place?.tape } ?? 0
            for heard in tapes[first...] {
                line.append(heard.until(tick), of: heard.tape, missing: heard.missing)
            }
            guard !line.isEmpty else { return }
            let chapter = ChapterReader(line, rules: rules).chapter(from: start)
            guard let next = chapter.next else {
                open = chapter
                start = chapter.start
                return
            }
            final.append(chapter)
            start = next
        }
    }

    var sessions: [Session] { (final + [open].compactMap { $0 }).flatMap(\.sessions) }
    var events: [Event] { (final + [open].compactMap { $0 }).flatMap(\.events) }

    func count(_ kind: Event.Kind) -> Int { events.count { $0.kind == kind } }
}
