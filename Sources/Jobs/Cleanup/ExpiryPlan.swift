import Catalogue

/// What is to be done about each recording now. Decides, and changes nothing.
struct ExpiryPlan {
    private(set) var announced: [Catalogue.Recording] = []
    /// Announced before, and kept since then.
    private(set) var withdrawn: [Catalogue.Recording] = []
    private(set) var leaving: [Catalogue.Recording] = []
    /// Announced, and still there tomorrow or not: their day is not over.
    private(set) var waiting: [Catalogue.Recording] = []
    /// Announcements of recordings that somebody else has taken away.
    private(set) var orphans: [String] = []

    /// `hurried` are the keys of those that go before their time, for room.
    init(
        _ recordings: [Catalogue.Recording], announcements: [Catalogue.Notice], retention: Retention,
        policy: RetentionPolicy, hurried: Set<String>
    ) {
        var holding: [String: Catalogue.Notice] = [:]
        for notice in announcements { holding[notice.subject] = notice }
        for recording in recordings {
            let notice = holding.removeValue(forKey: recording.key)
            // One that is not in the log yet counts from when it will be.
            let announcement = notice.map { notice in
                RetentionPolicy.Announcement(
                    microseconds: notice.told?.microseconds ?? policy.now,
                    elapsedMicroseconds: notice.told?.elapsedMicroseconds ?? policy.elapsedMicroseconds)
            }
            var expiry = retention.expiryMicroseconds(of: recording)
            if hurried.contains(recording.key) { expiry = expiry.map { min($0, policy.now) } }
            switch policy.verdict(expiry: expiry, announcement: announcement) {
            case .stays: break
            case .announce: announced.append(recording)
            case .waits: waiting.append(recording)
            case .withdraw: withdrawn.append(recording)
            case .goes: leaving.append(recording)
            }
        }
        orphans = holding.keys.sorted()
    }
}
