/// Every type of notice there is. What stands before a dot is its family.
package enum NoticeType {
    static let expiring = "recording.expiring"
    static let kept = "recording.kept"
    static let expired = "recording.expired"
    /// Holds while its sound is not there.
    static let lost = "recording.lost"
    /// Holds while a sound lies there that no row knows.
    static let stray = "recording.stray"
    /// Holds while segments of its tape cannot be found.
    static let waiting = "recording.waiting"
    static let incomplete = "recording.incomplete"
    static let diskLow = "disk.low"
    static let diskOK = "disk.ok"
    static let streamingFailed = "streaming.failed"
    static let streamingRecovered = "streaming.recovered"
    static let jobCrashed = "job.crashed"

    package static let all = [
        expiring, kept, expired, lost, stray, waiting, incomplete, diskLow, diskOK, streamingFailed,
        streamingRecovered, jobCrashed,
    ]

    static let families = familiesOfTypes(all)
}
