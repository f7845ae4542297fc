/// Why what was typed cannot be done, in one line.
package enum UsageError: Error, Equatable, CustomStringConvertible {
    case commandMissing
    case commandUnknown(String, nearest: String?)
    case verbMissing(String, verbs: [String])
    case optionUnknown(String, nearest: String?)
    case optionNotHere(String, command: String)
    case valueMissing(option: String)
    case valueNotWanted(option: String)
    case valueUnacceptable(name: String, String, range: String, nearest: String?)
    case argumentMissing(command: String, String)
    case argumentTooMany(command: String, String)

    package var description: String {
        switch self {
        case .commandMissing: "say what to do; vinyl-jobs --help lists the commands"
        case .commandUnknown(let word, let nearest):
            "there is no command \(Self.shown(word))"
                + (nearest.map { "; did you mean \($0)?" } ?? "; vinyl-jobs --help lists them")
        case .verbMissing(let noun, let verbs): "\(noun) what? One of: \(verbs.joined(separator: ", "))"
        case .optionUnknown(let name, let nearest):
            "there is no option \(Self.shown(name))"
                + (nearest.map { "; did you mean \($0)?" } ?? "; --help lists them")
        case .optionNotHere(let name, let command):
            "\(command) has no option \(name); vinyl-jobs \(command) --help lists those it has"
        case .valueMissing(let option): "a value is missing: \(option)"
        case .valueNotWanted(let option): "\(option) takes no value"
        case .valueUnacceptable(let name, let value, let range, let nearest):
            "\(name) is \"\(Self.shown(value))\", but may be: \(range)"
                + (nearest.map { "; did you mean \($0)?" } ?? "")
        case .argumentMissing(let command, let name):
            "\(command) needs \(name); vinyl-jobs \(command) --help shows how it is used"
        case .argumentTooMany(let command, let word):
            "\(command) has no use for \"\(Self.shown(word))\"; "
                + "vinyl-jobs \(command) --help shows how it is used"
        }
    }

    /// One line stays one line, whatever was typed.
    private static func shown(_ word: String) -> String {
        String(word.prefix(60).map { $0.isNewline || $0.asciiValue.map { $0 < 0x20 } ?? false ? "?" : $0 })
    }
}
