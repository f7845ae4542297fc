/// All sides there will ever be, one after the other. Positions are blocks from the beginning.
struct Programme {
    let options: TurntableOptions
    let clock: Clock
    private var number = 0
    private var down: Int

    init(options: TurntableOptions, clock: Clock) {
        self.options = options
        self.clock = clock
        down = clock.blocks(seconds: options.lead)
    }

    mutating func next() -> SidePlan {
        let plan = SidePlan(number: number, down: down, options: options, clock: clock)
        number += 1
        down = plan.up + clock.blocks(seconds: plan.closesSession ? options.rest : options.idle)
        return plan
    }
}
