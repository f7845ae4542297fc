/// Lets the first of many equal events through and then, once a minute, tells how many there were since.
package struct Repetition: Sendable {
    private var untold = 0
    private var toldAt: Int64?

    package init() {}

    /// Counts one more event; the number to tell now (this one included), or nil to stay quiet.
    package mutating func count(atNanoseconds now: Int64) -> Int? {
        untold += 1
        if let toldAt, now - toldAt < 60_000_000_000 { return nil }
        toldAt = now
        defer { untold = 0 }
        return untold
    }
}
