import Platform
import Testing

@testable import Jobs

/// A table with everything in it that a table can have.
extension CommandTable {
    static let sample = CommandTable(commands: [
        .events, .backup, .completion,
        Command("sessions", summary: "lists", options: [.json], examples: [], deed: .tell { _, _ in "" }),
        Command(
            "sessions tracks", summary: "chooses tracks", arguments: [Argument("ID")],
            options: [
                Option("--side", .text("LETTER"), says: "which side"),
                Option("--count", .whole(1...99), says: "how many tracks"),
            ], examples: [], deed: .tell { _, _ in "" }),
        Command(
            "sessions name", summary: "names one",
            arguments: [Argument("ID"), Argument("NAME", isRequired: false)],
            examples: [], deed: .tell { _, _ in "" }),
        Command(
            "analyse", summary: "looks at files", arguments: [Argument("FILE", .file, isRepeated: true)],
            examples: [], deed: .tell { _, _ in "" }),
        Command("record start", summary: "begins one", examples: [], deed: .tell { _, _ in "" }),
        Command("record stop", summary: "ends it", examples: [], deed: .tell { _, _ in "" }),
    ])
}

@Suite struct `what is typed` {
    private func parse(_ line: String) throws -> Request { try CommandTable.sample.parse(words(line)) }
    private func words(_ line: String) -> [String] { line.split(separator: " ").map(String.init) }

    private func invocation(_ line: String) throws -> Invocation? {
        guard case .run(let invocation) = try parse(line) else { return nil }
        return invocation
    }

    @Test(arguments: [
        ("events", "events", []), ("backup x.db", "backup", ["x.db"]), ("sessions", "sessions", []),
        ("sessions tracks 4", "sessions tracks", ["4"]),
        ("sessions name 4 Blue", "sessions name", ["4", "Blue"]),
        ("sessions name 4", "sessions name", ["4"]), ("analyse a b c", "analyse", ["a", "b", "c"]),
        ("record stop", "record stop", []), ("--quiet backup -- --help", "backup", ["--help"]),
        ("backup -", "backup", ["-"]), ("--config x events", "events", []),
    ])
    func `is a command and its arguments`(line: String, name: String, arguments: [String]) throws {
        let invocation = try #require(try invocation(line))
        #expect(invocation.command.name == name && invocation.arguments == arguments)
    }

    @Test func `has options anywhere, with or without an equals sign`() throws {
        let invocation = try #require(
            try invocation("--config=a=b sessions --count 7 tracks --side=A 4 --quiet"))
        #expect(invocation.text(.config) == "a=b" && invocation.has(.quiet) && !invocation.has(.json))
        #expect(invocation.whole(Option("--count", .whole(1...99), says: "")) == 7)
        #expect(invocation.arguments == ["4"])
        #expect(
            try self.invocation("events --type session,tape.gap")?.words(.type) == ["session", "tape.gap"])
    }

    @Test(arguments: [
        ("", "say what to do"), ("evnts", "did you mean events?"), ("xyzzy", "no command xyzzy"),
        ("sessions trakcs 4", "no command sessions trakcs; did you mean sessions tracks?"),
        ("record", "record what? One of: start, stop"), ("record 5", "record what?"),
        ("backup", "backup needs FILE"), ("backup a b", "backup has no use for \"b\""),
        ("sessions tracks", "sessions tracks needs ID"), ("events --sicne 1h", "did you mean --since?"),
        ("events --count 3", "events has no option --count"),
        ("events --since", "a value is missing: --since TIME"),
        ("events --since=", "a value is missing"), ("events --json=1", "--json takes no value"),
        ("events --since soon", "--since is \"soon\", but may be: 21:03"),
        ("sessions tracks 4 --count 0", "--count is \"0\", but may be: 1 to 99"),
        ("sessions tracks 4 --count x", "1 to 99"), ("completion bsh", "did you mean bash?"),
        ("events --type sesion", "did you mean session?"),
        ("events --dry-run", "events has no option --dry-run"),
        ("--frobnicate", "no option --frobnicate"), ("help evnets", "did you mean events?"),
    ])
    func `and is wrong is answered in one line`(line: String, expected: String) throws {
        let error = try #require(throws: UsageError.self) { try parse(line) }
        #expect("\(error)".contains(expected), "\(error)")
        #expect(!"\(error)".contains("\n") && "\(error)".count < 400)
    }

    @Test func `cannot break the line`() throws {
        let error = try #require(throws: UsageError.self) { try CommandTable.sample.parse(["a\nb\u{1B}[2J"]) }
        #expect(!"\(error)".unicodeScalars.contains { $0.value < 0x20 })
    }

    @Test(arguments: [
        "--help", "-h", "help", "events --help", "--help events", "help sessions tracks", "events -h",
    ])
    func `may ask for help`(line: String) throws {
        guard case .help(let command) = try parse(line) else {
            Issue.record("no help")
            return
        }
        let words = words(line).filter { !$0.contains("h") || $0 == "xx" }
        #expect(command?.name ?? "" == words.joined(separator: " "))
    }

    @Test func `may ask for the version`() throws {
        guard case .version = try parse("--version") else { throw UsageError.commandMissing }
    }
}

@Suite struct `the table of commands` {
    private let table = CommandTable.standard

    @Test func `gives each command words, a phrase and an example`() {
        for command in table.commands {
            #expect(!command.examples.isEmpty, "\(command.name)")
            #expect(!command.summary.isEmpty && command.summary.last != ".", "\(command.name)")
            #expect(table.commands.count { $0.name == command.name } == 1)
            for option in command.allOptions {
                #expect(option.name.hasPrefix("--") && !option.says.isEmpty && option.says.last != ".")
                // One name means one thing, so that options may stand before the command.
                #expect(table.options.first { $0.name == option.name } == option, "\(option.name)")
            }
        }
    }

    @Test func `has --json where it prints and --dry-run where it changes`() {
        for command in table.commands where command.isJob { #expect(command.options.contains(.dryRun)) }
        for command in table.commands {
            if case .ask = command.deed { #expect(command.options.contains(.json), "\(command.name)") }
            if case .show = command.deed { #expect(command.options.contains(.json), "\(command.name)") }
        }
    }

    @Test func `lets every example be typed`() throws {
        for command in table.commands {
            for example in command.examples where example.line.hasPrefix("vinyl-jobs ") {
                guard case .run(let invocation) = try table.parse(words(example.line).dropFirst()) else {
                    Issue.record("\(example.line)")
                    continue
                }
                #expect(invocation.command.name == command.name)
            }
        }
    }

    /// As a shell takes them, up to a redirection; quotes hold a word together.
    private func words(_ line: String) -> [String] {
        let parts = line.split(separator: ">")[0].split(separator: "\"", omittingEmptySubsequences: false)
        return parts.enumerated().flatMap { index, part in
            index % 2 == 1 ? [String(part)] : part.split(separator: " ").map(String.init)
        }
    }

    @Test func `makes help that fits and names everything`() {
        let help = HelpText(table)
        for text in [help.overall] + table.commands.map(help.text(of:)) {
            for line in text.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
        }
        for command in table.commands {
            #expect(help.overall.contains("  \(command.name) "))
            let text = help.text(of: command)
            for option in command.allOptions { #expect(text.contains(option.shape)) }
            for argument in command.arguments { #expect(text.contains(argument.shape)) }
            for example in command.examples { #expect(text.contains(example.line)) }
        }
    }
}
