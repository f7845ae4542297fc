/// What a band plays in one track: four chords that go round, a tune, a beat, and sections that swell and thin out.
/// A step is half a beat, eight are a bar, eight bars a section.
struct Score {
    static let stepsPerBar = 8
    private static let barsPerSection = 8

    let blocksPerStep: Int
    /// The last chord, held to the end; nil if the track fades while the band plays on.
    private let lastStep: Int?
    private let seed: UInt64
    private let key: Int
    private let progression: [Chord]

    init(_ track: TrackPlan, grid: Grid) {
        var dice = Dice(track.seed, list: 1)
        seed = track.seed
        key = 43 + dice.whole(below: 9)
        progression = Chord.progressions[dice.whole(below: Chord.progressions.count)]
        let barBlocks = 240 / dice.number(in: 72...112) * grid.blocksPerSecond
        let blocks = track.release - track.start
        let bars = max(2, Int((Double(blocks) / barBlocks).rounded()))
        // Slightly faster or slower, so that whole bars fill the track.
        blocksPerStep = max(1, blocks / (bars * Self.stepsPerBar))
        lastStep = track.fadeBlocks == nil ? (bars - 1) * Self.stepsPerBar : nil
    }

    private func isLastChord(at step: Int) -> Bool { lastStep.map { step >= $0 } ?? false }

    func chord(at step: Int) -> Chord {
        let chord = isLastChord(at: step) ? progression[0] : progression[step / Self.stepsPerBar % 4]
        return chord.raised(by: key)
    }

    func bass(at step: Int) -> Int? {
        let place = step % Self.stepsPerBar
        let root = chord(at: step).root
        if isLastChord(at: step) { return step == lastStep ? root : nil }
        if place == 0 { return root }
        var dice = Dice(seed, list: 2, number: place)
        guard dice.falls(withChance: place % 2 == 0 ? 0.5 : 0.25) else { return nil }
        return root + [0, 0, 7, 12][dice.whole(below: 4)]
    }

    /// The tune comes again every four bars, with a few other notes.
    func tune(at step: Int) -> Int? {
        if isLastChord(at: step) { return step == lastStep ? chord(at: step).notes[0] + 24 : nil }
        var dice = Dice(seed, list: 3, number: step % (4 * Self.stepsPerBar))
        var whim = Dice(seed, list: 4, number: step)
        if whim.falls(withChance: 0.12) { dice = whim }
        let chance = step % Self.stepsPerBar == 0 ? 1 : section(at: step).tuneChance
        guard dice.falls(withChance: chance) else { return nil }
        let note = chord(at: step).notes[dice.whole(below: 4)] + 12 * (1 + dice.whole(below: 2))
        return note > 86 ? note - 12 : note
    }

    func beat(at step: Int) -> Beat {
        let place = step % Self.stepsPerBar
        if step == 0 || step == lastStep { return Beat(kick: 1, snare: 0, hat: 1) }
        guard section(at: step).hasDrums, !isLastChord(at: step) else { return Beat() }
        var fixed = Dice(seed, list: 5, number: place)
        var whim = Dice(seed, list: 6, number: step)
        let kick: Float = place % 4 == 0 ? 1 : (fixed.falls(withChance: 0.25) ? 0.7 : 0)
        let hat = Float(whim.number(in: 0.4...1)) * (place % 2 == 0 ? 0.6 : 1)
        return Beat(kick: kick, snare: place % 4 == 2 ? 1 : 0, hat: hat)
    }

    struct Beat {
        var kick: Float = 0
        var snare: Float = 0
        var hat: Float = 0
    }

    struct Section {
        var gain: Float
        var hasDrums: Bool
        var tuneChance: Double
    }

    func section(at step: Int) -> Section {
        let number = step / (Self.stepsPerBar * Self.barsPerSection)
        var dice = Dice(seed, list: 7, number: number)
        if isLastChord(at: step) { return Section(gain: 1.4, hasDrums: false, tuneChance: 0) }
        if number == 0 { return Section(gain: 0.75, hasDrums: dice.falls(withChance: 0.5), tuneChance: 0.4) }
        let isThin = dice.falls(withChance: 0.25)
        return Section(
            gain: isThin ? 0.55 : Float(dice.number(in: 0.85...1.1)), hasDrums: !isThin,
            tuneChance: dice.number(in: 0.35...0.7))
    }
}
