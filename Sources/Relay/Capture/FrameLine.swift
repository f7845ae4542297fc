import Audio

/// The straight line that the frames of a tape follow over the monotonic clock. It tells how many frames there should
/// be by now, and so how many are missing when a device stumbled.
struct FrameLine {
    private let format: PCMFormat
    private let toleranceFrames: Int
    private var origin: (frame: Int, nanoseconds: Int64)
    private var best: (frame: Int, nanoseconds: Int64, lead: Int)?
    private var windowStart: Int64
    private var isBehindGap = false
    /// How many frames the tape turned out to be ahead of the line after its last gap, because the device gave its
    /// frames in lumps when the gap was measured. The next gap makes up for it, so that errors never add up.
    private var excessFrames = 0
    private(set) var meter: RateMeter
    /// Where the line was at the last second or gap, how many frames more than any clock explains had come until then,
    /// and the line as it was before the first of them.
    private var fair: (frame: Int, nanoseconds: Int64)
    private var surplusFrames = 0.0
    private var steady: (origin: (frame: Int, nanoseconds: Int64), meter: RateMeter)

    /// No card's clock is wrong by more.
    private static let fastestRate = 1.01

    /// `framesPerPeriod` is how many frames the device gives at once: it cannot be judged more finely.
    init(format: PCMFormat, framesPerPeriod: Int, frame: Int, nanoseconds: Int64) {
        self.format = format
        // A scheduler that was late by 30 ms has lost nothing.
        toleranceFrames = framesPerPeriod + format.framesPerSecond * 30 / 1_000
        origin = (frame, nanoseconds)
        windowStart = nanoseconds
        meter = RateMeter(framesPerSecond: format.framesPerSecond)
        fair = origin
        steady = (origin, meter)
    }

    func expectedFrame(atNanoseconds now: Int64) -> Int {
        let seconds = Double(now - origin.nanoseconds) / 1e9
        let rate = Double(format.framesPerSecond) * (1 + (meter.partsPerMillion ?? 0) / 1e6)
        return origin.frame + Int((seconds * rate).rounded())
    }

    /// Takes the frame that had been captured at this moment. Once a second the least late look of that second becomes
    /// the new origin, and is returned; it also says how many frames were lost without a word.
    mutating func observe(frame: Int, atNanoseconds now: Int64) -> Second? {
        let lead = frame - expectedFrame(atNanoseconds: now) - excessFrames
        if lead >= best?.lead ?? .min { best = (frame, now, lead) }
        guard now - windowStart >= 1_000_000_000, let best else { return nil }
        windowStart = now
        self.best = nil
        let behind = -(best.lead + excessFrames)
        let isLoss = -best.lead > toleranceFrames || isBehindGap && behind > toleranceFrames
        if isLoss && behind > 0 {
            return Second(frame: best.frame, nanoseconds: best.nanoseconds, missingFrames: behind)
        }
        if isBehindGap || isLoss { excessFrames += best.lead }
        isBehindGap = false
        surplusFrames = max(0, surplus(best.frame, best.nanoseconds))
        origin = (best.frame - excessFrames, best.nanoseconds)
        fair = origin
        if surplusFrames == 0 { steady = (origin, meter) }
        meter.observe(frame: best.frame, atNanoseconds: best.nanoseconds)
        return Second(frame: best.frame, nanoseconds: best.nanoseconds, missingFrames: 0)
    }

    /// Whether a second more came than time has passed: no card gives that, and no card's buffer holds it.
    func isOutrun(byFrame frame: Int, atNanoseconds now: Int64) -> Bool {
        surplus(frame, now) > Double(format.framesPerSecond)
    }

    private func surplus(_ frame: Int, _ now: Int64) -> Double {
        let seconds = Double(now - fair.nanoseconds) / 1e9
        let most = seconds * Double(format.framesPerSecond) * Self.fastestRate
        return surplusFrames + Double(frame - excessFrames - fair.frame) - most
    }

    /// Back to where the frames were right. The tape waits until the line has reached its end.
    mutating func comeBack() {
        guard surplusFrames > Double(toleranceFrames) else { return }
        (origin, meter) = steady
        surplusFrames = 0
    }

    struct Second: Equatable {
        let frame: Int
        let nanoseconds: Int64
        let missingFrames: Int
    }

    /// After a gap was filled up to the line: what was seen before it says nothing about what comes.
    mutating func goOn(atNanoseconds now: Int64) {
        best = nil
        windowStart = now
        isBehindGap = true
        meter.beginLine()
        fair = (expectedFrame(atNanoseconds: now), now)
    }
}
