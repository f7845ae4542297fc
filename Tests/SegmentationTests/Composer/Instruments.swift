import Glibc

/// Eight partials of one note, each a turning pointer that fades.
struct Note {
    private var real: SIMD8<Float>
    private var imaginary = SIMD8<Float>()
    private let cosines: SIMD8<Float>
    private let sines: SIMD8<Float>
    private var attack: Float = 0
    private let rise: Float
    private let pan: Float

    /// `decay` is the time in seconds in which the fundamental fades to a third; upper partials fade sooner.
    init(hertz: Float, loudness: Float, decay: Float, rise: Float, brightness: Float, pan: Float, rate: Float)
    {
        var (real, cosines, sines) = (SIMD8<Float>(), SIMD8<Float>(), SIMD8<Float>())
        for partial in 0..<8 {
            let order = Float(partial + 1)
            let isHeard = hertz * order < 0.45 * rate
            real[partial] = isHeard ? loudness * pow(order, -brightness) : 0
            let fade = exp(-(0.5 + 0.5 * order) / (decay * rate))
            let angle = 2 * Float.pi * hertz * order * (1 + 0.0003 * order * order) / rate
            cosines[partial] = fade * cos(angle)
            sines[partial] = fade * sin(angle)
        }
        (self.real, self.cosines, self.sines) = (real, cosines, sines)
        self.rise = 1 / (rise * rate)
        self.pan = pan
    }

    mutating func next() -> Pair {
        let turned = real * cosines - imaginary * sines
        imaginary = real * sines + imaginary * cosines
        real = turned
        attack = min(1, attack + rise)
        let sound = attack * imaginary.sum()
        return Pair(sound * (1 - pan), sound * pan)
    }
}

/// Plays one piece, note by note.
struct Player {
    private let piece: Piece
    private let rate: Float
    private var dice: Dice
    private var notes: [Note] = []
    private var frame = 0
    private var nextNote = 0
    private var drum: Float = 0
    private var drumPhase: Float = 0
    private var syllable: Float = 0
    private var breath = 0

    init(_ piece: Piece, seed: UInt64, rate: Float) {
        self.piece = piece
        self.rate = rate
        dice = Dice(seed: seed)
    }

    mutating func next() -> Pair {
        if frame >= nextNote { strike() }
        frame += 1
        var sum = Pair()
        for index in notes.indices { sum += notes[index].next() }
        switch piece.kind {
        case .pop: sum += drums()
        case .applause: sum = Pair(dice.noise(), dice.noise()) * (0.7 + 0.3 * syllable)
        case .speech: sum *= voice()
        default: break
        }
        return sum
    }

    private mutating func strike() {
        switch piece.kind {
        case .pop: chord(0.24, size: 4, decay: 0.5, rise: 0.005, brightness: 0.9)
        case .piano: chord(dice.between(0.25, 2.2), size: 1, decay: 0.9, rise: 0.003, brightness: 1.6)
        case .strings: chord(dice.between(0.8, 2), size: 3, decay: 1.6, rise: 0.25, brightness: 1.3)
        case .organ: chord(1, size: 3, decay: 3, rise: 0.2, brightness: 1)
        case .speech: speak()
        case .applause:
            syllable = dice.between(-1, 1)
            nextNote += Int(0.03 * rate)
        }
    }

    private mutating func chord(_ seconds: Float, size: Int, decay: Float, rise: Float, brightness: Float) {
        if notes.count > 8 { notes.removeFirst(notes.count - 8) }
        for _ in 0..<size {
            let step = Float(dice.next() % 24)
            let loudness = dice.between(0.4, 1) / Float(size)
            let pan = dice.between(0.3, 0.7)
            notes.append(
                Note(
                    hertz: 130 * exp2(step / 12), loudness: loudness, decay: decay, rise: rise,
                    brightness: brightness, pan: pan, rate: rate))
        }
        nextNote += Int(seconds * rate)
    }

    private mutating func speak() {
        breath += 1
        if breath % 9 == 0 {
            notes.removeAll()
            nextNote += Int(dice.between(0.3, 0.7) * rate)
        } else {
            chord(dice.between(0.12, 0.25), size: 2, decay: 0.12, rise: 0.02, brightness: 0.6)
        }
    }

    private mutating func voice() -> Float {
        syllable += 0.002 * (dice.between(0.3, 1) - syllable)
        return syllable
    }

    private mutating func drums() -> Pair {
        let beat = frame % Int(0.48 * rate)
        if beat == 0 { (drum, drumPhase) = (1, 0) }
        drum *= 1 - 8 / rate
        drumPhase += 2 * Float.pi * (50 + 60 * drum * drum) / rate
        let sinceHat = frame % Int(0.24 * rate)
        let hat = exp(-Float(sinceHat) / (0.03 * rate)) * 0.25
        let snare = beat > Int(0.23 * rate) ? exp(-Float(beat - Int(0.23 * rate)) / (0.06 * rate)) * 0.4 : 0
        return Pair(repeating: drum * sin(drumPhase)) + (hat + snare) * Pair(dice.noise(), dice.noise())
    }
}
