/// The shape of a piece of sound: how far it reaches in equal pieces of time.
package struct Outline: Equatable, Sendable {
    package struct Column: Equatable, Sendable {
        /// From -1 to 1, over all channels.
        package var lowest: Float
        package var highest: Float
        package var rms: Float

        package init(lowest: Float, highest: Float, rms: Float) {
            self.lowest = lowest
            self.highest = highest
            self.rms = rms
        }

        static let none = Column(lowest: 0, highest: 0, rms: 0)
    }

    package let framesPerColumn: Int
    package private(set) var columns: [Column]

    package init(framesPerColumn: Int, columns: [Column]) {
        self.framesPerColumn = framesPerColumn
        self.columns = columns
    }

    var frames: Int { columns.count * framesPerColumn }

    /// What is to be seen between two frames.
    func column(_ frames: Range<Double>) -> Column {
        let first = max(0, Int(frames.lowerBound / Double(framesPerColumn)))
        let end = min(
            columns.count, max(first + 1, Int((frames.upperBound / Double(framesPerColumn)).rounded(.up))))
        guard first < end else { return .none }
        var (all, square) = (columns[first], Float(0))
        for column in columns[first..<end] {
            all.lowest = min(all.lowest, column.lowest)
            all.highest = max(all.highest, column.highest)
            square += column.rms * column.rms
        }
        all.rms = (square / Float(end - first)).squareRoot()
        return all
    }
}

/// Draws up an outline while sound goes by. However long it is, there are so many columns and no more.
package struct OutlineMeter: Sendable {
    private let channels: Int
    private let scale: Float
    private let framesPerColumn: Int
    private var columns: [Outline.Column] = []
    private var column = Outline.Column.none
    private var square: Float = 0
    private var frames = 0

    private static let mostColumns = 60_000

    package init(totalFrames: Int, framesPerSecond: Int, channels: Int, bitsPerSample: Int) {
        self.channels = channels
        scale = 1 / Float(1 << (bitsPerSample - 1))
        framesPerColumn = max(framesPerSecond / 50, totalFrames / Self.mostColumns + 1)
        columns.reserveCapacity(totalFrames / framesPerColumn + 1)
    }

    /// Interleaved samples.
    package mutating func add(_ samples: [Int32], frames count: Int) {
        var next = 0
        while next < count {
            let end = min(count, next + framesPerColumn - frames)
            measure(samples, next * channels..<end * channels)
            frames += end - next
            next = end
            if frames == framesPerColumn { close() }
        }
    }

    package consuming func outline() -> Outline {
        if frames > 0 { close() }
        return Outline(framesPerColumn: framesPerColumn, columns: columns)
    }

    private mutating func measure(_ samples: [Int32], _ range: Range<Int>) {
        var (lowest, highest) = (Int32(0), Int32(0))
        var sum: Float = 0
        for index in range {
            let sample = samples[index]
            lowest = min(lowest, sample)
            highest = max(highest, sample)
            let level = Float(sample) * scale
            sum += level * level
        }
        column.lowest = min(column.lowest, Float(lowest) * scale)
        column.highest = max(column.highest, Float(highest) * scale)
        square += sum
    }

    private mutating func close() {
        column.rms = (square / Float(max(1, frames * channels))).squareRoot()
        columns.append(column)
        (column, square, frames) = (.none, 0, 0)
    }
}
