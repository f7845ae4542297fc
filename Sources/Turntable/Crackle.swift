import Glibc

/// Dust and scratches, and the tick of the locked groove.
struct Crackle {
    private var dice: Dice
    private let chancePerBlock: Double
    private let decay: Float
    private var click = StereoFrame.zero

    init(perSecond: Double, seed: Int, grid: Grid) {
        dice = Dice(UInt64(seed), list: 3)
        chancePerBlock = perSecond / grid.blocksPerSecond
        decay = 1 - grid.sharePerFrame(seconds: 0.000_3)
    }

    /// Perhaps a click, somewhere in the block: many are faint, few are loud.
    mutating func add(to mix: inout MutableSpan<StereoFrame>) {
        let struck = dice.falls(withChance: chancePerBlock)
        let start = struck ? dice.whole(below: mix.count) : 0
        ring(in: &mix, 0..<start)
        if struck { strike(amplitude(decibels: -22 - 24 * sqrt(dice.number(in: 0...1)))) }
        ring(in: &mix, start..<mix.count)
    }

    mutating func strike(_ strength: Double) {
        let sign: Double = dice.falls(withChance: 0.5) ? 1 : -1
        let place = dice.number(in: -0.6...0.6)
        click += Float(strength * sign) * StereoFrame(Float(1 - place), Float(1 + place))
    }

    private mutating func ring(in mix: inout MutableSpan<StereoFrame>, _ frames: Range<Int>) {
        if abs(click.x) + abs(click.y) < 1e-7 { return }
        for index in frames {
            mix[index] += click
            click *= decay
        }
    }
}
