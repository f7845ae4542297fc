/// A command with the words that stood behind it, all of them checked.
package struct Invocation: Sendable {
    let command: Command
    let arguments: [String]
    private let values: [String: String]

    init(command: Command, arguments: [String], values: [String: String]) {
        self.command = command
        self.arguments = arguments
        self.values = values
    }

    func has(_ option: Option) -> Bool { values[option.name] != nil }
    func text(_ option: Option) -> String? { values[option.name] }
    func whole(_ option: Option) -> Int? { values[option.name].flatMap { Int($0) } }
    func words(_ option: Option) -> [String] {
        (values[option.name] ?? "").split(separator: ",").map(String.init)
    }
}

/// What was typed.
package enum Request: Sendable {
    /// Nil: of everything.
    case help(Command?)
    case version
    case run(Invocation)
}
