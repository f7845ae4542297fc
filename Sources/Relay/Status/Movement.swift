import Audio
import Synchronization

/// Where the tape was a moment ago: a look every half second, the last two seconds of them kept.
final class Movement: Sendable {
    private struct Look {
        let frame: Int
        let nanoseconds: Int64
    }

    private let looks = Mutex<[Look]>([])

    private static let windowNanoseconds: Int64 = 2_000_000_000

    func look(at tape: Tape, nanoseconds now: Int64) {
        let frame = tape.end
        looks.withLock { looks in
            looks.append(Look(frame: frame, nanoseconds: now))
            while looks.count > 2, now - looks[1].nanoseconds >= Self.windowNanoseconds {
                looks.removeFirst()
            }
        }
    }

    func startOver() { looks.withLock { $0.removeAll() } }

    /// How far the tape has moved since the oldest look, and how long that is ago.
    func since(at tape: Tape, nanoseconds now: Int64) -> (frames: Int, seconds: Double) {
        guard let first = looks.withLock({ $0.first }) else { return (0, 0) }
        return (tape.end - first.frame, Double(now - first.nanoseconds) / 1e9)
    }
}
