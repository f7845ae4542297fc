import Broadcast
import Platform
import Synchronization

/// The streams somebody can listen to.
enum StreamKind: String, CaseIterable, Sendable {
    case wav, flac, mp3
}

/// One client that listens, as the others see it.
final class Listener: Sendable {
    let stream: StreamKind
    let address: PeerAddress
    let startNanoseconds: Int64
    /// Somebody, and not `vinyl-jobs health`.
    let isSomebody: Bool
    /// What was over before it came. `vinyl-jobs health` wants to know what flows, also when it is counted.
    let wantsPast: Bool
    private let byteCount = Atomic<Int>(0)
    private let skipCount = Atomic<Int>(0)
    private let lag = Atomic<Int>(0)
    private let takenAt: Atomic<Int64>
    private let clock: Clock

    /// Sound reaches everybody several times a second.
    private static let stillNanoseconds: Int64 = 1_000_000_000

    init(
        stream: StreamKind, address: PeerAddress, clock: Clock, isSomebody: Bool = true,
        wantsPast: Bool = true
    ) {
        self.clock = clock
        startNanoseconds = clock.monotonicNanoseconds()
        takenAt = Atomic(startNanoseconds)
        self.wantsPast = wantsPast
        self.isSomebody = isSomebody
        self.stream = stream
        self.address = address
    }

    var bytes: Int { byteCount.load(ordering: .relaxed) }
    var skips: Int { skipCount.load(ordering: .relaxed) }
    /// Behind the delay it asked for. It is noted when the listener takes something: whoever takes nothing falls further
    /// behind all the while.
    var lagMilliseconds: Int {
        let still = clock.monotonicNanoseconds() - takenAt.load(ordering: .relaxed)
        return lag.load(ordering: .relaxed) + (still > Self.stillNanoseconds ? Int(still / 1_000_000) : 0)
    }

    func count(bytes: Int) {
        byteCount.add(bytes, ordering: .relaxed)
        takenAt.store(clock.monotonicNanoseconds(), ordering: .relaxed)
    }
    func countSkip() { skipCount.add(1, ordering: .relaxed) }
    func note(lagMilliseconds: Int) { lag.store(max(0, lagMilliseconds), ordering: .relaxed) }
}
