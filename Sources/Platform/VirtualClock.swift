import Synchronization

/// A clock that runs only when it is moved: a day of sound passes as fast as it can be computed.
package final class VirtualClock: Sendable {
    private let elapsed = Atomic<Int64>(0)
    private let startMicroseconds: Int64

    package init(startMicroseconds: Int64) { self.startMicroseconds = startMicroseconds }

    package func advance(nanoseconds: Int64) {
        elapsed.add(nanoseconds, ordering: .relaxed)
    }

    package func move(toNanoseconds nanoseconds: Int64) {
        elapsed.store(nanoseconds, ordering: .relaxed)
    }

    package var nanoseconds: Int64 { elapsed.load(ordering: .relaxed) }

    package var clock: Clock {
        Clock(
            monotonicNanoseconds: { self.nanoseconds },
            utcMicroseconds: { self.startMicroseconds + self.nanoseconds / 1_000 },
            isSynchronised: { true },
            sleep: { self.advance(nanoseconds: $0) })
    }
}
