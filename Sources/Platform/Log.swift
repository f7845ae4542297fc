import CLinux
import Glibc
import Synchronization

/// One line on standard error per event; journald reads the priority and adds time and unit.
package struct Log: Sendable {
    package typealias Fields = KeyValuePairs<String, any CustomStringConvertible>

    package enum Priority: Int, Sendable {
        case error = 3
        case warning = 4
        case notice = 5
        case info = 6
    }

    private let write: @Sendable (Priority, String) -> Bool

    package init(write: @escaping @Sendable (Priority, String) -> Void) {
        self.init(tryingTo: { priority, line in
            write(priority, line)
            return true
        })
    }

    /// `write` answers whether the line has been written.
    package init(tryingTo write: @escaping @Sendable (Priority, String) -> Bool) { self.write = write }

    /// For a person when standard error is a terminal, else for the journal.
    /// A reader that does not take a line within `patience` misses it, and is told how many he missed.
    package static func standardError(patienceMilliseconds patience: Int = 10_000) -> Log {
        let pen = Pen(patienceMilliseconds: patience)
        return isatty(STDERR_FILENO) == 1
            ? Log(tryingTo: { pen.write(terminalLine($0, $1)) })
            : Log(tryingTo: { pen.write("<\($0.rawValue)>\($1)\n") })
    }

    package func error(_ event: String, _ fields: Fields = [:]) { line(.error, event, fields) }
    package func warning(_ event: String, _ fields: Fields = [:]) { line(.warning, event, fields) }
    /// Whether it has been written: some things count only once they were told.
    @discardableResult
    package func notice(_ event: String, _ fields: Fields = [:]) -> Bool { line(.notice, event, fields) }
    package func info(_ event: String, _ fields: Fields = [:]) { line(.info, event, fields) }

    @discardableResult
    private func line(_ priority: Priority, _ event: String, _ fields: Fields) -> Bool {
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

private func terminalLine(_ priority: Log.Priority, _ line: String) -> String {
    let colour =
        switch priority {
        case .error: "\u{1B}[31m"
        case .warning: "\u{1B}[33m"
        case .notice: "\u{1B}[1m"
        case .info: ""
        }
    let isColoured = !colour.isEmpty && getenv("NO_COLOR") == nil
    return timeOfDay() + " " + (isColoured ? colour + line + "\u{1B}[0m" : line) + "\n"
}

private func timeOfDay() -> String {
    var now = time(nil)
    var local = tm()
    localtime_r(&now, &local)
    return [local.tm_hour, local.tm_min, local.tm_sec].map { $0 < 10 ? "0\($0)" : "\($0)" }
        .joined(separator: ":")
}

/// Writes whole lines, and never waits for long.
private final class Pen: Sendable {
    private let patience: Int
    private let missed = Atomic<Int>(0)

    init(patienceMilliseconds: Int) { patience = patienceMilliseconds }

    /// False when it was not.
    func write(_ line: String) -> Bool {
        guard linux_wait_for_room(STDERR_FILENO, Int32(patience)) != 0 else {
            missed.add(1, ordering: .relaxed)
            return false
        }
        let count = missed.exchange(0, ordering: .relaxed)
        var line = count == 0 ? line : "<4>log lines lost count=\(count)\n" + line
        let isWhole = line.withUTF8 { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) == $0.count }
        if !isWhole { missed.add(count + 1, ordering: .relaxed) }
        return isWhole
    }
}
