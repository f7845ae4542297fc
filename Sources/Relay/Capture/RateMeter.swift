/// How fast a card's clock really runs: the slope of frames over time, fitted over the last half hour to hour of sound.
struct RateMeter {
    private let framesPerSecond: Double
    private var older: Fit?
    private var younger: Fit?
    /// In millionths of the nominal rate; nil until sound has been heard for half a minute.
    private(set) var partsPerMillion: Double?

    init(framesPerSecond: Int) { self.framesPerSecond = Double(framesPerSecond) }

    private static let windowSeconds = 3_600.0
    private static let firstWordAfterSeconds = 30.0

    /// Frames after a gap lie on another line, which has the same slope.
    mutating func beginLine() {
        older?.beginLine()
        younger?.beginLine()
    }

    mutating func observe(frame: Int, atNanoseconds now: Int64) {
        var fit = older ?? Fit()
        fit.add(frame: frame, nanoseconds: now)
        younger?.add(frame: frame, nanoseconds: now)
        if younger == nil && fit.seconds > Self.windowSeconds / 2 { younger = Fit() }
        older = fit
        if fit.seconds > Self.windowSeconds {
            older = younger
            younger = Fit()
        }
        guard fit.seconds >= Self.firstWordAfterSeconds, let slope = fit.framesPerSecond else { return }
        partsPerMillion = (slope / framesPerSecond - 1) * 1e6
    }
}

/// Least squares over parallel lines, each counted from its first point, so that nothing large is ever subtracted.
private struct Fit {
    private var first: (frame: Int, nanoseconds: Int64)?
    private var line = Sums()
    private var earlierSeconds = 0.0
    private var earlierSpread = 0.0
    private var earlierRise = 0.0

    private struct Sums {
        var count = 0.0
        var seconds = 0.0
        var x = 0.0
        var y = 0.0
        var xx = 0.0
        var xy = 0.0

        var spread: Double { count > 1 ? xx - x * x / count : 0 }
        var rise: Double { count > 1 ? xy - x * y / count : 0 }
    }

    mutating func beginLine() {
        earlierSeconds = seconds
        earlierSpread += line.spread
        earlierRise += line.rise
        line = Sums()
        first = nil
    }

    mutating func add(frame: Int, nanoseconds: Int64) {
        let first = self.first ?? (frame, nanoseconds)
        self.first = first
        let x = Double(nanoseconds - first.nanoseconds) / 1e9
        let y = Double(frame - first.frame)
        line.seconds = x
        line.count += 1
        line.x += x
        line.y += y
        line.xx += x * x
        line.xy += x * y
    }

    /// The time that all lines cover together.
    var seconds: Double { earlierSeconds + line.seconds }

    var framesPerSecond: Double? {
        let spread = earlierSpread + line.spread
        return spread > 0 ? (earlierRise + line.rise) / spread : nil
    }
}
