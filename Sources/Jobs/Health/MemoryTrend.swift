/// Whether the memory of a process grows without end, from samples of hours.
struct MemoryTrend: Equatable {
    struct Sample: Equatable, Sendable {
        var seconds: Double
        var bytes: Double
    }

    /// Nil while nothing can be said, or where it goes up and down.
    let bytesPerHour: Double?

    /// A program fills its caches first.
    static let warmUpSeconds = 1_800.0
    static let keepSeconds = 12 * 3_600.0
    /// Between two samples.
    static let spacingSeconds = 600.0
    private static let leastSpanSeconds = 6 * 3_600.0
    private static let leastGrowthBytes = 3_000_000.0
    /// Of all pairs of samples, how many more rise than fall: a single step up comes to a half, a leak to nearly one.
    private static let leastAgreement = 0.7

    init(_ samples: [Sample]) {
        guard let first = samples.first, let last = samples.last,
            last.seconds - first.seconds >= Self.leastSpanSeconds
        else {
            bytesPerHour = nil
            return
        }
        var slopes: [Double] = []
        var agreement = 0
        for (index, early) in samples.enumerated() {
            for late in samples[(index + 1)...] where late.seconds > early.seconds {
                slopes.append((late.bytes - early.bytes) / (late.seconds - early.seconds))
                agreement += late.bytes > early.bytes ? 1 : late.bytes < early.bytes ? -1 : 0
            }
        }
        slopes.sort()
        let slope = slopes[slopes.count / 2]
        let isSteady = Double(agreement) / Double(slopes.count) >= Self.leastAgreement
        let growth = slope * (last.seconds - first.seconds)
        bytesPerHour = isSteady && growth >= Self.leastGrowthBytes ? slope * 3_600 : nil
    }

    /// Takes a sample where it is time for one, and drops what is too old.
    static func add(_ bytes: Int, at seconds: Double, to samples: inout [Sample]) {
        if let last = samples.last, seconds - last.seconds < spacingSeconds { return }
        samples.append(Sample(seconds: seconds, bytes: Double(bytes)))
        samples.removeAll { seconds - $0.seconds > keepSeconds }
    }
}
