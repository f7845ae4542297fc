import Archive
import Audio
import Platform
import Synchronization

/// What the segment writer has achieved so far, for whoever asks.
final class WriterBoard: Sendable {
    struct Report: Sendable, Equatable {
        /// Frames of this tape that lie in segments, finished or not.
        var framesOnDisk = 0
        var holeFrames = 0
        var finishedSegments = 0
        var newestSegment: String?
        var lastSuccessNanoseconds: Int64?
        var trouble: Hole.Cause?
        /// When the writer last asked: nobody else does, as a disk that hangs would hold him up.
        var freeBytes: Int?
    }

    private let report = Mutex(Report())
    private let position = Atomic<Int>(0)
    private let bell = Bell()

    var latest: Report { report.withLock { $0 } }

    func change(_ body: (inout Report) -> Void) { report.withLock { body(&$0) } }

    func finished(frames: Int, segments: Int) {
        change { report in
            report.framesOnDisk += frames
            report.finishedSegments += segments
        }
    }

    func moved(to frame: Int) {
        position.store(frame, ordering: .releasing)
        bell.ring()
    }

    /// For sources that can wait: holds the caller until the writer is less than `frames` behind `end`.
    func wait(untilWithin frames: Int, of end: Int, unless isStopping: () -> Bool) {
        while true {
            let seen = bell.count
            if end - position.load(ordering: .acquiring) <= frames || isStopping() { return }
            bell.wait(since: seen, milliseconds: 200)
        }
    }
}
