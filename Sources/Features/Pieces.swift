import Glibc

/// The eight pieces of a tick. The third smallest of the eight stands for all: a click would have to fill six
/// of them, 75 ms, to be taken for sound.
struct Pieces {
    static let count = 8

    private var smallest = SIMD16<Float>(repeating: .infinity)
    private var second = SIMD16<Float>(repeating: .infinity)
    private var third = SIMD16<Float>(repeating: .infinity)
    private var trebles = SIMD8<Float>(repeating: .infinity)
    private var added = 0
    private let floor: Float

    /// What is never undercut: the power of the converter's own rounding.
    init(floor: Float) { self.floor = floor }

    mutating func add(_ powers: SIMD16<Float>) {
        trebles[added] = (powers[7] + powers[8] + powers[9] + powers[10]) / 4
        added += 1
        var rest = powers
        exchange(&smallest, &rest)
        exchange(&second, &rest)
        exchange(&third, &rest)
    }

    /// Pieces with more than four times the treble of the third quietest piece.
    var clicks: UInt8 {
        let sorted = (0..<Self.count).map { trebles[$0] }.sorted()
        return UInt8(sorted.count { $0 > 4 * sorted[2] })
    }

    /// The tick's bands in hundredths of a decibel.
    func levels(offset: Float) -> SIMD16<Int16> {
        var levels = SIMD16<Int16>()
        for band in 0..<Features.bandCount {
            let decibels = 10 * log10(max(third[band], floor)) + offset
            levels[band] = Int16((100 * decibels).rounded())
        }
        return levels
    }

    @inline(__always)
    private func exchange(_ kept: inout SIMD16<Float>, _ rest: inout SIMD16<Float>) {
        let isLess = rest .< kept
        let larger = rest.replacing(with: kept, where: isLess)
        kept.replace(with: rest, where: isLess)
        rest = larger
    }
}
