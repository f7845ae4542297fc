import Glibc
import Platform
import Synchronization

/// A place where the program can be told to be killed, so that a test can see what the next run makes of it:
/// `VINYL_FAILPOINT=segmentsMarked:2` when it passes there for the second time.
enum Failpoint: String, CaseIterable {
    case noticesWritten, noticesTold, expiredMarked, deletionMarked, sidecarWritten, soundRemoved, filesRemoved,
        recordingDropped
    case segmentsMarked, segmentRemoved, segmentsRemoved, segmentsDropped
    case messagesMade, messageSent
    case decisionWritten, rowMended, noticeEnded, lostMarked, lostDropped, setAsideRemoved

    private static let wanted = Environment.all["VINYL_FAILPOINT"]?.split(separator: ":") ?? []
    private static let passes = Atomic<Int>(0)

    static func pass(_ place: Failpoint) {
        guard !wanted.isEmpty, wanted[0] == place.rawValue else { return }
        let pass = passes.add(1, ordering: .relaxed).newValue
        if pass == (wanted.count < 2 ? 1 : Int(wanted[1])) { kill(getpid(), SIGKILL) }
    }
}
