import Synchronization

/// What the capture thread lets others know, and the one thing they may tell it. All of it without a lock.
final class CaptureWatch: Sendable {
    enum State: Int, Sendable { case starting, listening, lost }

    private let stopping = Atomic<Bool>(false)
    private let beats = Atomic<Int>(0)
    private let overruns = Atomic<Int>(0)
    private let framesTaken = Atomic<Int>(0)
    private let framesRefused = Atomic<Int>(0)
    private let stateNumber = Atomic<Int>(State.starting.rawValue)

    func stop() { stopping.store(true, ordering: .releasing) }
    var isStopping: Bool { stopping.load(ordering: .acquiring) }

    /// Counts looks at the source: while they go on, the thread is alive, whatever the device does.
    func beat() { beats.add(1, ordering: .relaxed) }
    var beatCount: Int { beats.load(ordering: .relaxed) }

    func countOverrun() { overruns.add(1, ordering: .relaxed) }
    var overrunCount: Int { overruns.load(ordering: .relaxed) }

    /// Frames that the device gave and the tape took.
    func count(frames: Int) { framesTaken.add(frames, ordering: .relaxed) }
    var frameCount: Int { framesTaken.load(ordering: .relaxed) }

    /// Counts frames that a device gave when it came back, for time that silence had already filled.
    func count(surplusFrames: Int) { framesRefused.add(surplusFrames, ordering: .relaxed) }
    var surplusFrames: Int { framesRefused.load(ordering: .relaxed) }

    var state: State {
        get { State(rawValue: stateNumber.load(ordering: .relaxed)) ?? .starting }
        set { stateNumber.store(newValue.rawValue, ordering: .relaxed) }
    }
}
