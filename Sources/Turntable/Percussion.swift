/// A kick, a snare and a hi-hat.
struct Percussion {
    private static let snarePlace = StereoFrame(0.9, 0.7)
    private static let hatPlace = StereoFrame(0.6, 1)

    private var dice: Dice
    private var kick: Burst
    private let kickPitches: (low: Float, high: Float)
    private let kickFall: Float
    private var shell: Burst
    // Of the two noises, snare first.
    private var level = SIMD2<Float>.zero
    private let decay: SIMD2<Float>
    private var dull = SIMD2<Float>.zero
    private let dullShare: SIMD2<Float>

    init(seed: UInt64, grid: Grid) {
        dice = Dice(seed, list: 9)
        kick = Burst(hertz: 50, seconds: 0.14, grid: grid)
        kickPitches = (grid.radiansPerFrame(hertz: 48), grid.radiansPerFrame(hertz: 150))
        kickFall = grid.sharePerBlock(seconds: 0.022)
        shell = Burst(hertz: 185, seconds: 0.05, grid: grid)
        decay = [1 - grid.sharePerFrame(seconds: 0.07), 1 - grid.sharePerFrame(seconds: 0.03)]
        dullShare = [grid.sharePerFrame(hertz: 900), grid.sharePerFrame(hertz: 7_000)]
    }

    mutating func strike(_ beat: Score.Beat) {
        if beat.kick > 0 {
            kick.radians = kickPitches.high
            kick.strike(0.75 * beat.kick)
        }
        if beat.snare > 0 {
            level.x = 0.35 * beat.snare
            shell.strike(0.3 * beat.snare)
        }
        if beat.hat > 0 { level.y = 0.22 * beat.hat }
    }

    mutating func add(to mix: inout MutableSpan<StereoFrame>) {
        kick.radians += (kickPitches.low - kick.radians) * kickFall
        kick.add(to: &mix)
        shell.add(to: &mix, pan: [1, 0.8])
        if level.x + level.y > 1e-6 { addNoise(to: &mix) }
    }

    private mutating func addNoise(to mix: inout MutableSpan<StereoFrame>) {
        // Local, so that they stay in registers.
        var (dull, level, dice) = (dull, level, dice)
        for index in mix.indices {
            let noise = dice.noise().lowHalf
            dull += dullShare * (noise - dull)
            let hits = (noise - dull) * level
            mix[index] += hits.x * Self.snarePlace + hits.y * Self.hatPlace
            level *= decay
        }
        (self.dull, self.level, self.dice) = (dull, level, dice)
    }
}
