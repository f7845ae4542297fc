/// What `--help` prints, made of the table.
package struct HelpText {
    private let table: CommandTable

    package init(_ table: CommandTable) { self.table = table }

    package var overall: String {
        let commands = table.commands.map { ($0.name, $0.summary) }
        return """
            vinyl-jobs turns what vinyl-relay hears into sessions and recordings, and looks after
            what lies on disk. Timers start it; a hand may at any time.

            usage: vinyl-jobs COMMAND [options]
                   vinyl-jobs COMMAND --help

            commands:
            \(Self.columns(commands))

            options:
            \(Self.columns((Option.everywhere + [.version]).map { ($0.shape, $0.says) }))

            examples:
            \(Self.columns(table.commands.compactMap(\.examples.first).map { ($0.line, $0.says) }))

            Exit status: 0 done, 1 failed or something was found, 64 wrong usage, 73 no room on the
            disk, 75 busy, offline or stopped, try again, 76 an origin was not believed, 78 wrong
            settings. health has its own.
            """
    }

    package func text(of command: Command) -> String {
        var parts = ["vinyl-jobs \(command.name) \(command.summary)."]
        if !command.explanation.isEmpty { parts.append(command.explanation) }
        parts.append("usage: " + usage(of: command))
        let verbs = table.verbs(of: command.name)
        if !verbs.isEmpty {
            parts.append("commands:\n" + Self.columns(verbs.map { ($0.name, $0.summary) }))
        }
        parts.append("options:\n" + Self.columns(command.allOptions.map { ($0.shape, $0.says) }))
        parts.append("examples:\n" + Self.columns(command.examples.map { ($0.line, $0.says) }))
        return parts.joined(separator: "\n\n")
    }

    private func usage(of command: Command) -> String {
        (["vinyl-jobs", command.name] + command.arguments.map(\.shape) + ["[options]"]).joined(separator: " ")
    }

    /// Two columns; where the left one is too long, the right one goes on the next line.
    private static func columns(_ rows: [(left: String, right: String)]) -> String {
        let width = min(rows.map(\.left.count).max() ?? 0, 42)
        return rows.map { row in
            let blanks = String(repeating: " ", count: max(0, width - row.left.count))
            let separator =
                row.left.count > width ? "\n" + String(repeating: " ", count: width + 4) : blanks + "  "
            return "  " + row.left + separator + row.right
        }.joined(separator: "\n")
    }
}
