import Archive
import Catalogue

/// A session drawn with letters: for each side its loudness, its tracks under it, and what they are.
struct SessionDrawing {
    private let seen: SessionSeen
    private let levels: SessionLevels?
    private let width: Int
    private let ticksPerColumn: Double

    private static let margin = 3
    private static let bars = Array(" ▁▂▃▄▅▆▇█")

    init(_ seen: SessionSeen, _ levels: SessionLevels?, columns: Int) {
        self.seen = seen
        self.levels = levels
        width = max(10, min(columns, 160) - Self.margin - 1)
        let longest = seen.sides.map(\.extent.ticks.count).max() ?? 1
        ticksPerColumn = max(1, Double(longest) / Double(width))
    }

    func lines(on page: Page) -> [String] {
        var lines: [String] = []
        for (position, side) in seen.sides.enumerated() {
            if position > 0 { lines.append(pause(before: position)) }
            lines.append("")
            lines.append(page.inked(head(side, SideLetter.text(position)), .strong))
            if let levels = row(levels: side) { lines.append(indented(page.inked(levels, .good))) }
            lines.append(indented(row(tracks: side)))
            lines += list(side).lines(on: page).map(indented)
        }
        return lines
    }

    private func pause(before position: Int) -> String {
        let ticks =
            seen.sides[position].extent.ticks.lowerBound - seen.sides[position - 1].extent.ticks.upperBound
        return "\n   needle up for \(Human.duration(seconds: Double(max(0, ticks)) / 10))"
    }

    private func head(_ side: Catalogue.Side, _ letter: String) -> String {
        let over = Int((side.musicDecibels - side.grooveFloor.decibels).rounded())
        var head = "\(letter)  \(Human.duration(seconds: side.extent.seconds))"
        head += side.isOpen ? ", needle down" : ""
        head += ", music \(over) dB over the groove, \(Int((side.confidence * 100).rounded())) % sure"
        if side.clippedSamples > 0 { head += ", \(Human.count(side.clippedSamples, "sample")) clipped" }
        return side.wantedTracks == nil ? head : head + ", tracks as told"
    }

    private func indented(_ line: String) -> String { String(repeating: " ", count: Self.margin) + line }

    private func columnCount(_ side: Catalogue.Side) -> Int {
        max(1, Int((Double(side.extent.ticks.count) / ticksPerColumn).rounded(.up)))
    }

    /// From the groove up to the loudest that there is on the side.
    private func row(levels side: Catalogue.Side) -> String? {
        guard let levels, !levels.isEmpty else { return nil }
        let from = side.extent.ticks.lowerBound - seen.session.extent.ticks.lowerBound
        let heard = (0..<columnCount(side)).map { column in
            let start = from + Int(Double(column) * ticksPerColumn)
            return levels.decibels(start..<max(start + 1, from + Int(Double(column + 1) * ticksPerColumn)))
        }
        let floor = Float(side.grooveFloor.decibels)
        let span = max(6, (heard.compactMap { $0 }.max() ?? floor) - floor)
        return String(
            heard.map { level in
                guard let level else { return "?" }
                let height = (level - floor) / span * Float(Self.bars.count - 1)
                return Self.bars[max(0, min(Self.bars.count - 1, Int(height.rounded())))]
            })
    }

    /// `1━━━━━━━ 2━━━|━━━━━`
    private func row(tracks side: Catalogue.Side) -> String {
        var row = [Character](repeating: " ", count: columnCount(side))
        func column(_ tick: Int) -> Int {
            min(row.count - 1, max(0, Int(Double(tick - side.extent.ticks.lowerBound) / ticksPerColumn)))
        }
        for track in side.tracks {
            let ticks = track.extent.ticks
            for place in column(ticks.lowerBound)...column(max(ticks.lowerBound, ticks.upperBound - 1)) {
                row[place] = "━"
            }
        }
        for gap in side.gaps {
            let place = column((gap.extent.ticks.lowerBound + gap.extent.ticks.upperBound) / 2)
            row[place] = side.divides(gap) ? " " : "|"
        }
        for (index, track) in side.tracks.enumerated() {
            let place = column(track.extent.ticks.lowerBound)
            for (offset, digit) in "\(index + 1)".enumerated() where place + offset < row.count {
                row[place + offset] = digit
            }
        }
        return String(row)
    }

    private func list(_ side: Catalogue.Side) -> TextTable {
        var table = TextTable([
            .init("TRACK", isNumber: true), .init("START"), .init("LENGTH"), .init("THEN"),
            .init("TITLE", isFlexible: true),
        ])
        for (index, track) in side.tracks.enumerated() {
            let next = side.tracks.indices.contains(index + 1) ? side.tracks[index + 1].extent : nil
            let gap = next.map { Double($0.ticks.lowerBound - track.extent.ticks.upperBound) / 10 }
            table.add([
                "\(index + 1)", Human.time(track.extent.start.microseconds),
                Human.duration(seconds: track.extent.seconds), gap.map { "\($0) s of silence" } ?? "",
                track.title ?? "",
            ])
        }
        return table
    }
}
