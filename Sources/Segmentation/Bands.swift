import Features

/// Levels of the bands in hundredths of a decibel; the lanes beyond the bands are zero. Whole numbers, so that
/// a gain moves every level alike and changes no decision.
typealias Levels = SIMD16<Int16>

/// Sums of levels, with room to add.
typealias Bands = SIMD16<Int32>

extension SIMD16 where Scalar: FixedWidthInteger {
    static var count: Int { Features.bandCount }
}

/// Eleven levels from the smallest to the largest, by the shortest network there is: it never guesses a branch.
struct SortedBands {
    private var lanes: InlineArray<11, Int32>

    @inline(__always)
    init(_ levels: Levels) { self.init(Bands(truncatingIfNeeded: levels)) }

    init(_ bands: Bands) {
        lanes = InlineArray { bands[$0] }
        order((0, 9), (1, 6), (2, 4), (3, 7), (5, 8))
        order((0, 1), (3, 5), (4, 10), (6, 9), (7, 8))
        order((1, 3), (2, 5), (4, 7), (8, 10))
        order((0, 4), (1, 2), (3, 7), (5, 9), (6, 8))
        order((0, 1), (2, 6), (4, 5), (7, 8), (9, 10))
        order((2, 4), (3, 6), (5, 7), (8, 9))
        order((1, 2), (3, 4), (5, 6), (7, 8))
        order((2, 3), (4, 5), (6, 7))
    }

    var median: Int32 { lanes[5] }
    var sumOfFourLargest: Int32 { lanes[7] + lanes[8] + lanes[9] + lanes[10] }

    private typealias Pair = (Int, Int)

    @inline(__always)
    private mutating func order(_ pair: Pair) {
        let (a, b) = (lanes[pair.0], lanes[pair.1])
        lanes[pair.0] = min(a, b)
        lanes[pair.1] = max(a, b)
    }

    @inline(__always)
    private mutating func order(_ a: Pair, _ b: Pair, _ c: Pair) {
        order(a)
        order(b)
        order(c)
    }

    @inline(__always)
    private mutating func order(_ a: Pair, _ b: Pair, _ c: Pair, _ d: Pair) {
        order(a, b, c)
        order(d)
    }

    @inline(__always)
    private mutating func order(_ a: Pair, _ b: Pair, _ c: Pair, _ d: Pair, _ e: Pair) {
        order(a, b, c)
        order(d)
        order(e)
    }
}

@inline(__always)
func median<Value: Comparable>(_ a: Value, _ b: Value, _ c: Value) -> Value {
    max(min(a, b), min(max(a, b), c))
}

@inline(__always)
func lanesMedian(_ a: Levels, _ b: Levels, _ c: Levels) -> Levels {
    lanesMaximum(lanesMinimum(a, b), lanesMinimum(lanesMaximum(a, b), c))
}

@inline(__always)
private func lanesMinimum(_ a: Levels, _ b: Levels) -> Levels { a.replacing(with: b, where: b .< a) }

@inline(__always)
private func lanesMaximum(_ a: Levels, _ b: Levels) -> Levels { a.replacing(with: b, where: b .> a) }
