import Platform

extension CommandTable {
    /// Options may stand anywhere; behind `--` there are none.
    package func parse(_ words: some Collection<String>) throws(UsageError) -> Request {
        var (plain, values) = try sort(Array(words))
        if values[Option.version.name] != nil { return .version }
        let isHelp = values[Option.help.name] != nil || plain.first == "help"
        let rest = plain.first == "help" ? Array(plain.dropFirst()) : plain
        guard let first = rest.first else {
            if isHelp { return .help(nil) }
            throw .commandMissing
        }
        var command = try command(first, rest.dropFirst().first)
        let wordCount = command.name.contains(" ") ? 2 : 1
        if command.allOptions.contains(.status), let other = self.command(named: command.name + " status"),
            values.removeValue(forKey: Option.status.name) != nil
        {
            command = other
        }
        if isHelp { return .help(command) }
        let arguments = Array(rest.dropFirst(wordCount))
        try check(arguments, of: command)
        try check(values, of: command)
        return .run(Invocation(command: command, arguments: arguments, values: values))
    }

    /// Takes options and their values apart from all other words.
    private func sort(_ words: [String]) throws(UsageError) -> (plain: [String], values: [String: String]) {
        var plain: [String] = []
        var values: [String: String] = [:]
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--" {
                plain += rest
                break
            }
            guard word.hasPrefix("-"), word != "-" else {
                plain.append(word)
                continue
            }
            let name = word == "-h" ? Option.help.name : String(word.prefix { $0 != "=" })
            guard let option = options.first(where: { $0.name == name }) else {
                throw unknown(option: name, plain)
            }
            let given = word.contains("=") ? String(word.drop { $0 != "=" }.dropFirst()) : nil
            guard option.takesValue else {
                if given != nil { throw .valueNotWanted(option: name) }
                values[name] = ""
                continue
            }
            guard let value = given ?? rest.popFirst(), !value.isEmpty else {
                throw .valueMissing(option: option.shape)
            }
            values[name] = value
        }
        return (plain, values)
    }

    private func unknown(option name: String, _ plain: [String]) -> UsageError {
        let known = plain.first.flatMap { command(named: $0) }?.allOptions ?? options
        return .optionUnknown(name, nearest: nearestWord(to: name, among: known.map(\.name)))
    }

    private func command(_ first: String, _ second: String?) throws(UsageError) -> Command {
        if let second, let command = command(named: first + " " + second) { return command }
        let verbs = verbs(of: first).map { String($0.name.drop { $0 != " " }.dropFirst()) }
        if let command = command(named: first) {
            guard let second, command.arguments.isEmpty, !verbs.isEmpty else { return command }
            throw .commandUnknown("\(first) \(second)", nearest: nearest(second, verbs, after: first))
        }
        guard verbs.isEmpty else { throw .verbMissing(first, verbs: verbs) }
        let nouns = commands.map(\.noun) + ["help"]
        throw .commandUnknown(first, nearest: nearestWord(to: first, among: nouns))
    }

    private func nearest(_ word: String, _ verbs: [String], after noun: String) -> String? {
        nearestWord(to: word, among: verbs).map { "\(noun) \($0)" }
    }
}

extension CommandTable {
    private func check(_ words: [String], of command: Command) throws(UsageError) {
        for (index, argument) in command.arguments.enumerated() {
            guard index < words.count else {
                if argument.isRequired { throw .argumentMissing(command: command.name, argument.name) }
                return
            }
            try check(words[index], as: argument)
        }
        let isEndless = command.arguments.last?.isRepeated ?? false
        guard words.count <= command.arguments.count || isEndless else {
            throw .argumentTooMany(command: command.name, words[command.arguments.count])
        }
    }

    private func check(_ word: String, as argument: Argument) throws(UsageError) {
        switch argument.kind {
        case .text, .file: return
        case .whole(let range):
            if let number = Int(word), range.contains(number) { return }
            throw .valueUnacceptable(
                name: argument.name, word, range: "\(range.lowerBound) to \(range.upperBound)", nearest: nil)
        case .oneOf(let known):
            if known.contains(word) { return }
            throw .valueUnacceptable(
                name: argument.name, word, range: known.joined(separator: ", "),
                nearest: nearestWord(to: word, among: known))
        }
    }

    private func check(_ values: [String: String], of command: Command) throws(UsageError) {
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            guard let option = command.allOptions.first(where: { $0.name == name }) else {
                throw .optionNotHere(name, command: command.name)
            }
            guard let range = option.range(refusing: value) else { continue }
            throw .valueUnacceptable(
                name: name, value, range: range, nearest: option.nearest(to: value))
        }
    }
}

extension Option {
    /// What it may be, when it may not be this.
    fileprivate func range(refusing value: String) -> String? {
        switch self.value {
        case .none, .text, .file: return nil
        case .whole(let range):
            if let number = Int(value), range.contains(number) { return nil }
            return "\(range.lowerBound) to \(range.upperBound)"
        case .oneOf(let words): return words.contains(value) ? nil : words.joined(separator: ", ")
        case .someOf(let words):
            let isKnown = value.split(separator: ",").allSatisfy { words.contains(String($0)) }
            return isKnown ? nil : words.joined(separator: ", ")
        case .time: return TimeWords.isTime(value) ? nil : TimeWords.range
        case .length: return TimeWords.length(value) == nil ? TimeWords.lengthRange : nil
        }
    }

    fileprivate func nearest(to value: String) -> String? {
        switch self.value {
        case .oneOf(let words): return nearestWord(to: value, among: words)
        case .someOf(let words):
            let unknown = value.split(separator: ",").map(String.init).first { !words.contains($0) }
            return unknown.flatMap { nearestWord(to: $0, among: words) }
        default: return nil
        }
    }
}
