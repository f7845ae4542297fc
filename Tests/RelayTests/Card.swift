import Audio

@testable import Relay

/// A sound card with a clock of its own. It hears all the time; who opens it gets what it hears from then on.
final class Card: @unchecked Sendable {
    enum Mood {
        case good
        /// Pulled out: reads fail, and it cannot be opened.
        case gone
        /// It can be opened, and waits for ever.
        case mute
        /// It can be opened, and always has nothing, at once.
        case empty
        /// It can be opened, and always has something, at once: more than any clock would let it.
        case flooding
        /// It can be opened, and stumbles over every look at it.
        case stumbling
        /// It sleeps; what it misses it will own up to.
        case suspended
    }

    let world: World
    let partsPerMillion: Double
    let framesPerPeriod: Int
    var format: PCMFormat
    var mood = Mood.good
    /// Whether it tells what it has in whole periods only.
    var countsInPeriods = false
    /// Whether whoever waits for it wakes up late: up to 5 ms, and once in a hundred times up to 50.
    var isWokenLate = false
    var bufferSeconds = 0.5
    /// How many times faster than time it is when it floods.
    var haste = 1_000.0
    /// The frames of the last read.
    var given: (frame: Int, count: Int) = (0, 0)
    weak var open: CardSource?

    init(
        _ world: World, partsPerMillion: Double = 0, framesPerPeriod: Int = 1_024,
        format: PCMFormat = Groove.format
    ) {
        self.world = world
        self.partsPerMillion = partsPerMillion
        self.framesPerPeriod = framesPerPeriod
        self.format = format
    }

    private var framesPerNanosecond: Double {
        Double(format.framesPerSecond) * (1 + partsPerMillion / 1e6) / 1e9
    }

    func frame(at moment: Int64) -> Int { Int(Double(moment) * framesPerNanosecond) }

    func moment(ofEndOf frame: Int) -> Int64 { Int64((Double(frame) / framesPerNanosecond).rounded(.up)) + 1 }

    func lateness() -> Double {
        guard isWokenLate else { return 0 }
        return world.dice.number(0...1) < 0.01 ? world.dice.number(0...0.05) : world.dice.number(0...0.005)
    }

    /// The driver stumbled: this much is lost, and it says so.
    func overrun(seconds: Double) {
        open?.stumble(.overrun, frames: Int(seconds * Double(format.framesPerSecond)))
    }

    /// This much is lost without a word.
    func lose(seconds: Double) { open?.skip(frames: Int(seconds * Double(format.framesPerSecond))) }

    /// It is in another mood for a while.
    func turn(_ mood: Mood, seconds: Double) {
        self.mood = mood
        world.after(seconds: seconds) { [weak self] in self?.mood = .good }
    }
}

/// The card, opened.
final class CardSource: CaptureSource {
    let format: PCMFormat
    let pacing = CapturePacing.clock
    private let card: Card
    /// The next frame of the card that this will give.
    private(set) var next: Int
    private var counted: Int
    private var stumble: (cause: Gap.Cause, frames: Int)?

    init(_ card: Card, openedAt moment: Int64) {
        self.card = card
        format = card.format
        next = card.frame(at: moment)
        counted = next
        card.open = self
    }

    /// Frames that the card has heard and this has not given, as they really are.
    var waiting: Int { card.frame(at: card.world.now) - next }

    func skip(frames: Int) {
        next += frames
        counted += frames
    }

    func stumble(_ cause: Gap.Cause, frames: Int) { stumble = (cause, frames) }

    func read(into block: inout [UInt8], waitMilliseconds: Int) throws(CaptureError) -> CaptureOutcome {
        let wait = Double(waitMilliseconds) / 1_000
        switch card.mood {
        case .good: return readWhatIsThere(into: &block, wait)
        case .gone: throw .cannot(doing: "read", reason: "it is not there")
        case .mute: card.world.pass(seconds: wait)
        case .empty: break
        case .stumbling: return .interrupted(.overrun)
        case .flooding:
            let count = min(card.framesPerPeriod, block.count / format.bytesPerFrame)
            card.world.pass(seconds: Double(count) / Double(format.framesPerSecond) / card.haste)
            return give(count, into: &block)
        case .suspended:
            card.world.pass(seconds: 0.1)
            stumble = (.suspended, 0)
        }
        return .nothing
    }

    private func readWhatIsThere(into block: inout [UInt8], _ wait: Double) -> CaptureOutcome {
        if let stumble { return restart(stumble.cause, lostFrames: stumble.frames) }
        let count = min(card.framesPerPeriod, block.count / format.bytesPerFrame)
        if told() < count {
            let due = card.moment(ofEndOf: next + count)
            guard due - card.world.now <= Int64(wait * 1e9) else {
                card.world.pass(seconds: wait)
                return .nothing
            }
            card.world.pass(until: due)
            card.world.pass(seconds: card.lateness())
        }
        if waiting > Int(card.bufferSeconds * Double(format.framesPerSecond)) {
            return restart(.overrun, lostFrames: 0)
        }
        let outcome = give(count, into: &block)
        guard case .frames(let frames, _) = outcome else { return outcome }
        return .frames(frames, backlog: told())
    }

    private func give(_ count: Int, into block: inout [UInt8]) -> CaptureOutcome {
        if format.bytesPerFrame == 2 { Groove.play(frame: next, count: count, into: &block) }
        card.given = (next, count)
        next += count
        return .frames(count, backlog: 0)
    }

    private func told() -> Int {
        guard card.countsInPeriods else { return max(0, waiting) }
        let heard = next + waiting - counted
        return max(0, heard / card.framesPerPeriod * card.framesPerPeriod - (next - counted))
    }

    private func restart(_ cause: Gap.Cause, lostFrames: Int) -> CaptureOutcome {
        next = card.frame(at: card.world.now) + lostFrames
        counted = next
        stumble = nil
        return .interrupted(cause)
    }
}

/// Opens the card for whoever asks, every 0.5 to 1.5 s, as the relay's own opener does.
final class CardSupply: SourceSupply, @unchecked Sendable {
    private let card: Card
    private var attemptAt: Int64
    private(set) var opened = 0
    private(set) var returned = 0
    private(set) var kept = 0

    init(_ card: Card) {
        self.card = card
        attemptAt = card.world.now
    }

    func poll() -> (any CaptureSource)? {
        guard card.world.now >= attemptAt else { return nil }
        let moment = attemptAt
        attemptAt = card.world.now + Int64(card.world.dice.number(0.5...1.5) * 1e9)
        guard card.mood != .gone else { return nil }
        opened += 1
        return CardSource(card, openedAt: card.world.now - moment < 1_000_000_000 ? moment : card.world.now)
    }

    func keep(_ source: any CaptureSource) { kept += 1 }

    func giveBack(_ source: any CaptureSource) { returned += 1 }
}
