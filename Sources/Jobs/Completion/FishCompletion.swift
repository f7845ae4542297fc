struct FishCompletion {
    private let table: CommandTable

    init(_ table: CommandTable) { self.table = table }

    var script: String {
        let nouns = uniqued(table.commands.map(\.noun)).joined(separator: " ")
        let none = "not __fish_seen_subcommand_from \(nouns)"
        return
            ([
                "# fish completion of vinyl-jobs, printed by: vinyl-jobs completion fish",
                "complete -c vinyl-jobs -f",
            ]
            + table.commands.filter { !$0.name.contains(" ") }.map { command in
                line(none, "-a \(command.name) -d \(quoted(command.summary))")
            }
            + (Option.everywhere + [.version]).map { line(none, arguments($0)) }
            + table.commands.flatMap(lines)).joined(separator: "\n")
    }

    private func lines(_ command: Command) -> [String] {
        let words = command.name.split(separator: " ")
        var condition = "__fish_seen_subcommand_from \(words[0])"
        if words.count == 2 { condition += "; and __fish_seen_subcommand_from \(words[1])" }
        let verbs = table.verbs(of: command.name).map { verb in
            let word = String(verb.name.dropFirst(command.name.count + 1))
            return line(condition, "-a \(word) -d \(quoted(verb.summary))")
        }
        let argument: [String]
        switch command.arguments.first?.kind {
        case .file: argument = [line(condition, "-F")]
        case .oneOf(let known): argument = [line(condition, "-a \(quoted(known.joined(separator: " ")))")]
        case .text, .whole, nil: argument = []
        }
        return verbs + argument + command.allOptions.map { line(condition, arguments($0)) }
    }

    private func line(_ condition: String, _ rest: String) -> String {
        "complete -c vinyl-jobs -n \(quoted(condition)) \(rest)"
    }

    private func arguments(_ option: Option) -> String {
        let start = "-l \(option.name.dropFirst(2)) -d \(quoted(option.says))"
        switch option.value {
        case .none: return start
        case .file: return start + " -r -F"
        case .oneOf(let words), .someOf(let words):
            return start + " -x -a \(quoted(words.joined(separator: " ")))"
        case .text, .whole, .time, .length: return start + " -x"
        }
    }

    private func quoted(_ text: String) -> String {
        "'" + text.map { $0 == "'" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "'"
    }
}
