/// For zsh with its completion system started by `compinit`.
struct ZshCompletion {
    private let table: CommandTable

    init(_ table: CommandTable) { self.table = table }

    var script: String {
        """
        #compdef vinyl-jobs
        # zsh completion of vinyl-jobs, printed by: vinyl-jobs completion zsh
        _vinyl-jobs() {
            local -a commands
            commands=(
        \(table.commands.filter { !$0.name.contains(" ") }.map(described).joined(separator: "\n"))
            )
            if (( CURRENT == 2 )); then
                _describe -t commands command commands
                _arguments \(arguments(Option.everywhere + [.version]))
                return
            fi
            case "$words[2] $words[3]" in
        \(verbs.joined(separator: "\n"))
            esac
            case $words[2] in
        \(table.commands.filter { !$0.name.contains(" ") }.map { branch($0, 1) }.joined(separator: "\n"))
            esac
        }
        if [[ ${funcstack[1]} == _vinyl-jobs ]]; then
            _vinyl-jobs "$@"
        else
            compdef _vinyl-jobs vinyl-jobs
        fi
        """
    }

    private var verbs: [String] {
        table.commands.filter { $0.name.contains(" ") }.map { branch($0, 2) }
    }

    private func described(_ command: Command) -> String {
        "        " + quoted("\(command.name):\(command.summary)")
    }

    /// A command of two words is looked for first, and is the end of it.
    private func branch(_ command: Command, _ words: Int) -> String {
        let pattern = words == 2 ? quoted(command.name) : command.name
        let verbs = table.verbs(of: command.name).map { String($0.name.dropFirst(command.name.count + 1)) }
        var parts: [String] = []
        if !verbs.isEmpty { parts.append(quoted("1:command:(\(verbs.joined(separator: " ")))")) }
        for argument in command.arguments where verbs.isEmpty {
            let place = argument.isRepeated ? "*" : ""
            parts.append(quoted("\(place):\(argument.name):\(action(argument.kind))"))
        }
        let shift = words == 2 ? "shift 2 words; (( CURRENT -= 2 ))" : "shift words; (( CURRENT -= 1 ))"
        let end = words == 2 ? "; return" : ""
        return
            "        \(pattern)) \(shift); _arguments \((parts + [arguments(command.allOptions)]).joined(separator: " "))\(end) ;;"
    }

    private func arguments(_ options: [Option]) -> String {
        options.map { option in
            let says = option.says.filter { !"[]:".contains($0) }
            let name = option.takesValue ? option.name + "=" : option.name
            return quoted(
                "\(name)[\(says)]"
                    + (option.takesValue ? ":\(option.valueLabel):\(action(option.value))" : ""))
        }.joined(separator: " ")
    }

    private func action(_ kind: Argument.Kind) -> String {
        switch kind {
        case .text, .whole: " "
        case .file: "_files"
        case .oneOf(let words): "(\(words.joined(separator: " ")))"
        }
    }

    private func action(_ value: Option.Value) -> String {
        switch value {
        case .none, .text, .whole, .time, .length: " "
        case .file: "_files"
        case .oneOf(let words), .someOf(let words): "(\(words.joined(separator: " ")))"
        }
    }

    private func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}

extension Option {
    fileprivate var valueLabel: String {
        if case .oneOf = value { "word" } else { valueName }
    }
}
