import Glibc
import Synchronization

/// A place where a test can have the program die as by `kill -9`, to see what the next run makes of it:
/// `VINYL_CRASH_AT=segmentsMarked`, or `segmentsMarked:3` for the third time it comes by.
package enum CrashPoint: String, Sendable {
    case noticesWritten, noticesTold, noticeEnded, messagesMade, messageSent
    case expiredMarked, deletionMarked, sidecarWritten, soundRemoved, filesRemoved, recordingDropped
    case segmentsMarked, segmentRemoved, segmentsRemoved, segmentsDropped
    case decisionWritten, rowMended, lostMarked, lostDropped, setAsideRemoved
    case originWriting = "origin-writing", originWritten = "origin-written", originNamed = "origin-named"
    case publishMedia = "publish-media", publishBuckets = "publish-buckets"
    case publishDeltas = "publish-deltas", publishHead = "publish-head", publishDone = "publish-done"
    case sweepRemoved = "sweep-removed"
    case collectTaken = "collect-taken", collectRemoved = "collect-removed"
    case headRead = "head.read", headBelieved = "head.believed", headKept = "head.kept"
    case deltaRead = "delta.read", indexRead = "index.read", bucketRead = "bucket.read"
    case bucketsRead = "buckets.read", stateChecked = "state.checked", databaseAside = "database.aside"
    case commitBegun = "commit.begun", commitRecords = "commit.records", commitDerived = "commit.derived"
    case commitHead = "commit.head", commitLogged = "commit.logged", commitDone = "commit.done"
    case partOpened = "part.opened", partWritten = "part.written", partFilled = "part.filled"
    case partSynced = "part.synced", partVerified = "part.verified", partsSynced = "parts.synced"
    case blobFolder = "blob.folder", blobRenamed = "blob.renamed", blobSynced = "blob.synced"
    case blobNamed = "blob.named", failureWritten = "failure.written"
    case haveWriting = "have.writing", haveWritten = "have.written", haveDone = "have.done"
    case shelfMissing = "shelf.missing", shelfAdopting = "shelf.adopting", shelfAdopted = "shelf.adopted"
    case shelfRemoved = "shelf.removed", shelfSweeping = "shelf.sweeping"
    case shelfForgetting = "shelf.forgetting", shelfForgotten = "shelf.forgotten"
    case playListed = "play.listed", playTurned = "play.turned", playMarked = "play.marked"
    case playClosed = "play.closed", playSpooled = "play.spooled"
    case spoolTrimmed = "spool.trimmed", deviceSpooled = "device.spooled"
    case flushSending = "flush.sending", flushSent = "flush.sent", flushDone = "flush.done"

    private static let wanted: (point: CrashPoint, visit: Int)? = {
        guard let text = Environment.all["VINYL_CRASH_AT"] else { return nil }
        let parts = text.split(separator: ":")
        // One that is misspelt would show that nothing dies.
        guard let name = parts.first, let point = CrashPoint(rawValue: String(name)) else {
            preconditionFailure("VINYL_CRASH_AT names no crash point: \(text)")
        }
        return (point, parts.count > 1 ? Int(parts[1]) ?? 1 : 1)
    }()

    private static let visits = Atomic<Int>(0)

    package static func pass(_ point: CrashPoint) {
        guard let wanted, wanted.point == point else { return }
        if visits.add(1, ordering: .relaxed).newValue == wanted.visit { kill(getpid(), SIGKILL) }
    }
}
