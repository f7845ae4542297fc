import Platform

/// Keeps a transfer from being faster than it may: whoever takes its bytes waits, and so does who sends them.
///
/// The library's own limit looks only when it has taken all that it finds, which can be a megabyte and more.
struct Pace {
    private let bytesPerSecond: Int
    private let clock: Clock
    private let begin: Int64
    private var bytes = 0

    private static let mostSleep: Int64 = 500_000_000

    init(bytesPerSecond: Int, clock: Clock = .system) {
        self.bytesPerSecond = max(1, bytesPerSecond)
        self.clock = clock
        begin = clock.monotonicNanoseconds()
    }

    /// False when there is no reason to wait any more.
    mutating func take(_ count: Int, goOn: () -> Bool) -> Bool {
        bytes += count
        let due = begin + Int64(Double(bytes) / Double(bytesPerSecond) * 1e9)
        while case let rest = due - clock.monotonicNanoseconds(), rest > 0 {
            guard goOn() else { return false }
            clock.sleep(min(rest, Self.mostSleep))
        }
        return true
    }
}
