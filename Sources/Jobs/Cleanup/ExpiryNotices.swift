import Catalogue
import Platform

/// What is said about recordings that go.
struct ExpiryNotices {
    private let call: Call
    private let catalogue: Catalogue
    private let outbox: Outbox

    init(_ call: Call, _ catalogue: Catalogue) {
        self.call = call
        self.catalogue = catalogue
        outbox = Outbox(call, catalogue)
    }

    func announce(_ recording: Catalogue.Recording, isForRoom: Bool) throws(JobError) {
        let cause = isForRoom ? " to make room on the disk" : ""
        try outbox.begin(
            NoticeType.expiring, about: recording.key,
            "\(Self.words(recording)) goes in a day\(cause); vinyl-jobs recordings keep \(recording.id) keeps it",
            details: Self.details(recording))
    }

    /// It was announced, and stays: says so. False when it was not announced.
    @discardableResult
    func withdraw(_ recording: Catalogue.Recording) throws(JobError) -> Bool {
        let (catalogue, now, key) = (catalogue, call.now, recording.key)
        return try inCatalogue { () throws(CatalogueError) in
            try catalogue.write { () throws(CatalogueError) in
                guard let notice = try catalogue.noticeHolding(NoticeType.expiring, about: key) else {
                    return false
                }
                try catalogue.endNotice(NoticeType.expiring, about: key, atMicroseconds: now)
                CrashPoint.pass(.noticeEnded)
                return try catalogue.addPassingNotice(
                    NoticeType.kept, about: key, fact: notice.key, text: "\(Self.words(recording)) stays",
                    details: Self.details(recording), atMicroseconds: now)
            }
        }
    }

    /// Before its files go: whoever ends us then leaves it to the next run, which tells nothing twice.
    func tellEnd(of recording: Catalogue.Recording) throws(JobError) {
        let (catalogue, key) = (catalogue, recording.key)
        let notice = try inCatalogue { () throws(CatalogueError) in
            try catalogue.noticeHolding(NoticeType.expiring, about: key)
        }
        guard let notice else { return }
        try outbox.put(
            NoticeType.expired, about: key, fact: notice.key,
            "\(Self.words(recording)) is gone, its time was over",
            details: Self.details(recording))
    }

    func end(about key: String) throws(JobError) { try outbox.end(NoticeType.expiring, about: key) }

    func tell() throws(JobError) { try outbox.tell() }

    /// `recording 3, Kind of Blue, 44 min 12 s`
    static func words(_ recording: Catalogue.Recording) -> String {
        "recording \(recording.id), \(oneLine(recording.title)), \(Human.duration(seconds: recording.seconds))"
    }

    private static func details(_ recording: Catalogue.Recording) -> JSON {
        .object([
            ("recording", .whole(recording.id)), ("title", .text(recording.title)),
            ("started_at", .text(UTC(microseconds: recording.startMicroseconds).iso)),
            ("seconds", .number(recording.seconds)), ("bytes", .whole(recording.bytes)),
        ])
    }
}
