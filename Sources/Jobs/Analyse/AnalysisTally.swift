import Platform
import Synchronization

/// How far the listeners are, and whether they shall go on.
final class AnalysisTally: Sendable {
    private struct State {
        var seconds = 0.0
        var bytes = 0
        var working: Int
        var isStopped = false
    }

    private let state: Mutex<State>
    private let bell = Bell()
    private let allBytes: Int

    init(listeners: Int, bytes: Int) {
        allBytes = bytes
        state = Mutex(State(working: listeners))
    }

    func add(seconds: Double, bytes: Int) {
        state.withLock { state in
            state.seconds += seconds
            state.bytes += max(0, bytes)
        }
    }

    var isStopped: Bool { state.withLock(\.isStopped) }

    func stop() { state.withLock { $0.isStopped = true } }

    /// Of sound: heard, and all there is if what is still to be read is like what was.
    var seconds: (done: Double, all: Double) {
        state.withLock { state in
            let share = state.bytes > 0 ? Double(allBytes) / Double(state.bytes) : 1
            return (state.seconds, state.seconds * max(1, share))
        }
    }

    /// A listener has nothing left to do.
    func leave() {
        state.withLock { $0.working -= 1 }
        bell.ring()
    }

    /// False when nobody listens any more; looks again after a while.
    func isAnybodyWorking(afterMilliseconds milliseconds: Int64) -> Bool {
        let count = bell.count
        guard state.withLock({ $0.working }) > 0 else { return false }
        bell.wait(since: count, milliseconds: milliseconds)
        return state.withLock { $0.working } > 0
    }
}
