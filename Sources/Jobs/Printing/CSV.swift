/// Comma-separated values as RFC 4180 has them, except that lines end as they do here.
package struct CSV {
    private let titles: [String]
    private var rows: [String] = []

    package init(_ titles: [String]) { self.titles = titles }

    package mutating func add(_ cells: [String]) {
        precondition(cells.count == titles.count, "a row has \(titles.count) cells")
        rows.append(Self.line(cells))
    }

    package func lines(isTitled: Bool = true) -> [String] { (isTitled ? [Self.line(titles)] : []) + rows }

    private static func line(_ cells: [String]) -> String {
        cells.map(quoted).joined(separator: ",")
    }

    private static func quoted(_ cell: String) -> String {
        let isPlain = !cell.unicodeScalars.contains { [",", "\"", "\n", "\r"].contains($0) }
        return isPlain
            ? cell
            : "\""
                + cell.split(separator: "\"", omittingEmptySubsequences: false)
                .joined(separator: "\"\"") + "\""
    }
}
