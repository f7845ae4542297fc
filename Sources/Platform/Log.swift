import Glibc

/// One line on standard error per event; journald reads the priority and adds time and unit.
package struct Log: Sendable {
    package typealias Fields = KeyValuePairs<String, any CustomStringConvertible>

    package enum Priority: Int, Sendable {
        case error = 3
        case warning = 4
        case notice = 5
        case info = 6
    }

    private let write: @Sendable (Priority, String) -> Void

    package init(write: @escaping @Sendable (Priority, String) -> Void) { self.write = write }

    /// For a person when standard error is a terminal, else for the journal.
    package static func standardError() -> Log {
        isatty(STDERR_FILENO) == 1 ? Log(write: writeForTerminal) : Log(write: writeForJournal)
    }

    package func error(_ event: String, _ fields: Fields = [:]) { line(.error, event, fields) }
    package func warning(_ event: String, _ fields: Fields = [:]) { line(.warning, event, fields) }
    package func notice(_ event: String, _ fields: Fields = [:]) { line(.notice, event, fields) }
    package func info(_ event: String, _ fields: Fields = [:]) { line(.info, event, fields) }

    private func line(_ priority: Priority, _ event: String, _ fields: Fields) {
        write(priority, event + fields.map { " \($0)=\(quoted($1.description))" }.joined())
    }
}

/// A value with blanks or line ends must not look like another field or another line.
private func quoted(_ value: String) -> String {
    let isPlain = !value.isEmpty && value.utf8.allSatisfy { $0 > 0x20 && $0 != 0x22 && $0 != 0x7F }
    if isPlain { return value }
    var text = "\""
    for character in value.unicodeScalars {
        switch character {
        case "\"", "\\": text += "\\\(character)"
        case "\n": text += "\\n"
        case _ where character.value < 0x20 || character.value == 0x7F: text += "?"
        default: text.unicodeScalars.append(character)
        }
    }
    return text + "\""
}

@Sendable private func writeForJournal(_ priority: Log.Priority, _ line: String) {
    writeToStandardError("<\(priority.rawValue)>\(line)\n")
}

@Sendable private func writeForTerminal(_ priority: Log.Priority, _ line: String) {
    let colour =
        switch priority {
        case .error: "\u{1B}[31m"
        case .warning: "\u{1B}[33m"
        case .notice: "\u{1B}[1m"
        case .info: ""
        }
    let isColoured = !colour.isEmpty && getenv("NO_COLOR") == nil
    writeToStandardError(timeOfDay() + " " + (isColoured ? colour + line + "\u{1B}[0m" : line) + "\n")
}

private func timeOfDay() -> String {
    var now = time(nil)
    var local = tm()
    localtime_r(&now, &local)
    return [local.tm_hour, local.tm_min, local.tm_sec].map { $0 < 10 ? "0\($0)" : "\($0)" }
        .joined(separator: ":")
}

private func writeToStandardError(_ line: String) {
    var line = line
    line.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
}
