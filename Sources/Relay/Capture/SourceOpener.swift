import Audio
import Platform
import Synchronization

/// Opens and closes sources on a thread of its own, because a broken device can hang in either for as long as it likes.
/// Tries again every 0.5 to 1.5 s, for ever.
final class SourceOpener: SourceSupply {
    typealias Open = @Sendable () throws(CaptureError) -> any CaptureSource

    private let open: Open
    private let log: Log
    private let state = Mutex(State())
    private let bell = Bell()

    private struct State: ~Copyable {
        var ready: Passed?
        var worn: [Passed] = []
        var isWanted = false
        var isStopped = false
        var lastFailure: CaptureError?
    }

    /// A source on its way from one thread to another: whoever holds it is the only one who touches it.
    private struct Passed: @unchecked Sendable { let source: any CaptureSource }

    init(log: Log, open: @escaping Open) {
        self.open = open
        self.log = log
    }

    func poll() -> (any CaptureSource)? {
        let ready = state.withLock { state -> Passed? in
            defer { state.ready = nil }
            state.isWanted = state.ready == nil
            return state.ready
        }
        bell.ring()
        return ready?.source
    }

    func giveBack(_ source: any CaptureSource) {
        let passed = Passed(source: source)
        state.withLock { $0.worn.append(passed) }
        bell.ring()
    }

    func keep(_ source: any CaptureSource) {
        let passed = Passed(source: source)
        state.withLock { $0.ready = passed }
    }

    /// Why there is no source, as far as is known.
    var lastFailure: CaptureError? { state.withLock { $0.lastFailure } }

    func stop() {
        state.withLock { $0.isStopped = true }
        bell.ring()
    }

    func run() {
        while true {
            let seen = bell.count
            let (isStopped, isWanted, worn) = state.withLock { state in
                defer { state.worn = [] }
                return (state.isStopped, state.isWanted && state.ready == nil, state.worn)
            }
            _ = consume worn
            if isStopped { return }
            guard isWanted else {
                bell.wait(since: seen, milliseconds: 1_000)
                continue
            }
            tryToOpen()
            // Also after a success: a device may open well and break at the first look, over and over.
            pause(milliseconds: Int64.random(in: 500...1_500))
        }
    }

    private func tryToOpen() {
        do throws(CaptureError) {
            let passed = Passed(source: try open())
            state.withLock { state in
                state.ready = passed
                state.lastFailure = nil
            }
        } catch {
            let isNews = state.withLock { state in
                defer { state.lastFailure = error }
                return state.lastFailure != error
            }
            if isNews { log.warning("device not opened", ["reason": "\(error)"]) }
        }
    }

    private func pause(milliseconds: Int64) {
        let end = Clock.system.monotonicNanoseconds() + milliseconds * 1_000_000
        while !state.withLock({ $0.isStopped }) {
            let left = end - Clock.system.monotonicNanoseconds()
            if left <= 0 { return }
            bell.wait(since: bell.count, milliseconds: max(1, min(100, left / 1_000_000)))
        }
    }
}
