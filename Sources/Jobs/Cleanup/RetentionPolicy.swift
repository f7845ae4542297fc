/// What becomes of a recording now: nothing goes that was not announced a full day before.
struct RetentionPolicy {
    enum Verdict: Equatable {
        case stays
        /// To be announced now; nobody was told so far.
        case announce
        /// Announced, and the day is not over, or its time not yet.
        case waits
        /// Announced, and kept since then.
        case withdraw
        case goes
    }

    /// That it goes, as it stands in the catalogue and in the log.
    struct Announcement: Equatable {
        let microseconds: Int64
        /// What ``ElapsedTime`` said then.
        let elapsedMicroseconds: Int64
    }

    static let day: Int64 = 86_400_000_000

    let now: Int64
    let elapsedMicroseconds: Int64

    /// `expiry` is nil for one that stays for good.
    func verdict(expiry: Int64?, announcement: Announcement?) -> Verdict {
        guard let expiry, expiry <= now + Self.day else { return announcement == nil ? .stays : .withdraw }
        guard let announcement else { return .announce }
        // A clock that was ahead when it was announced has been put right.
        guard announcement.microseconds <= now else { return .withdraw }
        return expiry <= now && isOver(announcement) ? .goes : .waits
    }

    private func isOver(_ announcement: Announcement) -> Bool {
        now - announcement.microseconds >= Self.day
            && elapsedMicroseconds - announcement.elapsedMicroseconds >= Self.day
    }
}
