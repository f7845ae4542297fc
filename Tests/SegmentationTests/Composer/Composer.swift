import Glibc

/// Makes the recording of a recipe, a tenth of a second at a time, and says what is on it.
final class Composer {
    let recipe: Recipe
    private let rate: Float
    private var idleNoise: ColouredNoise
    private var grooveNoise: ColouredNoise
    private var dice: Dice
    private var frame = 0
    private var humPhase: Float = 0
    private var crackleLevel = Pair()
    private var thump: Float = 0
    private var thumpPhase: Float = 0

    init(_ recipe: Recipe) {
        self.recipe = recipe
        rate = Float(recipe.framesPerSecond)
        idleNoise = ColouredNoise(seed: recipe.seed &+ 11, colour: 0.1)
        grooveNoise = ColouredNoise(seed: recipe.seed &+ 12, colour: 0.6)
        dice = Dice(seed: recipe.seed &+ 13)
    }

    /// Interleaved samples go to the body in blocks.
    func play(_ body: ([Int32]) -> Void) {
        let composed = recipe
        for (index, part) in composed.parts.enumerated() {
            switch part {
            case .idle(let seconds): emit(seconds, body) { _ in Pair() }
            case .off(let seconds, let isZero): off(seconds, isZero, body)
            case .bump:
                thump = 0.1
                emit(1, body) { _ in Pair() }
            case .side(let side): play(side, seed: composed.seed &* 31 &+ UInt64(index), body)
            }
        }
    }

    private func play(_ side: SideRecipe, seed: UInt64, _ body: ([Int32]) -> Void) {
        thump = 0.2
        let length = Int(side.seconds * rate)
        let start = frame
        groove(side.runIn, side, start, length, body) { _ in Pair() }
        for (index, piece) in side.pieces.enumerated() {
            var player = Player(piece, seed: seed &* 17 &+ UInt64(index), rate: rate)
            let level = amplitude(piece.level)
            let total = Int(piece.seconds * rate)
            let rate = rate
            groove(piece.seconds, side, start, length, body) { place in
                let fromStart = Float(place) / (piece.fadeIn * rate)
                let fromEnd = Float(total - place) / (piece.fadeOut * rate)
                let fade = min(1, fromStart, fromEnd * fromEnd)
                return player.next() * level * fade
            }
            groove(piece.gap, side, start, length, body) { _ in Pair() }
        }
        groove(side.runOut, side, start, length, body) { _ in Pair() }
        let revolution = Int(recipe.revolution * rate)
        groove(side.locked, side, start, length, body) { place in
            place % revolution < 60 ? Pair(repeating: 0.1 * Float(60 - place % revolution) / 60) : Pair()
        }
        thump = 0.05
    }

    /// Sound with the needle down: what is cut into the record, and what lies in it.
    private func groove(
        _ seconds: Float, _ side: SideRecipe, _ start: Int, _ length: Int, _ body: ([Int32]) -> Void,
        _ music: (Int) -> Pair
    ) {
        let swingStep = 2 * Float.pi / (recipe.revolution * rate)
        var noise: Float = 0
        emit(seconds, body) { [self] place in
            let since = frame - start
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

    private func off(_ seconds: Float, _ isZero: Bool, _ body: ([Int32]) -> Void) {
        let scale = exp2(Float(recipe.bitsPerSample - 1))
        var noise = dice
        put(Int(seconds * rate), body) { _ in
            isZero ? Pair() : Pair(noise.noise(), noise.noise()) * (0.8 / scale)
        }
    }

    /// Adds what is always there: the preamp's noise, hum, and the last thump.
    private func emit(_ seconds: Float, _ body: ([Int32]) -> Void, _ sound: (Int) -> Pair) {
        let idle = amplitude(recipe.idle)
        let hum = amplitude(recipe.hum) * 1.414
        let rumble = amplitude(recipe.rumble)
        let step = 2 * Float.pi * 50 / rate
        put(Int(seconds * rate), body) { [self] place in
            humPhase += step
            if humPhase > 2 * Float.pi { humPhase -= 2 * Float.pi }
            thumpPhase += 2 * Float.pi * 18 / rate
            thump *= 1 - 6 / rate
            let low =
                hum * (sin(humPhase) + 0.3 * sin(3 * humPhase)) + (thump + 0.02 * rumble) * sin(thumpPhase)
            return sound(place) + idle * idleNoise.next() + Pair(repeating: low)
        }
    }

    private func put(_ frames: Int, _ body: ([Int32]) -> Void, _ sound: (Int) -> Pair) {
        let blockFrames = Int(rate) / 10
        var done = 0
        while done < frames {
            let count = min(blockFrames, frames - done)
            body(block(count, from: done, sound))
            done += count
        }
    }

    private func block(_ count: Int, from done: Int, _ sound: (Int) -> Pair) -> [Int32] {
        let scale = exp2(Float(recipe.bitsPerSample - 1))
        var samples: [Int32] = []
        samples.reserveCapacity(count * recipe.channels)
        let gain = amplitude(gainNow)
        for index in 0..<count {
            var pair = sound(done + index) * gain + Pair(repeating: recipe.offset)
            if recipe.isRightDead { pair.y = 0 }
            if isDropped { pair = Pair() }
            for channel in 0..<recipe.channels {
                samples.append(Int32(max(-scale, min(scale - 1, (pair[channel] * scale).rounded()))))
            }
            frame += 1
        }
        return samples
    }

    private var gainNow: Float {
        guard let change = recipe.gainChange, Float(frame) >= change.start * rate else { return recipe.gain }
        return recipe.gain + change.decibels
    }

    private var isDropped: Bool {
        recipe.dropouts.contains {
            Float(frame) >= $0.start * rate && Float(frame) < ($0.start + $0.length) * rate
        }
    }
}
