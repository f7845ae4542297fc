import Archive
import Catalogue
import Platform

/// What was asked for and is on no recording, because the tape does not have it.
struct Shortfall {
    let text: String

    /// Clocks and cards do not agree to the millisecond.
    private static let graceMicroseconds: Int64 = 1_000_000

    /// Nil where nothing is missing at either end, or where there is no recording at all.
    init?(of made: [Sidecar], from start: Catalogue.Edge, to end: Catalogue.Edge) {
        guard let first = made.map(\.startMicroseconds).min(), let last = made.map(\.endMicroseconds).max()
        else {
            return nil
        }
        var words: [String] = []
        if first > start.microseconds + Self.graceMicroseconds {
            words.append("it begins at \(Human.time(first)), not at \(Human.time(start.microseconds))")
        }
        if last < end.microseconds - Self.graceMicroseconds {
            words.append("it ends at \(Human.time(last)), not at \(Human.time(end.microseconds))")
        }
        guard !words.isEmpty else { return nil }
        text = "the tape has no more: " + words.joined(separator: ", and ")
    }
}
