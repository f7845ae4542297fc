/// The form of one kind of database file, as the row of steps that lead to it from an empty one.
package struct Schema: Sendable {
    /// Marks our files, so that nobody else's is ever written: four letters as a number.
    package let mark: Int
    /// What helps against a damaged file, as an error message says it.
    package let remedy: String
    /// Step n makes version n of version n - 1. A step that has been shipped never changes.
    package let steps: [StaticString]

    package init(mark: Int, remedy: String, steps: [StaticString]) {
        self.mark = mark
        self.remedy = remedy
        self.steps = steps
    }

    package var version: Int { steps.count }
}
