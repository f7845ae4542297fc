import Archive
import Platform

/// Why nothing arrives on disk, since when, and when it is tried again.
struct Trouble {
    let cause: Hole.Cause
    let since: Int64
    let retryAt: Int64

    init(cause: Hole.Cause, since: Int64, at now: Int64) {
        self.cause = cause
        self.since = since
        retryAt = now + 1_000_000_000
    }
}

/// Counts failures as ``Repetition`` does; another cause is news, however short ago the last one was told.
struct TroubleNews {
    private var repetition = Repetition()
    private var toldCause: Hole.Cause?

    mutating func count(_ cause: Hole.Cause, atNanoseconds now: Int64) -> Int? {
        if cause != toldCause { repetition = Repetition() }
        toldCause = cause
        return repetition.count(atNanoseconds: now)
    }
}

/// Whether the disk has more free than the floor that is left to others.
struct Room {
    let disk: Disk
    let folder: String
    let floorBytes: Int
    let board: WriterBoard

    /// To begin again takes an eighth more than the floor, or a full disk would be a row of tiny segments. A disk that
    /// does not say is tried.
    func isEnough(toBegin: Bool) -> Bool {
        guard let free = try? disk.freeBytes(folder) else { return true }
        board.change { $0.freeBytes = free }
        return free >= floorBytes + (toBegin ? floorBytes / 8 : 0)
    }
}

extension Hole.Cause {
    init(_ error: SegmentError) {
        self = error.isNoRoom ? .room : .folder
    }
}
