/// What a recording is made of. Levels are decibels of full scale, lengths seconds.
struct Recipe: Sendable {
    let name: String
    var seed: UInt64 = 1
    var framesPerSecond = 48_000
    var channels = 2
    var bitsPerSample = 16
    var gain: Float = 0
    var idle: Float = -78
    var hum: Float = -80
    var groove: Float = -60
    var crackle: Float = 3
    var revolution: Float = 1.8
    var rumble: Float = -55
    /// How much louder the noise is at the end of a side.
    var wear: Float = 0
    /// How much the noise swings with each revolution, to either side.
    var swing: Float = 1.2
    /// Share of full scale.
    var offset: Float = 0
    var isRightDead = false
    /// Zeros: start and length in seconds.
    var dropouts: [(start: Float, length: Float)] = []
    /// A hand on the gain: from when, by how much.
    var gainChange: (start: Float, decibels: Float)?
    var parts: [Part] = []

    enum Part: Sendable {
        case idle(Float)
        /// The preamp is off: the converter alone, or exact zeros.
        case off(Float, isZero: Bool)
        case side(SideRecipe)
        /// Somebody walks by.
        case bump
    }

    var seconds: Float { parts.reduce(0) { $0 + $1.seconds } }
}

struct SideRecipe: Sendable {
    var runIn: Float = 4
    var pieces: [Piece] = []
    var runOut: Float = 6
    /// Seconds in the locked groove before the needle lifts.
    var locked: Float = 0
    /// Groove noise of this side, over that of the recipe.
    var extraNoise: Float = 0

    var seconds: Float { runIn + pieces.reduce(0) { $0 + $1.seconds + $1.gap } + runOut + locked }
}

struct Piece: Sendable {
    enum Kind: String, Sendable { case pop, piano, strings, speech, applause, organ }

    let kind: Kind
    let seconds: Float
    var level: Float = -18
    var fadeIn: Float = 0.02
    var fadeOut: Float = 0.3
    /// Groove without music after the piece.
    var gap: Float = 0
}

extension Recipe.Part {
    var seconds: Float {
        switch self {
        case .idle(let seconds), .off(let seconds, _): seconds
        case .side(let side): side.seconds
        case .bump: 1
        }
    }
}
