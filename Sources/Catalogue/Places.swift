package import Archive

extension Catalogue {
    /// A stretch of listening. It may begin on one tape and end on another; its length is that of its ticks.
    package struct Extent: Hashable, Sendable {
        package var start: TapePlace
        package var end: TapePlace
        /// Tenths of a second from the beginning of the chapter.
        package var ticks: Range<Int>

        package init(start: TapePlace, end: TapePlace, ticks: Range<Int>) {
            self.start = start
            self.end = end
            self.ticks = ticks
        }

        package var seconds: Double { Double(ticks.count) / 10 }

        /// From eight columns in a row: tape, frame and time of both ends, then the ticks.
        init(_ row: borrowing Row, from column: Int) {
            start = TapePlace(tape: row[column], frame: row[column + 1], microseconds: row[column + 2])
            end = TapePlace(tape: row[column + 3], frame: row[column + 4], microseconds: row[column + 5])
            let ticks: (Int, Int) = (row[column + 6], row[column + 7])
            self.ticks = ticks.0..<max(ticks.0, ticks.1)
        }
    }

    /// A noise floor, band by band, in hundredths of a decibel of full scale.
    package struct Floor: Hashable, Sendable {
        package var levels: [Int16]

        package init(levels: [Int16]) { self.levels = levels }

        /// The mean over the bands.
        package var decibels: Double {
            levels.isEmpty ? 0 : Double(levels.reduce(0) { $0 + Int($1) }) / Double(levels.count) / 100
        }

        /// As it is kept: numbers with commas between.
        var text: String { levels.map(String.init).joined(separator: ",") }

        init(text: String) { levels = text.split(separator: ",").compactMap { Int16($0) } }
    }
}
