import Catalogue
import Platform

/// How long recordings stay that nobody keeps for good.
struct Retention {
    /// Unless a recording has days of its own.
    let days: Int

    init(days: Int) { self.days = days }

    init(_ settings: Settings) {
        let days = settings.whole(.retentionDays)
        self.init(days: days > 0 ? days : Self.days(ofPlan: settings.text(.retentionPlan)))
    }

    private static func days(ofPlan plan: String) -> Int {
        switch plan {
        case "premium": 30
        case "pro": 15
        default: 7
        }
    }

    /// When its time is over; nil for one that stays.
    func expiryMicroseconds(of recording: Catalogue.Recording) -> Int64? {
        recording.isPermanent
            ? nil : recording.endMicroseconds + Int64(recording.retentionDays ?? days) * 86_400_000_000
    }
}
