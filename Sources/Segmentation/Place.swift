/// A point on a tape: the same however the tape is cut, and whenever it is looked at.
package struct Place: Hashable, Sendable, Codable {
    package let tape: String
    package let frame: Int

    package init(tape: String, frame: Int) {
        self.tape = tape
        self.frame = frame
    }
}

/// A stretch of listening. It may begin on one tape and end on another.
package struct Extent: Hashable, Sendable {
    package let start: Place
    package let end: Place
    /// On the time line of the chapter, in tenths of a second; lengths are taken from here.
    package let ticks: Range<Int>

    package init(start: Place, end: Place, ticks: Range<Int>) {
        self.start = start
        self.end = end
        self.ticks = ticks
    }

    package var seconds: Double { Double(ticks.count) / 10 }
}
