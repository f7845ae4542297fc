import Archive
import Catalogue
import Platform

/// Segments that the catalogue knows and whose files are not there. Their disk may be back in an hour, so whoever needs
/// them waits; for ever while nothing else of the tape is there either, else until a day has passed since people were
/// told, by both clocks.
struct MissingTape {
    private let call: Call
    private let catalogue: Catalogue

    init(_ call: Call, _ catalogue: Catalogue) {
        self.call = call
        self.catalogue = catalogue
    }

    /// Those of a plan that cannot be found, by id.
    static func segments(of plans: [RecordingPlan], in folders: Folders) -> [(id: Int, path: String)] {
        plans.flatMap { plan in
            let paths = plan.stretch.parts.compactMap { part in
                if case .sound(let path, _) = part { path } else { nil }
            }
            return zip(plan.stretch.segments, paths).map { (id: $0, path: $1) }
        }.filter { !Files.exists(folders.segments + "/" + $0.path) }
    }

    /// Those that are holes from now on; empty where nothing is missing. Fails while it is too early for that.
    func givenUp(in plans: [RecordingPlan], for owner: String) throws(JobError) -> Set<Int> {
        let missing = Self.segments(of: plans, in: call.folders)
        // What is missing now may be something else than yesterday.
        let list = RecordingKey.of(missing.map(\.path).joined(separator: " "))
        let subject = "\(owner) \(list)"
        try inCatalogue { () throws(CatalogueError) in
            try settle(owner, except: missing.isEmpty ? nil : subject)
        }
        guard let first = missing.first else { return [] }
        let words =
            "\(Human.count(missing.count, "segment")) of its tape cannot be found, the first is \(first.path)"
        let outbox = Outbox(call, catalogue)
        try outbox.begin(NoticeType.waiting, about: subject, "\(owner) waits: \(words)")
        try outbox.tell()
        guard try isOver(subject), try isTapeThere(without: Set(missing.map(\.id))) else {
            throw .failed(words + "; it waits for them")
        }
        try outbox.put(NoticeType.incomplete, about: owner, fact: list, "\(owner) is made without: \(words)")
        try outbox.tell()
        return Set(missing.map(\.id))
    }

    /// Nothing is waited for any more.
    func settle(_ owner: String, except subject: String? = nil) throws(CatalogueError) {
        for notice in try catalogue.noticesHolding(NoticeType.waiting)
        where notice.subject.hasPrefix(owner + " ") && notice.subject != subject {
            try catalogue.endNotice(NoticeType.waiting, about: notice.subject, atMicroseconds: call.now)
        }
    }

    private func isOver(_ subject: String) throws(JobError) -> Bool {
        let told = try inCatalogue { () throws(CatalogueError) in
            try catalogue.noticeHolding(NoticeType.waiting, about: subject)?.told
        }
        guard let told else { return false }
        let elapsed = try ElapsedTime(call, catalogue).microseconds
        return call.now - told.microseconds >= RetentionPolicy.day
            && elapsed - told.elapsedMicroseconds >= RetentionPolicy.day
    }

    /// Others of the same tapes are, or newer ones: the disk is the right one, and it can be read.
    private func isTapeThere(without missing: Set<Int>) throws(JobError) -> Bool {
        let all = try inCatalogue { () throws(CatalogueError) in try catalogue.segments() }
        let lost = all.filter { missing.contains($0.id) }
        let tapes = Set(lost.map(\.tape))
        let newest = lost.map(\.startMicroseconds).max() ?? .max
        return all.contains { segment in
            !missing.contains(segment.id) && !segment.isBeingDeleted
                && (tapes.contains(segment.tape) || segment.startMicroseconds > newest)
                && Files.exists(call.folders.segments + "/" + segment.path)
        }
    }
}
