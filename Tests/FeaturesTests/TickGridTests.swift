import Features
import Testing

@Suite struct `tick grid` {
    @Test(arguments: [32_000, 44_056, 44_100, 48_000, 192_001])
    func `every frame lies in the tick that says so`(rate: Int) {
        let grid = TickGrid(framesPerSecond: rate)
        for frame in stride(from: 0, to: 3 * rate, by: 97) {
            let tick = grid.tick(ofFrame: frame)
            #expect((grid.frame(ofTick: tick)..<grid.frame(ofTick: tick + 1)).contains(frame))
            #expect(grid.frame(ofTick: grid.firstTick(notBefore: frame)) >= frame)
        }
    }

    @Test func `ticks belong to the segment in which they end`() {
        let grid = TickGrid(framesPerSecond: 48_000)
        #expect(grid.ticks(endingIn: 0..<48_000) == 0..<10)
        #expect(grid.ticks(endingIn: 1..<4_800) == 0..<1)
        #expect(grid.ticks(endingIn: 4_800..<9_599) == 1..<1)
        #expect(grid.lead(before: 5_000) == 2_400..<5_000)
        #expect(grid.lead(before: 100) == 0..<100)
    }
}
