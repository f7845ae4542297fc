import Archive
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
        expiryMicroseconds(
            isPermanent: recording.isPermanent, days: recording.retentionDays,
            end: recording.endMicroseconds, assembled: recording.assembledMicroseconds)
    }

    /// Before this no clock of a machine that ran us was right.
    private static let firstCredibleMicroseconds: Int64 = 1_577_836_800_000_000

    /// Counted from its end. One whose end no right clock told is as old as its file; where that was told by no
    /// right clock either, nobody knows how old it is, and it stays.
    func expiryMicroseconds(
        isPermanent: Bool, days own: Int?, end: Int64, assembled: Int64
    ) -> Int64? {
        let birth = end >= Self.firstCredibleMicroseconds ? end : assembled
        guard !isPermanent, birth >= Self.firstCredibleMicroseconds else { return nil }
        let age = Int64(own ?? days).multipliedReportingOverflow(by: 86_400_000_000)
        let expiry = birth.addingReportingOverflow(age.partialValue)
        return age.overflow || expiry.overflow ? nil : expiry.partialValue
    }

    /// So many days for one that shall stay so much longer: than it would have, and than now.
    func days(of sidecar: Sidecar, extendedBy days: Int, atMicroseconds now: Int64) -> Int {
        let usual = (sidecar.retentionDays ?? self.days) + days
        let age = max(0, now - sidecar.endMicroseconds) / 86_400_000_000
        // A clock of another year must not make it stay for ever.
        let fromNow = age < 36_500 ? Int(age) + 1 + days : usual
        return min(1_000_000, max(usual, fromNow))
    }
}
