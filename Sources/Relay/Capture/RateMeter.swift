/// How fast a card's clock really runs: the slope of frames over time, fitted over the last half hour to hour.
struct RateMeter {
    private let framesPerSecond: Double
    private var older: Fit?
    private var younger: Fit?
    /// In millionths of the nominal rate; nil until sound has been heard for half a minute.
    private(set) var partsPerMillion: Double?

    init(framesPerSecond: Int) { self.framesPerSecond = Double(framesPerSecond) }

    private static let windowSeconds = 3_600.0
    private static let firstWordAfterSeconds = 30.0

    /// Frames after a gap lie on another line; what was measured before stays said until the new line is long enough.
    mutating func startOver() {
        older = nil
        younger = nil
    }

    mutating func observe(frame: Int, atNanoseconds now: Int64) {
        if older == nil { older = Fit(frame: frame, nanoseconds: now) }
        older?.add(frame: frame, nanoseconds: now)
        younger?.add(frame: frame, nanoseconds: now)
        guard let fit = older else { return }
        if younger == nil && fit.seconds > Self.windowSeconds / 2 {
            younger = Fit(frame: frame, nanoseconds: now)
        }
        if fit.seconds > Self.windowSeconds {
            older = younger
            younger = Fit(frame: frame, nanoseconds: now)
        }
        guard fit.seconds >= Self.firstWordAfterSeconds, let slope = fit.framesPerSecond else { return }
        partsPerMillion = (slope / framesPerSecond - 1) * 1e6
    }
}

/// Least squares over points counted from the first one, so that nothing large is ever subtracted.
private struct Fit {
    let firstFrame: Int
    let firstNanoseconds: Int64
    private(set) var seconds = 0.0
    private var count = 0.0
    private var sumX = 0.0
    private var sumY = 0.0
    private var sumXX = 0.0
    private var sumXY = 0.0

    init(frame: Int, nanoseconds: Int64) {
        firstFrame = frame
        firstNanoseconds = nanoseconds
    }

    mutating func add(frame: Int, nanoseconds: Int64) {
        let x = Double(nanoseconds - firstNanoseconds) / 1e9
        let y = Double(frame - firstFrame)
        seconds = x
        count += 1
        sumX += x
        sumY += y
        sumXX += x * x
        sumXY += x * y
    }

    var framesPerSecond: Double? {
        let spread = count * sumXX - sumX * sumX
        return spread > 0 ? (count * sumXY - sumX * sumY) / spread : nil
    }
}
