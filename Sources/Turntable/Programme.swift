/// All sides there will ever be, one after the other. Positions are blocks from the beginning.
struct Programme {
    let options: TurntableOptions
    let grid: Grid
    private var number = 0
    private var down: Int

    init(options: TurntableOptions, grid: Grid) {
        self.options = options
        self.grid = grid
        down = grid.blocks(seconds: options.lead)
    }

    mutating func next() -> SidePlan {
        let plan = SidePlan(number: number, down: down, options: options, grid: grid)
        number += 1
        down = plan.up + grid.blocks(seconds: plan.closesSession ? options.rest : options.idle)
        return plan
    }
}
