import Features

/// Levels of the bands in hundredths of a decibel; the lanes beyond the bands are zero. Whole numbers, so that
/// a gain moves every level alike and changes no decision.
typealias Levels = SIMD16<Int16>

/// Sums of levels, with room to add.
typealias Bands = SIMD16<Int32>

extension SIMD16 where Scalar: FixedWidthInteger {
    static var count: Int { Features.bandCount }

    /// From the smallest to the largest, by the shortest network for eleven: it never guesses a branch.
    @inline(__always)
    var sorted: InlineArray<11, Scalar> {
        var lanes = InlineArray<11, Scalar>(repeating: 0)
        for band in 0..<Self.count { lanes[band] = self[band] }
        lanes.order(0, 9, 1, 6, 2, 4, 3, 7, 5, 8)
        lanes.order(0, 1, 3, 5, 4, 10, 6, 9, 7, 8)
        lanes.order(1, 3, 2, 5, 4, 7, 8, 10)
        lanes.order(0, 4, 1, 2, 3, 7, 5, 9, 6, 8)
        lanes.order(0, 1, 2, 6, 4, 5, 7, 8, 9, 10)
        lanes.order(2, 4, 3, 6, 5, 7, 8, 9)
        lanes.order(1, 2, 3, 4, 5, 6, 7, 8)
        lanes.order(2, 3, 4, 5, 6, 7)
        return lanes
    }

}

extension InlineArray where Element: FixedWidthInteger {
    @inline(__always)
    fileprivate mutating func order(_ a: Int, _ b: Int) {
        let (low, high) = (min(self[a], self[b]), max(self[a], self[b]))
        self[a] = low
        self[b] = high
    }

    @inline(__always)
    fileprivate mutating func order(_ a: Int, _ b: Int, _ c: Int, _ d: Int, _ e: Int, _ f: Int) {
        order(a, b)
        order(c, d)
        order(e, f)
    }

    @inline(__always)
    fileprivate mutating func order(
        _ a: Int, _ b: Int, _ c: Int, _ d: Int, _ e: Int, _ f: Int, _ g: Int, _ h: Int
    ) {
        order(a, b, c, d, e, f)
        order(g, h)
    }

    @inline(__always)
    fileprivate mutating func order(
        _ a: Int, _ b: Int, _ c: Int, _ d: Int, _ e: Int, _ f: Int, _ g: Int, _ h: Int, _ i: Int, _ j: Int
    ) {
        order(a, b, c, d, e, f, g, h)
        order(i, j)
    }

    var median: Element { self[5] }
    var sumOfFourLargest: Int32 { Int32(self[7]) + Int32(self[8]) + Int32(self[9]) + Int32(self[10]) }
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
