import Catalogue
import Digests
import Platform

/// Puts notices into messages. Recordings that go, and those that have gone, are one message a day; everything else
/// is told at once.
struct MessageComposer {
    let channel: String
    let selection: NoticeSelection
    let now: Int64
    let lastDigest: Int64?

    /// A little less than a day, or it would be an hour later every day.
    private static let digestPause: Int64 = 23 * 3_600_000_000
    private static let digested = [ExpiryNotices.expiring, ExpiryNotices.expired]

    private var isDigestDue: Bool {
        guard let lastDigest, lastDigest <= now else { return true }
        return now - lastDigest >= Self.digestPause
    }

    /// `soon` are lines about what will be announced before the next digest.
    func messages(_ notices: [Catalogue.Notice], soon: [String]) -> [Catalogue.NewMessage] {
        let wanted = notices.filter { selection.contains($0.type) }
        var messages = wanted.filter { !Self.digested.contains($0.type) }.map(message)
        let gathered = wanted.filter { Self.digested.contains($0.type) }
        if !gathered.isEmpty && isDigestDue { messages.append(digest(gathered, soon)) }
        return messages
    }

    private func message(_ notice: Catalogue.Notice) -> Catalogue.NewMessage {
        Catalogue.NewMessage(
            channel: channel, key: key([notice]), isDigest: false, title: "Vinyl: \(notice.type)",
            text: notice.text, details: Self.details([notice]), notices: [notice.id])
    }

    private func digest(_ notices: [Catalogue.Notice], _ soon: [String]) -> Catalogue.NewMessage {
        let leaving = notices.filter { $0.type == ExpiryNotices.expiring && $0.endMicroseconds == nil }
        let title =
            switch leaving.count {
            case 0: "Vinyl: recordings have gone"
            case 1: "Vinyl: a recording goes tomorrow"
            default: "Vinyl: \(leaving.count) recordings go tomorrow"
            }
        var lines = notices.map(\.text)
        if !soon.isEmpty { lines += ["", "Soon:"] + soon }
        return Catalogue.NewMessage(
            channel: channel, key: key(notices), isDigest: true, title: title,
            text: lines.joined(separator: "\n"), details: Self.details(notices), notices: notices.map(\.id))
    }

    /// The same for the same notices, and no other.
    private func key(_ notices: [Catalogue.Notice]) -> String {
        let words = ([channel] + notices.map(\.key)).joined(separator: "\n")
        return Digest.of(Array(words.utf8), .sha256).map { String($0.hexadecimal.prefix(32)) } ?? words
    }

    private static func details(_ notices: [Catalogue.Notice]) -> JSON {
        .array(
            notices.map { notice in
                .object([
                    ("key", .text(notice.key)), ("type", .text(notice.type)),
                    ("subject", .text(notice.subject)), ("text", .text(notice.text)),
                    ("at", .text(UTC(microseconds: notice.madeMicroseconds).iso)),
                    ("details", notice.details),
                ])
            })
    }
}
