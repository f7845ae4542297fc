/// Eight sine waves turning together, each with its pitch, place and level.
struct VoiceBank {
    typealias Lanes = SIMD8<Float>

    /// Pitches; below 1.8.
    var radiansPerFrame = Lanes.zero
    /// The level each voice is heading for, and what is left of that after a block.
    var goal = Lanes.zero
    var decay = Lanes(repeating: 1)
    /// Share of the way to the goal that is gone in a block.
    var approach = Lanes(repeating: 1)
    var left = Lanes(repeating: 1)
    var right = Lanes(repeating: 1)

    private var level = Lanes.zero
    private var sine = Lanes.zero
    private var cosine = Lanes(repeating: 1)

    mutating func add(to mix: inout MutableSpan<StereoFrame>, bend: Lanes = Lanes(repeating: 1)) {
        let turn = Self.turn(radiansPerFrame * bend)
        keepCircle(turn)
        let (start, step) = nextLevel(blockLength: mix.count)
        var (level, sine, cosine) = (start, self.sine, self.cosine)
        let (left, right) = (self.left, self.right)
        for index in mix.indices {
            sine += turn * cosine
            cosine -= turn * sine
            level += step
            let voices = sine * level
            mix[index] += StereoFrame(total(voices * left), total(voices * right))
        }
        self.sine = sine
        self.cosine = cosine
    }

    /// 2 sin(x / 2), near enough for audible pitches.
    private static func turn(_ radians: Lanes) -> Lanes { radians * (1 - radians * radians * (1 / 24)) }

    /// Rounding and new pitches would let the waves grow or shrink little by little.
    private mutating func keepCircle(_ turn: Lanes) {
        let size = sine * sine + cosine * cosine + turn * sine * cosine
        let correction = 1 / size.squareRoot()
        sine *= correction
        cosine *= correction
    }

    private mutating func nextLevel(blockLength: Int) -> (start: Lanes, step: Lanes) {
        let start = level
        level += (goal - level) * approach
        goal *= decay
        // Numbers too small to be normal are slow.
        level.replace(with: 0, where: level .< 1e-9)
        goal.replace(with: 0, where: goal .< 1e-9)
        return (start, (level - start) / Float(blockLength))
    }
}

private func total(_ lanes: SIMD8<Float>) -> Float {
    let four = lanes.lowHalf + lanes.highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
}
