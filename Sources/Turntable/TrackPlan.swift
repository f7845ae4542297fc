import Glibc

/// One track: when it starts, how it ends, and when its music has sunk below the noise of the groove.
struct TrackPlan {
    let start: Int
    /// Where the last chord is let go, or the fade begins.
    let release: Int
    let fadeBlocks: Int?
    let releaseBlocks: Double
    let decibels: Double
    let seed: UInt64
    private(set) var end = 0

    init(start: Int, blocks: Int, noise: Double, music: Double, grid: Grid, seed: UInt64) {
        var dice = Dice(seed, list: 0)
        self.start = start
        self.seed = seed
        decibels = music + dice.number(in: -1.5...1.5)
        fadeBlocks = dice.falls(withChance: 0.25) ? grid.blocks(seconds: dice.number(in: 2...3.5)) : nil
        releaseBlocks = dice.number(in: 0.02...0.04) * grid.blocksPerSecond
        release = start + blocks - (fadeBlocks ?? 0)
        end = firstBlock(below: noise)
    }

    /// 1 while the band plays.
    func gain(at block: Int) -> Double {
        let late = Double(block - release)
        if late <= 0 { return 1 }
        guard let fadeBlocks else { return exp(-late / releaseBlocks) }
        return max(0, 1 - late / Double(fadeBlocks))
    }

    func firstBlock(below level: Double) -> Int {
        let threshold = amplitude(decibels: level - decibels)
        var block = release
        while gain(at: block) > threshold { block += 1 }
        return block
    }
}
