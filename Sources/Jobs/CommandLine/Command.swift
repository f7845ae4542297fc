package import Platform

/// One thing that `vinyl-jobs` can do: a row of the table that parsing, help, completion and errors are made of.
package struct Command: Sendable {
    package struct Example: Sendable {
        let line: String
        let says: String

        init(_ line: String, _ says: String) {
            self.line = line
            self.says = says
        }
    }

    /// What it needs, and what it does then.
    package enum Deed: Sendable {
        /// Needs nothing but its words and the table.
        case tell(@Sendable (Invocation, CommandTable) -> String)
        /// Reads the settings.
        case show(@Sendable (Call) throws(JobError) -> Void)
        /// Looks into the folder. `isAlways`: even while the catalogue is made anew.
        case ask(isAlways: Bool, @Sendable (Call) throws(JobError) -> Void)
        /// Has an answer whatever is wrong: with settings that cannot be read, too.
        case answer(@Sendable (Call) throws(JobError) -> Void)
        /// Changes something: one at a time, with a lock of its own. `isAlone`: and no other command beside it.
        case work(isAlone: Bool, @Sendable (Call) throws(JobError) -> Outcome)
        /// Says how things are by its exit status, and takes what locks it needs itself.
        case judge(@Sendable (Call) -> ExitStatus)
    }

    /// One word, or two for what is done to a noun: `sessions`, `sessions name`.
    let name: String
    /// A phrase that begins with a verb.
    let summary: String
    /// Sentences, each on lines short enough for any terminal.
    let explanation: String
    let arguments: [Argument]
    let options: [Option]
    let examples: [Example]
    let deed: Deed

    init(
        _ name: String, summary: String, explanation: String = "", arguments: [Argument] = [],
        options: [Option] = [], examples: [Example], deed: Deed
    ) {
        self.name = name
        self.summary = summary
        self.explanation = explanation
        self.arguments = arguments
        self.options = options
        self.examples = examples
        self.deed = deed
    }

    var allOptions: [Option] { options + Option.everywhere }

    var isJob: Bool {
        switch deed {
        case .work, .judge: true
        case .tell, .show, .ask, .answer: false
        }
    }

    /// The first word: what its lock, its stamp and its rows are called.
    var noun: String { String(name.prefix { $0 != " " }) }
}
