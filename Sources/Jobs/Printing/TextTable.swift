/// Rows under titles, as wide as what is in them but no wider than the page.
package struct TextTable {
    package struct Column {
        let title: String
        let isNumber: Bool
        /// Gives way when the page is narrow.
        let isFlexible: Bool

        package init(_ title: String, isNumber: Bool = false, isFlexible: Bool = false) {
            self.title = title
            self.isNumber = isNumber
            self.isFlexible = isFlexible
        }
    }

    private let columns: [Column]
    private var rows: [[String]] = []

    private static let gap = "  "
    private static let narrowest = 8

    package init(_ columns: [Column]) { self.columns = columns }

    package mutating func add(_ cells: [String]) { rows.append(cells.map(Self.onOneLine)) }

    package var isEmpty: Bool { rows.isEmpty }

    package func lines(on page: Page) -> [String] {
        let widths = widths(within: page.columns)
        let limit = page.columns ?? .max
        let lines = ([columns.map(\.title)] + rows).map { Self.shortened(line($0, widths), limit) }
        return [page.inked(lines[0], .strong)] + lines.dropFirst()
    }

    private func widths(within limit: Int?) -> [Int] {
        var widths = columns.indices.map { column in
            max(columns[column].title.count, rows.map { $0[column].count }.max() ?? 0)
        }
        guard let limit else { return widths }
        var excess = widths.reduce(0, +) + Self.gap.count * (columns.count - 1) - limit
        // The widest gives way first.
        for column in columns.indices.sorted(by: { widths[$0] > widths[$1] })
        where columns[column].isFlexible && excess > 0 {
            let narrowed = max(Self.narrowest, widths[column] - excess)
            excess -= max(0, widths[column] - narrowed)
            widths[column] = min(widths[column], narrowed)
        }
        return widths
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        let padded = cells.indices.map { column in
            let cell = Self.shortened(cells[column], widths[column])
            let blanks = String(repeating: " ", count: widths[column] - cell.count)
            return columns[column].isNumber ? blanks + cell : cell + blanks
        }
        var line = padded.joined(separator: Self.gap)
        while line.last == " " { line.removeLast() }
        return line
    }

    private static func shortened(_ cell: String, _ width: Int) -> String {
        cell.count > width ? cell.prefix(max(0, width - 1)) + "…" : cell
    }

    /// Names come from outside: what would move the cursor is shown as `?`.
    private static func onOneLine(_ cell: String) -> String {
        String(
            String.UnicodeScalarView(
                cell.unicodeScalars.map { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) ? "?" : $0 }))
    }
}
