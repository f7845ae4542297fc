/// Calls the body with the sum over the window around each tick; beyond the ends the outermost tick repeats.
@inline(__always)
func slide(
    over ticks: Range<Int>, width: Int, _ value: (Int) -> Int, _ body: (_ tick: Int, _ sum: Int) -> Void
) {
    guard let last = ticks.last else { return }
    let before = width / 2
    let after = width - 1 - before
    var sum = 0
    for tick in ticks.lowerBound - before...ticks.lowerBound + after {
        sum += value(min(max(tick, ticks.lowerBound), last))
    }
    for tick in ticks {
        body(tick, sum)
        sum += value(min(tick + after + 1, last)) - value(max(tick - before, ticks.lowerBound))
    }
}

@inline(__always)
func slide(
    over ticks: Range<Int>, width: Int, _ value: (Int) -> Bands, _ body: (_ tick: Int, _ sum: Bands) -> Void
) {
    guard let last = ticks.last else { return }
    let before = width / 2
    let after = width - 1 - before
    var sum = Bands()
    for tick in ticks.lowerBound - before...ticks.lowerBound + after {
        sum &+= value(min(max(tick, ticks.lowerBound), last))
    }
    for tick in ticks {
        body(tick, sum)
        sum &+= value(min(tick + after + 1, last)) &- value(max(tick - before, ticks.lowerBound))
    }
}

/// The variance of each tick's surroundings, times the square of their width.
func variances(over ticks: Range<Int>, width: Int, _ value: (Int) -> Int) -> [Int] {
    var squares: [Int] = []
    squares.reserveCapacity(ticks.count)
    slide(over: ticks, width: width, { value($0) * value($0) }, { squares.append($1) })
    slide(over: ticks, width: width, value) { tick, sum in
        squares[tick - ticks.lowerBound] = width * squares[tick - ticks.lowerBound] - sum * sum
    }
    return squares
}
