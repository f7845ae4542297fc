import Broadcast
import Platform
import Synchronization

/// Tells Icecast the title, over another connection and on another thread: libshout waits for the server's answer, and
/// for ever if none comes.
final class IcecastTitle: Sendable {
    private struct State {
        var told = ""
        var askedNanoseconds = Int64.min
        var waiting = 0
    }

    private let target: IcecastTarget
    private let clock: Clock
    private let state = Mutex(State())

    /// An Icecast that refuses titles is not asked all the time, and one that never answers is asked in vain.
    private static let pauseNanoseconds: Int64 = 5_000_000_000
    private static let lostNanoseconds: Int64 = 30_000_000_000
    private static let mostWaiting = 4

    init(target: IcecastTarget, clock: Clock = .system) {
        self.target = target
        self.clock = clock
    }

    /// The server knows nothing any more.
    func forget() { state.withLock { $0.told = "" } }

    func tell(_ title: String) {
        guard mayAsk(title) else { return }
        let thread = try? WorkerThread(name: "icecast-title") { [self] in
            let isTold = (try? IcecastConnection.setTitle(title, at: target)) != nil
            state.withLock { state in
                state.waiting -= 1
                if isTold { state.told = title }
            }
        }
        guard let thread else { return state.withLock { $0.waiting -= 1 } }
        thread.letGo()
    }

    private func mayAsk(_ title: String) -> Bool {
        let now = clock.monotonicNanoseconds()
        return state.withLock { state in
            let pause = state.waiting == 0 ? Self.pauseNanoseconds : Self.lostNanoseconds
            guard state.told != title, state.waiting < Self.mostWaiting,
                state.askedNanoseconds == .min || now - state.askedNanoseconds >= pause
            else { return false }
            state.askedNanoseconds = now
            state.waiting += 1
            return true
        }
    }
}
