import Catalogue
import Platform

/// Tells when the disk becomes nearly full, and when it no longer is.
struct DiskWatch {
    private static let subject = "disk"

    private let call: Call
    private let catalogue: Catalogue

    init(_ call: Call, _ catalogue: Catalogue) {
        self.call = call
        self.catalogue = catalogue
    }

    /// Whether there was something to tell.
    func run() throws(JobError) -> Bool {
        let room = DiskRoom(call, catalogue, now: call.now)
        let (wasLow, forecast) = try inCatalogue { () throws(CatalogueError) in
            (
                try catalogue.noticeHolding(NoticeType.diskLow, about: Self.subject) != nil,
                try room.forecast(Retention(call.settings))
            )
        }
        let isLow = room.isLow(wasLow: wasLow)
        guard isLow != wasLow, room.allBytes > 0 else { return false }
        let free = "\(Human.size(room.freeBytes)) of \(Human.size(room.allBytes)) are free"
        let details = JSON.object([
            ("free_bytes", .whole(room.freeBytes)), ("all_bytes", .whole(room.allBytes)),
            ("days_left", .optional(forecast.daysLeft)),
        ])
        try tell(isLow ? NoticeType.diskLow : NoticeType.diskOK, details)
        let outbox = Outbox(call, catalogue)
        if isLow {
            let left = "at the present rate it lasts for \(forecast.words)"
            return try outbox.begin(
                NoticeType.diskLow, about: Self.subject, "the disk is nearly full: \(free); \(left)",
                details: details)
        }
        try outbox.end(NoticeType.diskLow, about: Self.subject)
        return try outbox.put(
            NoticeType.diskOK, about: Self.subject, fact: "\(call.now)", "the disk has room again: \(free)",
            details: details)
    }

    private func tell(_ type: String, _ details: JSON) throws(JobError) {
        let (catalogue, now) = (catalogue, call.now)
        try inCatalogue { () throws(CatalogueError) in
            _ = try catalogue.add(
                .init(identity: "\(type) \(now)", type: type, microseconds: now, details: details),
                atMicroseconds: now)
        }
    }
}
