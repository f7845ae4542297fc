import Broadcast
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

    init(
        stream: StreamKind, address: PeerAddress, startNanoseconds: Int64, isSomebody: Bool = true,
        wantsPast: Bool = true
    ) {
        self.wantsPast = wantsPast
        self.isSomebody = isSomebody
        self.stream = stream
        self.address = address
        self.startNanoseconds = startNanoseconds
    }

    var bytes: Int { byteCount.load(ordering: .relaxed) }
    var skips: Int { skipCount.load(ordering: .relaxed) }
    /// Behind the delay it asked for.
    var lagMilliseconds: Int { lag.load(ordering: .relaxed) }

    func count(bytes: Int) { byteCount.add(bytes, ordering: .relaxed) }
    func countSkip() { skipCount.add(1, ordering: .relaxed) }
    func note(lagMilliseconds: Int) { lag.store(max(0, lagMilliseconds), ordering: .relaxed) }
}
