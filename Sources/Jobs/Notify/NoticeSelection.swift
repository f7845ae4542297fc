/// What `NOTIFY_EVENTS` says: which notices go out.
struct NoticeSelection {
    private let words: [String]

    init(_ text: String) {
        words = text.split { $0 == "," || $0 == " " }.map { $0.lowercased() }
    }

    /// By its type, or its family: what stands before a dot.
    func contains(_ type: String) -> Bool {
        words.contains { $0 == "all" || $0 == type || type.hasPrefix($0 + ".") }
    }
}
