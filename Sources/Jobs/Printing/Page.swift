package import Platform

/// Where a command prints its answer.
package struct Page: Sendable {
    /// How wide a line may be; nil when nobody looks at it but a program.
    package let columns: Int?
    package let isColoured: Bool
    private let write: @Sendable (String) throws(SystemError) -> Void

    package init(
        columns: Int?, isColoured: Bool, write: @escaping @Sendable (String) throws(SystemError) -> Void
    ) {
        self.columns = columns
        self.isColoured = isColoured
        self.write = write
    }

    package static func standardOutput(environment: [String: String]) -> Page {
        let columns = Terminal.columns(.output)
        return Page(
            columns: columns, isColoured: columns != nil && environment["NO_COLOR", default: ""].isEmpty,
            write: { text throws(SystemError) in try Terminal.write(text) })
    }

    package func line(_ text: String = "") throws(JobError) { try put(text + "\n") }

    package func lines(_ lines: [String]) throws(JobError) {
        if !lines.isEmpty { try put(lines.joined(separator: "\n") + "\n") }
    }

    package func json(_ json: JSON) throws(JobError) { try line(json.description) }

    private func put(_ text: String) throws(JobError) {
        do throws(SystemError) { try write(text) } catch {
            throw error.isNobodyReading ? .nobodyReading : .disk(error)
        }
    }
}

/// What colours say; on a page without colours, nothing.
package enum Ink: String, Sendable {
    case strong = "1"
    case good = "32"
    case warning = "33"
    case bad = "31"
    case faint = "2"
}

extension Page {
    package func inked(_ text: String, _ ink: Ink) -> String {
        isColoured && !text.isEmpty ? "\u{1B}[\(ink.rawValue)m\(text)\u{1B}[0m" : text
    }
}
