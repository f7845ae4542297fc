/// Something that begins with `--`.
package struct Option: Equatable, Sendable {
    package enum Value: Equatable, Sendable {
        /// Is there or not.
        case none
        case text(String)
        case whole(ClosedRange<Int>)
        case oneOf([String])
        /// Several words with commas between.
        case someOf([String])
        /// A moment or how long ago it was.
        case time
        /// How long.
        case length
        case file
    }

    let name: String
    let value: Value
    /// What it does, as `--help` says it.
    let says: String

    init(_ name: String, _ value: Value = .none, says: String) {
        self.name = name
        self.value = value
        self.says = says
    }

    var takesValue: Bool { value != .none }

    /// `--since TIME`
    var shape: String { takesValue ? "\(name) \(valueName)" : name }

    var valueName: String {
        switch value {
        case .none: ""
        case .text(let name): name
        case .whole: "N"
        case .oneOf(let words): words.joined(separator: "|")
        case .someOf: "WORDS"
        case .time: "TIME"
        case .length: "LENGTH"
        case .file: "FILE"
        }
    }
}

/// What stands behind the command without an option's name.
package struct Argument: Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        case text
        case file
        case whole(ClosedRange<Int>)
        case oneOf([String])
    }

    let name: String
    let kind: Kind
    let isRequired: Bool
    let isRepeated: Bool

    init(_ name: String, _ kind: Kind = .text, isRequired: Bool = true, isRepeated: Bool = false) {
        self.name = name
        self.kind = kind
        self.isRequired = isRequired
        self.isRepeated = isRepeated
    }

    /// `FILE...`, in brackets where it may be left out.
    var shape: String {
        let shape = name + (isRepeated ? "..." : "")
        return isRequired ? shape : "[\(shape)]"
    }
}

/// Options that more than one command knows, each under one name with one meaning.
extension Option {
    static let config = Option("--config", .file, says: "settings to read instead of /etc/vinyl/vinyl.conf")
    static let quiet = Option("--quiet", says: "say nothing unless something is wrong")
    static let help = Option("--help", says: "print this")
    static let version = Option("--version", says: "print the version")
    static let json = Option("--json", says: "print JSON, for other programs")
    static let csv = Option("--csv", says: "print comma-separated values, for a spreadsheet")
    static let dryRun = Option("--dry-run", says: "say what would be done, and do nothing")

    /// Known to every command.
    static let everywhere = [config, quiet, help]
}
