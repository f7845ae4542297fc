import Catalogue

/// What is to be done about each recording now. Decides, and changes nothing.
struct ExpiryPlan {
    private(set) var announced: [Catalogue.Recording] = []
    /// Announced before, and kept since then.
    private(set) var withdrawn: [Catalogue.Recording] = []
    /// Those whose time is over first, then those that make room.
    private(set) var leaving: [Catalogue.Recording] = []
    /// Which of them go for room alone.
    private(set) var early: Set<String> = []
    /// Announced, and still there tomorrow or not: their day is not over, or nothing needs their room.
    private(set) var waiting: [Catalogue.Recording] = []
    /// Announcements of recordings that somebody else has taken away.
    private(set) var orphans: [String] = []

    init(
        _ recordings: [Catalogue.Recording], announcements: [Catalogue.Notice], retention: Retention,
        policy: RetentionPolicy, hurry: Hurry
    ) {
        var holding: [String: Catalogue.Notice] = [:]
        for notice in announcements { holding[notice.subject] = notice }
        let hurried = Set(hurry.recordings.map(\.key))
        var ready: Set<String> = []
        for recording in recordings {
            let notice = holding.removeValue(forKey: recording.key)
            // One that is not in the log yet counts from when it will be.
            let announcement = notice.map { notice in
                RetentionPolicy.Announcement(
                    microseconds: notice.told?.microseconds ?? policy.now,
                    elapsedMicroseconds: notice.told?.elapsedMicroseconds ?? policy.elapsedMicroseconds)
            }
            var expiry = retention.expiryMicroseconds(of: recording)
            let isEarly = hurried.contains(recording.key) && (expiry ?? .min) > policy.now
            if isEarly { expiry = policy.now }
            switch policy.verdict(expiry: expiry, announcement: announcement) {
            case .stays: break
            case .announce: announced.append(recording)
            case .waits: waiting.append(recording)
            case .withdraw: withdrawn.append(recording)
            case .goes where isEarly: ready.insert(recording.key)
            case .goes: leaving.append(recording)
            }
        }
        orphans = holding.keys.sorted()
        var missing = hurry.missingBytes - leaving.reduce(0) { $0 + $1.bytes }
        for recording in hurry.recordings where ready.contains(recording.key) {
            guard missing > 0 else {
                waiting.append(recording)
                continue
            }
            missing -= recording.bytes
            early.insert(recording.key)
            leaving.append(recording)
        }
    }
}
