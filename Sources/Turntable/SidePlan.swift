/// When everything happens on one side.
struct SidePlan {
    let opensSession: Bool
    let closesSession: Bool
    let down: Int
    private(set) var tracks: [TrackPlan] = []
    private(set) var locked = 0
    private(set) var up = 0
    private let options: TurntableOptions
    private let grid: Grid

    init(number: Int, down: Int, options: TurntableOptions, grid: Grid) {
        self.down = down
        self.options = options
        self.grid = grid
        opensSession = number % options.sides == 0
        closesSession = number % options.sides == options.sides - 1
        var dice = Dice(UInt64(options.seed), list: 1, number: number)
        let runIn = dice.number(in: 2.5...5)
        let runOut = dice.number(in: 2...5)
        layTracks(from: down + grid.blocks(seconds: runIn), silence: runIn + runOut, &dice)
        locked = (tracks.last?.end ?? down) + grid.blocks(seconds: runOut)
        up = locked + grid.blocks(seconds: options.locked)
    }

    private mutating func layTracks(from first: Int, silence: Double, _ dice: inout Dice) {
        let gaps = (1..<options.tracks).map { _ in max(1, options.gap * dice.number(in: 0.5...2)) }
        let shares = (0..<options.tracks).map { _ in dice.number(in: 0.7...1.3) }
        let music = options.side * dice.number(in: 0.9...1.1) - gaps.reduce(silence, +)
        var start = first
        for (index, share) in shares.enumerated() {
            // However many are asked for, each lasts long enough to be one.
            let blocks = grid.blocks(seconds: max(10, music * share / shares.reduce(0, +)))
            tracks.append(
                TrackPlan(
                    start: start, blocks: blocks, noise: grooveDecibels(at: start + blocks),
                    music: options.music, grid: grid, seed: dice.roll()))
            start = tracks[index].end + (index < gaps.count ? grid.blocks(seconds: gaps[index]) : 0)
        }
    }

    /// Level of the surface noise; it grows towards the middle of the record.
    func grooveDecibels(at block: Int) -> Double {
        let way = Double(block - down) / Double(grid.blocks(seconds: options.side))
        return options.groove + options.wear * min(1, way)
    }
}
