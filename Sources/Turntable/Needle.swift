import Glibc

/// The sound of a needle on vinyl without its music: dropping, hissing, crackling, ticking, lifted.
struct Needle {
    private let blocksPerTurn: Double
    private var surface: Surface
    private var crackle: Crackle
    private var thump: Burst

    init(options: TurntableOptions, grid: Grid) {
        let turnsPerMinute = options.speed == 33 ? 100.0 / 3 : Double(options.speed)
        blocksPerTurn = 60 / turnsPerMinute * grid.blocksPerSecond
        surface = Surface(seed: options.seed, grid: grid)
        crackle = Crackle(perSecond: options.crackle, seed: options.seed, grid: grid)
        thump = Burst(hertz: 27, seconds: 0.07, grid: grid)
    }

    mutating func add(to mix: inout MutableSpan<StereoFrame>, at block: Int, of side: SidePlan) {
        let isDown = (side.down..<side.up).contains(block)
        if block == side.down { drop() }
        if block == side.up { lift() }
        if isDown {
            if block >= side.locked { tick(block - side.locked) }
            crackle.add(to: &mix)
        }
        surface.add(to: &mix, groove: isDown ? groove(at: block, of: side) : 0)
        thump.add(to: &mix)
    }

    private mutating func drop() {
        thump.strike(0.3)
        crackle.strike(0.1)
    }

    private mutating func lift() { thump.strike(0.12) }

    /// Where the locked groove crosses itself.
    private mutating func tick(_ blocks: Int) {
        let turns = Double(blocks) / blocksPerTurn
        let before = Double(blocks - 1) / blocksPerTurn
        guard turns.rounded(.down) > before.rounded(.down) else { return }
        crackle.strike(0.05)
        thump.strike(0.01)
    }

    /// No record is quite flat: the noise swings by 1.4 dB with every turn.
    private func groove(at block: Int, of side: SidePlan) -> Float {
        let swing = 0.7 * sin(2 * Double.pi * Double(block - side.down) / blocksPerTurn)
        return Float(amplitude(decibels: side.grooveDecibels(at: block) + swing))
    }
}
