import Audio

/// What a tape must hold, written down while it was made: which frames of the card, in order, and which gaps.
struct History {
    struct Run: Equatable {
        var tapeFrame: Int
        /// Nil for silence.
        var cardFrame: Int?
        var count: Int
    }

    private(set) var runs: [Run] = []
    private(set) var gaps: [Gap] = []
    private(set) var end = 0
    private(set) var framesGiven = 0
    private(set) var surplus = 0

    var gapFrames: Int { gaps.reduce(0) { $0 + $1.frames } }

    /// One step of capture: the tape grew by this range with these gaps; the card gave these frames, of which the
    /// first ones were surplus.
    mutating func note(
        upTo tapeEnd: Int, gaps newGaps: [Gap], given: (frame: Int, count: Int), surplus dropped: Int
    ) {
        var card = given.frame + dropped
        var at = end
        for gap in newGaps {
            append(Run(tapeFrame: at, cardFrame: card, count: gap.start - at))
            card += gap.start - at
            append(Run(tapeFrame: gap.start, cardFrame: nil, count: gap.frames))
            at = gap.end
            if let last = gaps.last, last.end == gap.start, last.cause == gap.cause {
                gaps[gaps.count - 1].frames += gap.frames
            } else {
                gaps.append(gap)
            }
        }
        append(Run(tapeFrame: at, cardFrame: card, count: tapeEnd - at))
        end = tapeEnd
        framesGiven += given.count
        surplus += dropped
    }

    private mutating func append(_ run: Run) {
        guard run.count > 0 else { return }
        if let last = runs.last, last.cardFrame.map({ $0 + last.count }) == run.cardFrame {
            runs[runs.count - 1].count += run.count
        } else {
            runs.append(run)
        }
    }

    func gaps(within range: Range<Int>) -> [Gap] { gaps.compactMap { $0.clipped(to: range) } }

    /// The runs that touch a range, the first one found by halving.
    func runs(within range: Range<Int>) -> [Run] {
        var low = 0
        var high = runs.count
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].tapeFrame + runs[middle].count <= range.lowerBound {
                low = middle + 1
            } else {
                high = middle
            }
        }
        var found: [Run] = []
        while low < runs.count, runs[low].tapeFrame < range.upperBound {
            let run = runs[low]
            let start = max(run.tapeFrame, range.lowerBound)
            let end = min(run.tapeFrame + run.count, range.upperBound)
            found.append(
                Run(
                    tapeFrame: start, cardFrame: run.cardFrame.map { $0 + start - run.tapeFrame },
                    count: end - start))
            low += 1
        }
        return found
    }
}
