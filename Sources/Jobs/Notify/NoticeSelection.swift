import Platform

/// What `NOTIFY_EVENTS` says: which notices go out.
struct NoticeSelection {
    private let words: [String]

    private static let known = ["all", "none"] + NoticeType.families + NoticeType.all

    init(_ text: String) throws(JobError) {
        words = text.split { $0 == "," || $0 == " " }.map { $0.lowercased() }
        for word in words where !Self.known.contains(word) {
            let nearest = nearestWord(to: word, among: Self.known).map { "; did you mean \($0)?" } ?? ""
            throw .misconfigured("NOTIFY_EVENTS: there are no notices \(oneLine(word))\(nearest)")
        }
    }

    init(_ settings: Settings) throws(JobError) { try self.init(settings.text(.notifyEvents)) }

    /// By its type, or its family.
    func contains(_ type: String) -> Bool {
        words.contains { $0 == "all" || $0 == type || type.hasPrefix($0 + ".") }
    }
}
