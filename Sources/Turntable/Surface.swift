import Glibc

/// Everything that hisses: the preamp always, and the groove while the needle is down.
struct Surface {
    private static let idleDecibels = -78.0

    private var dice: Dice
    private let hiss: Float
    private let dullShare: Float
    private let rumbleShare: Float
    /// Makes the groove's noise 0 dBFS.
    private let unit: Float
    private var dull = StereoFrame.zero
    private var rumble = StereoFrame.zero
    private var groove: Float = 0

    init(seed: Int, grid: Grid) {
        dice = Dice(UInt64(seed), list: 2)
        // Evenly spread numbers in -1..<1 have a level of 1/sqrt(3).
        hiss = Float(sqrt(3) * amplitude(decibels: Self.idleDecibels))
        dullShare = grid.sharePerFrame(hertz: 1_800)
        rumbleShare = grid.sharePerFrame(hertz: 15)
        let share = Double(dullShare)
        let power = share / (2 - share) + Self.bright * Self.bright + 2 * Self.bright * share
        unit = Float(sqrt(3 / power))
    }

    /// How much of the groove's noise is white; the rest is dull.
    private static let bright = 0.25

    /// Moves to a new level of groove noise (a factor; 0 is needle up) within the block.
    mutating func add(to mix: inout MutableSpan<StereoFrame>, groove next: Float) {
        var gain = groove * unit
        let step = (next - groove) * unit / Float(mix.count)
        groove = next
        if gain == 0 && step == 0 { return addIdle(to: &mix) }
        // Local, so that they stay in registers.
        var (dice, dull, rumble) = (dice, dull, rumble)
        for index in mix.indices {
            let noise = dice.noise()
            dull += dullShare * (noise.highHalf - dull)
            rumble += rumbleShare * (noise.highHalf - rumble)
            gain += step
            let scratch = dull + Float(Self.bright) * noise.highHalf + 5 * rumble
            mix[index] += noise.lowHalf * hiss + scratch * gain
        }
        (self.dice, self.dull, self.rumble) = (dice, dull, rumble)
    }

    private mutating func addIdle(to mix: inout MutableSpan<StereoFrame>) {
        for index in mix.indices { mix[index] += dice.noise().lowHalf * hiss }
    }
}
