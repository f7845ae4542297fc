import Glibc

/// A bass, and a bell-like piano with two notes that ring into each other.
struct Soloists {
    private let grid: Grid
    private let partials: [Float]
    private var bank = VoiceBank()
    private var usesSecondNote = false
    private var blocks = 0

    init(seed: UInt64, grid: Grid) {
        self.grid = grid
        var dice = Dice(seed, list: 8)
        partials = [[1, 2, 3], [1, 2, 4], [1, 3, 5]][dice.whole(below: 3)]
        let side = Float(dice.number(in: 0.3...0.7))
        bank.left = .init(1 - side, 1 - side, side, side, side, 1 - side, 0.5, 0.5) * 1.4
        bank.right = 1.4 - bank.left
        bank.approach = .init(repeating: grid.sharePerBlock(seconds: 0.003))
        let seconds: [Double] = [0.9, 0.5, 0.25, 0.9, 0.5, 0.25, 0.7, 0.3]
        for (lane, time) in seconds.enumerated() { bank.decay[lane] = 1 - grid.sharePerBlock(seconds: time) }
    }

    mutating func playTune(_ note: Int, strength: Float) {
        let first = usesSecondNote ? 3 : 0
        usesSecondNote.toggle()
        let pitch = grid.radiansPerFrame(note: note)
        for (index, partial) in partials.enumerated() {
            bank.radiansPerFrame[first + index] = pitch * partial
            bank.goal[first + index] = strength * 0.42 / (1 + 1.4 * Float(index))
        }
    }

    mutating func playBass(_ note: Int) {
        bank.radiansPerFrame[6] = grid.radiansPerFrame(note: note)
        bank.radiansPerFrame[7] = 2 * bank.radiansPerFrame[6]
        bank.goal[6] = 0.4
        bank.goal[7] = 0.16
    }

    mutating func add(to mix: inout MutableSpan<StereoFrame>) {
        blocks += 1
        let vibrato = Float(0.002 * sin(2 * Double.pi * 5.3 * Double(blocks) / grid.blocksPerSecond))
        bank.add(to: &mix, bend: .init(1, 1, 1, 1, 1, 1, 0, 0) * vibrato + 1)
    }
}
