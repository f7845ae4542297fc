import Glibc

/// Plays the parts of a recipe, before anything is done to the sound on its way to the file.
final class Composer {
    let recipe: Recipe
    private let rate: Float
    private var idleNoise: ColouredNoise
    private var grooveNoise: ColouredNoise
    private var dice: Dice
    private var pairs: [Pair] = []
    /// One turn of the mains at 50 Hz, with its third harmonic.
    private let hum: [Float]
    /// Three turns of 18 Hz.
    private let wobble: [Float]
    private var crackleLevel = Pair()
    private var thump: Float = 0

    init(_ recipe: Recipe) {
        self.recipe = recipe
        rate = Float(recipe.framesPerSecond)
        idleNoise = ColouredNoise(seed: recipe.seed &+ 11, colour: 0.1)
        grooveNoise = ColouredNoise(seed: recipe.seed &+ 12, colour: 0.6)
        dice = Dice(seed: recipe.seed &+ 13)
        let loudness = amplitude(recipe.hum) * 1.414
        hum = (0..<recipe.framesPerSecond / 50).map { place in
            let angle = 2 * Float.pi * 50 * Float(place) / Float(recipe.framesPerSecond)
            return loudness * (sin(angle) + 0.3 * sin(3 * angle))
        }
        wobble = (0..<recipe.framesPerSecond / 6).map { place in
            sin(2 * Float.pi * 18 * Float(place) / Float(recipe.framesPerSecond))
        }
    }

    /// Left and right, full scale being 1.
    func play() -> [Pair] {
        pairs.reserveCapacity(Int(recipe.seconds * rate) + recipe.parts.count)
        for (index, part) in recipe.parts.enumerated() {
            switch part {
            case .idle(let seconds): emit(seconds) { _ in Pair() }
            case .off(let seconds, let isZero): off(seconds, isZero)
            case .bump:
                thump = 0.1
                emit(1) { _ in Pair() }
            case .side(let side): play(side, seed: recipe.seed &* 31 &+ UInt64(index))
            }
        }
        return pairs
    }

    private func play(_ side: SideRecipe, seed: UInt64) {
        thump = 0.2
        let length = Int(side.seconds * rate)
        let start = pairs.count
        groove(side.runIn, side, start, length) { _ in Pair() }
        for (index, piece) in side.pieces.enumerated() {
            var player = Player(piece, seed: seed &* 17 &+ UInt64(index), rate: rate)
            let level = amplitude(piece.level)
            let total = Int(piece.seconds * rate)
            let rate = rate
            groove(piece.seconds, side, start, length) { place in
                let fromStart = Float(place) / (piece.fadeIn * rate)
                let fromEnd = Float(total - place) / (piece.fadeOut * rate)
                let fade = min(1, fromStart, fromEnd * fromEnd)
                return player.next() * level * fade
            }
            groove(piece.gap, side, start, length) { _ in Pair() }
        }
        groove(side.runOut, side, start, length) { _ in Pair() }
        let revolution = Int(recipe.revolution * rate)
        groove(side.locked, side, start, length) { place in
            place % revolution < 60 ? Pair(repeating: 0.1 * Float(60 - place % revolution) / 60) : Pair()
        }
        thump = 0.05
    }

    /// Sound with the needle down: what is cut into the record, and what lies in it.
    private func groove(
        _ seconds: Float, _ side: SideRecipe, _ start: Int, _ length: Int, _ music: (Int) -> Pair
    ) {
        let swingStep = 2 * Float.pi / (recipe.revolution * rate)
        var noise: Float = 0
        emit(seconds) { [self] place in
            let since = pairs.count - start
            if place % 480 == 0 {
                let wear = recipe.wear * Float(since) / Float(max(1, length))
                let swing = recipe.swing * sin(swingStep * Float(since))
                noise = amplitude(recipe.groove + side.extraNoise + wear + swing)
            }
            if dice.unit() < recipe.crackle / rate {
                crackleLevel =
                    Pair(dice.between(-1, 1), dice.between(-1, 1)) * amplitude(dice.between(-45, -18))
            }
            crackleLevel *= -0.93
            return music(place) + noise * grooveNoise.next() + crackleLevel
        }
    }

    private func off(_ seconds: Float, _ isZero: Bool) {
        let scale = exp2(Float(recipe.bitsPerSample - 1))
        var noise = dice
        put(Int(seconds * rate)) { _ in
            isZero ? Pair() : Pair(noise.noise(), noise.noise()) * (0.8 / scale)
        }
    }

    /// Adds what is always there: the preamp's noise, hum, and the last thump.
    private func emit(_ seconds: Float, _ sound: (Int) -> Pair) {
        let idle = amplitude(recipe.idle)
        let rumble = 0.02 * amplitude(recipe.rumble)
        let fade = 1 - 6 / rate
        put(Int(seconds * rate)) { [self] place in
            let now = pairs.count
            thump *= fade
            let low = hum[now % hum.count] + (thump + rumble) * wobble[now % wobble.count]
            return sound(place) + idle * idleNoise.next() + Pair(repeating: low)
        }
    }

    private func put(_ frames: Int, _ sound: (Int) -> Pair) {
        for place in 0..<frames { pairs.append(sound(place)) }
    }
}

extension Recipe {
    /// What lies in the file when this was played: interleaved samples.
    func samples(of played: [Pair]) -> [Int32] {
        let rate = Float(framesPerSecond)
        let scale = exp2(Float(bitsPerSample - 1))
        let knob = gainChange.map { Int($0.start * rate) } ?? played.count
        let gains = (before: amplitude(gain), after: amplitude(gain + (gainChange?.decibels ?? 0)))
        let dropouts = dropouts.map { Int($0.start * rate)..<Int(($0.start + $0.length) * rate) }
        var samples: [Int32] = []
        samples.reserveCapacity(played.count * channels)
        for (frame, sound) in played.enumerated() {
            var pair = sound * (frame < knob ? gains.before : gains.after) + Pair(repeating: offset)
            if isRightDead { pair.y = 0 }
            if dropouts.contains(where: { $0.contains(frame) }) { pair = Pair() }
            pair = (pair * scale).rounded(.toNearestOrAwayFromZero)
            for channel in 0..<channels { samples.append(Int32(max(-scale, min(scale - 1, pair[channel])))) }
        }
        return samples
    }
}
