/// Why something that came from outside is not believed. Nothing that is refused changes anything.
package struct Refusal: Error, Equatable, CustomStringConvertible {
    package let what: String
    package let reason: String

    package init(_ what: String, _ reason: String) {
        self.what = what
        self.reason = reason
    }

    package var description: String { "\(what): \(reason)" }
}

/// How much of anything is believed to be meant well.
package enum Limits {
    package static let records = 200_000
    package static let depth = 8
    package static let headBytes = 65_536
    package static let lineBytes = 16 << 20
    /// Of one bucket, unpacked, and of one delta.
    package static let bodyBytes = 64 << 20
    package static let deltas = 32
    /// Up to 2^53, so that every JSON reader in the world agrees on it.
    package static let integers = -9_007_199_254_740_992...9_007_199_254_740_992
    /// Unix seconds, to the end of the year 9999.
    package static let times = 0...253_402_300_799
    /// Of one media file.
    package static let mediaBytes = 1...(1 << 34)
}
