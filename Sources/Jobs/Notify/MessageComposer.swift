import Catalogue
import Digests
import Platform

/// Puts notices into messages. Recordings that go, and those that have gone, are one message a day, sooner for one that
/// nobody could know of; everything else is told at once.
struct MessageComposer {
    /// What is known of the last message about recordings that go.
    struct LastDigest {
        let madeMicroseconds: Int64
        /// Whom it named as those that will be announced before the next one.
        let soon: Set<String>
    }

    /// Will be announced before the next digest.
    struct Soon {
        /// The key of the recording.
        let subject: String
        let text: String
    }

    let channel: String
    let selection: NoticeSelection
    let now: Int64
    let lastDigest: LastDigest?

    /// A little less than a day, or it would be an hour later every day.
    private static let digestPause: Int64 = 23 * 3_600_000_000
    private static let digested = [NoticeType.expiring, NoticeType.expired]

    /// `waiting` are the notices that it is not time to send.
    func messages(
        _ notices: [Catalogue.Notice], soon: [Soon]
    ) -> (messages: [Catalogue.NewMessage], waiting: [Catalogue.Notice]) {
        let wanted = notices.filter { selection.contains($0.type) && !isPast($0) }
        var messages = wanted.filter { !Self.digested.contains($0.type) }.map(message)
        let gathered = wanted.filter { Self.digested.contains($0.type) }
        guard !gathered.isEmpty, isDigestDue(gathered) else { return (messages, gathered) }
        messages.append(digest(gathered, soon))
        return (messages, [])
    }

    /// That something goes is no news when it has gone, or stays.
    private func isPast(_ notice: Catalogue.Notice) -> Bool {
        notice.type == NoticeType.expiring && notice.endMicroseconds != nil
    }

    private func isDigestDue(_ notices: [Catalogue.Notice]) -> Bool {
        guard let lastDigest, lastDigest.madeMicroseconds <= now else { return true }
        return now - lastDigest.madeMicroseconds >= Self.digestPause
            || notices.contains { $0.type == NoticeType.expiring && !lastDigest.soon.contains($0.subject) }
    }

    private func message(_ notice: Catalogue.Notice) -> Catalogue.NewMessage {
        Catalogue.NewMessage(
            channel: channel, key: key([notice]), isDigest: false, title: "Vinyl: \(notice.type)",
            text: notice.text, details: .array([Self.details(notice)]), notices: [notice.id])
    }

    private func digest(_ notices: [Catalogue.Notice], _ soon: [Soon]) -> Catalogue.NewMessage {
        let title =
            switch notices.count(where: { $0.type == NoticeType.expiring }) {
            case 0: "Vinyl: recordings have gone"
            case 1: "Vinyl: a recording goes tomorrow"
            case let count: "Vinyl: \(count) recordings go tomorrow"
            }
        var lines = notices.map(\.text)
        if !soon.isEmpty { lines += ["", "Soon:"] + soon.map(\.text) }
        return Catalogue.NewMessage(
            channel: channel, key: key(notices), isDigest: true, title: title,
            text: lines.joined(separator: "\n"),
            details: .array(notices.map(Self.details) + soon.map(\.details)), notices: notices.map(\.id))
    }

    /// The same for the same notices, and no other.
    private func key(_ notices: [Catalogue.Notice]) -> String {
        let words = ([channel] + notices.map(\.key)).joined(separator: "\n")
        return Digest.of(Array(words.utf8), .sha256).map { String($0.hexadecimal.prefix(32)) } ?? words
    }

    private static func details(_ notice: Catalogue.Notice) -> JSON {
        .object([
            ("key", .text(notice.key)), ("type", .text(notice.type)), ("subject", .text(notice.subject)),
            ("text", .text(notice.text)), ("at", .text(UTC(microseconds: notice.madeMicroseconds).iso)),
            ("details", notice.details),
        ])
    }
}

extension MessageComposer.Soon {
    private static let type = "recording.soon"

    fileprivate var details: JSON {
        .object([("type", .text(Self.type)), ("subject", .text(subject)), ("text", .text(text))])
    }

    /// Whom the details of a message name so.
    static func subjects(in details: JSON) -> Set<String> {
        let named = (details.asArray ?? []).filter { $0["type"]?.asText == type }
        return Set(named.compactMap { $0["subject"]?.asText })
    }
}
