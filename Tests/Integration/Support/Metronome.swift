import Foundation
import Synchronization

/// Wakes fifty times a second and notes how late it was let: what this machine does to everybody at the moment is
/// nobody's fault.
final class Metronome: Sendable {
    private let latest = Mutex(0.0)
    private let stopping = Atomic<Bool>(false)

    init() {
        Thread.detachNewThread { [self] in
            while !stopping.load(ordering: .acquiring) {
                let due = monotonicSeconds() + 0.02
                rest(0.02)
                let delay = monotonicSeconds() - due
                latest.withLock { $0 = max($0, delay) }
            }
        }
    }

    /// Ends it; the worst delay, and a second at most.
    func allowance() -> Double {
        stopping.store(true, ordering: .releasing)
        return min(1, latest.withLock { $0 })
    }
}
