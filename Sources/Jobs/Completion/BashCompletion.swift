/// For bash 4 and later, with or without the package bash-completion.
struct BashCompletion {
    private let table: CommandTable

    init(_ table: CommandTable) { self.table = table }

    var script: String {
        """
        # bash completion of vinyl-jobs, printed by: vinyl-jobs completion bash
        _vinyl_jobs() {
            local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command= known= index
            COMPREPLY=()
            for ((index = 1; index < COMP_CWORD; index++)); do
                case ${COMP_WORDS[index]} in
                    \(optionsWithValue.map(\.name).joined(separator: "|"))) ((index++)) ;;
                    -*) ;;
                    *) command+=${command:+ }${COMP_WORDS[index]} ;;
                esac
            done
            case $before in
        \(values.joined(separator: "\n"))
            esac
            case $command in
        \(commands.joined(separator: "\n"))
            esac
            mapfile -t COMPREPLY < <(compgen -W "$known" -- "$word")
        }
        _vinyl_jobs_files() {
            compopt -o filenames 2>/dev/null
            mapfile -t COMPREPLY < <(compgen -f -- "$1")
        }
        complete -F _vinyl_jobs vinyl-jobs
        """
    }

    private var optionsWithValue: [Option] { table.options.filter(\.takesValue) }

    private var values: [String] {
        optionsWithValue.map { option in
            let action: String
            switch option.value {
            case .file: action = "_vinyl_jobs_files \"$word\""
            case .oneOf(let words), .someOf(let words):
                action =
                    "mapfile -t COMPREPLY < <(compgen -W \"\(words.joined(separator: " "))\" -- \"$word\")"
            case .none, .text, .whole, .time, .length: action = ":"
            }
            return "        \(option.name)) \(action); return ;;"
        }
    }

    private var commands: [String] {
        let words =
            uniqued(table.commands.map(\.noun)) + ["help"] + Option.everywhere.map(\.name) + ["--version"]
        let nouns = uniqued(table.commands.map(\.noun)).joined(separator: " ")
        return [
            "        \"\") known=\"\(words.joined(separator: " "))\" ;;",
            "        help) known=\"\(nouns)\" ;;",
        ]
            + table.commands.sorted { $0.name.count > $1.name.count }.map(line)
    }

    private func line(_ command: Command) -> String {
        var words = command.allOptions.map(\.name)
        words += table.verbs(of: command.name).map { String($0.name.dropFirst(command.name.count + 1)) }
        var action = ""
        switch command.arguments.first?.kind {
        case .oneOf(let known): words += known
        case .file: action = "[[ $word == -* ]] || { _vinyl_jobs_files \"$word\"; return; }; "
        case .text, .whole, nil: break
        }
        let pattern = "\"\(command.name)\"|\"\(command.name) \"*"
        return "        \(pattern)) \(action)known=\"\(words.joined(separator: " "))\" ;;"
    }
}

/// Without those that were there before.
func uniqued(_ words: [String]) -> [String] {
    var known: Set<String> = []
    return words.filter { known.insert($0).inserted }
}
