/// Order statistics of many levels without sorting them.
struct Histogram {
    private static let zero = -Int(Int16.min)

    private var counts = [UInt32](repeating: 0, count: 1 << 16)
    private var least = Int(Int16.max)
    private var greatest = Int(Int16.min)
    private var count = 0

    mutating func add(_ value: Int16) {
        counts[Int(value) + Self.zero] += 1
        least = min(least, Int(value))
        greatest = max(greatest, Int(value))
        count += 1
    }

    mutating func clear() {
        guard count > 0 else { return }
        for value in least...greatest { counts[value + Self.zero] = 0 }
        least = Int(Int16.max)
        greatest = Int(Int16.min)
        count = 0
    }

    /// Between two values it lies as far as the rank does between them.
    func quantile(_ share: Double) -> Double? {
        guard count > 0 else { return nil }
        let rank = share * Double(count - 1)
        let whole = Int(rank)
        let below = value(rank: whole)
        guard rank > Double(whole) else { return Double(below) }
        return Double(below) + (rank - Double(whole)) * Double(value(rank: whole + 1) - below)
    }

    private func value(rank: Int) -> Int {
        var passed = 0
        for value in least...greatest {
            passed += Int(counts[value + Self.zero])
            if passed > rank { return value }
        }
        return greatest
    }
}
