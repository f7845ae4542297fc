/// Lets some lines of a second through and counts the others. After a second of flood it looks at two seconds, then at
/// four, up to a minute, so that a flood that stays tells little more than that it is there.
struct FloodGate: Sendable {
    private var since: Int64 = 0
    private var seconds: Int64 = 1
    private var told = 0
    private var untold = 0

    private static let mostLines = 10
    private static let mostSeconds: Int64 = 60

    /// How many lines were left out, to be told now: none unless their time is over.
    mutating func look(atNanoseconds now: Int64) -> Int {
        guard now - since >= seconds * 1_000_000_000 else { return 0 }
        seconds = untold > 0 ? min(Self.mostSeconds, 2 * seconds) : 1
        since = now
        told = 0
        return leftOut()
    }

    mutating func letsThrough() -> Bool {
        told += 1
        guard told > Self.mostLines else { return true }
        untold += 1
        return false
    }

    /// Forgets them.
    mutating func leftOut() -> Int {
        defer { untold = 0 }
        return untold
    }
}
