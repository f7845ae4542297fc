/// Stage A: hears samples as they are decoded and notes, every tenth of a second, what stage B must know.
/// Every tick is heard on its own, after 50 ms of run-up from silence: where a segment was cut changes nothing.
package struct FeatureExtractor: ~Copyable {
    private let format: SampleFormat
    private let spectrum: Spectrum
    private var highPass: HighPass
    private var window: SampleWindow
    private let firstTick: Int
    private var features = Features()

    /// The samples that will be pushed begin at frame `start` of the tape. Ticks are told that end after
    /// `segmentStart`; `format.grid.lead(before:)` says which frames before it are needed for that. Where they
    /// are missing (a tape begins, a hole) the first tick told is the first that is heard whole.
    package init(format: SampleFormat, from start: Int, segmentStart: Int) throws(FeaturesError) {
        let grid = format.grid
        highPass = HighPass(grid: grid)
        spectrum = try Spectrum(format: format, gain: highPass.gain)
        firstTick = max(grid.firstTick(notBefore: start), grid.tick(ofFrame: segmentStart))
        window = SampleWindow(
            channels: format.channels, from: start, base: grid.frame(ofTick: firstTick) - grid.runUpFrames,
            capacity: grid.runUpFrames + (HighPass.lanes + 1) * highPass.stride)
        self.format = format
    }

    /// Interleaved samples, right-aligned; any number of whole frames.
    package mutating func push(_ samples: Span<Int32>) {
        var taken = 0
        while taken < samples.count {
            taken += window.take(samples, from: taken)
            if window.isFull { _ = hearBatch() }
        }
    }

    /// Hears what is left. A tick that is not whole belongs to the segment in which it ends.
    package consuming func finish() -> (firstTick: Int, features: Features) {
        while hearBatch() {}
        return (firstTick, features)
    }

    private var nextTick: Int { firstTick + features.count }

    /// False where no tick is whole.
    private mutating func hearBatch() -> Bool {
        let grid = format.grid
        let first = nextTick
        var end = first
        while end < first + HighPass.lanes, grid.frame(ofTick: end + 1) <= window.end { end += 1 }
        guard end > first else { return false }
        filter(first..<end)
        for tick in first..<end { hear(tick, lane: tick - first) }
        window.drop(before: grid.frame(ofTick: end) - grid.runUpFrames)
        return true
    }

    /// Lane l hears tick l of the batch; lanes beyond the batch hear its last tick again.
    private mutating func filter(_ ticks: Range<Int>) {
        let grid = format.grid
        var starts = SIMD4<Int>()
        for lane in 0..<HighPass.lanes {
            let tick = min(ticks.lowerBound + lane, ticks.upperBound - 1)
            starts[lane] = window.index(of: grid.frame(ofTick: tick)) - grid.runUpFrames
        }
        highPass.hear(window.frames, from: starts)
    }

    private mutating func hear(_ tick: Int, lane: Int) {
        let grid = format.grid
        let start = grid.frame(ofTick: tick)
        var pieces = Pieces(floor: spectrum.roundingPower)
        for piece in 0..<Pieces.count {
            let frame =
                (tick * Pieces.count + piece) * format.framesPerSecond
                / (TickGrid.ticksPerSecond * Pieces.count)
            pieces.add(spectrum.bandPowers(highPass.output, at: lane * highPass.stride + frame - start))
        }
        let first = window.index(of: start)
        let statistics = SampleStatistics(
            window.frames.span, first..<first + grid.frame(ofTick: tick + 1) - start, format: format)
        var extras = statistics.extras
        extras.clicks = pieces.clicks
        features.append(pieces.levels(offset: spectrum.decibelsOffset), extras)
    }
}
