import Digests
package import Platform

/// What a record is called: no two of a stream have the same kind and id.
package struct RecordKey: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let kind: String
    package let id: String

    package init(kind: String, id: String) {
        self.kind = kind
        self.id = id
    }

    package var description: String { "\(kind) \(id)" }

    package static func < (one: RecordKey, other: RecordKey) -> Bool {
        (one.kind, one.id) < (other.kind, other.id)
    }

    /// Which of the 256 buckets it lies in.
    package var bucket: Int {
        get throws(Refusal) {
            let bytes = Array(kind.utf8) + [0] + Array(id.utf8)
            // The first 32 bits, the highest byte first, modulo 256.
            return Int(try Fingerprint(of: bytes).bytes[3])
        }
    }

    static func isKind(_ text: some StringProtocol) -> Bool {
        (1...16).contains(text.utf8.count) && text.utf8.allSatisfy { (0x61...0x7A).contains($0) }
    }
}

/// One thing that a stream holds, in the bytes it was published in: what a newer origin says of it, and we do not
/// understand, counts too.
package struct Record: Sendable {
    package enum Content: Equatable, Sendable {
        case asset(Asset)
        case playlist(Playlist)
        case schedule(Schedule)
        case settings(StreamSettings)
        /// Of a kind that a newer origin knows.
        case unknown
    }

    package let key: RecordKey
    /// Canonical, without the kind.
    package let text: String
    package let content: Content

    package var line: String { "\(key.kind) \(text)" }

    package init(kind: String, _ json: JSON) throws(Refusal) {
        try self.init(kind: kind, json, canonical: json.canonical)
    }

    /// A line of a bucket: kind, space, canonical JSON.
    package init(line: [UInt8]) throws(Refusal) {
        guard line.count <= Limits.lineBytes else { throw Refusal("a record", "it is too long") }
        guard let space = line.prefix(20).firstIndex(of: 0x20) else {
            throw Refusal("a record", "it begins with no kind")
        }
        let kind = String(decoding: line[..<space], as: UTF8.self)
        let json = try StrictReader.read(line, from: space + 1, "a record of kind \(kind)")
        let canonical = json.canonical
        guard canonical.utf8.elementsEqual(line[(space + 1)...]) else {
            throw Refusal("a record of kind \(kind)", "it is not written the one way there is")
        }
        try self.init(kind: kind, json, canonical: canonical)
    }

    private init(kind: String, _ json: JSON, canonical: String) throws(Refusal) {
        guard RecordKey.isKind(kind) else {
            throw Refusal("a record", "its kind is no word of small letters")
        }
        let named = try Members(json, "\(kind) \((json["id"]?.asText ?? "without id").prefix(64))")
        guard canonical.utf8.count <= Limits.lineBytes else { throw named.refusal("it is too long") }
        key = RecordKey(kind: kind, id: try named.id("id"))
        text = canonical
        switch kind {
        case Kind.asset: content = .asset(try Asset(named))
        case Kind.playlist: content = .playlist(try Playlist(named))
        case Kind.schedule: content = .schedule(try Schedule(named))
        case Kind.settings: content = .settings(try StreamSettings(named))
        default: content = .unknown
        }
    }

    package enum Kind {
        package static let asset = "asset"
        package static let playlist = "playlist"
        package static let schedule = "schedule"
        package static let settings = "settings"
    }
}

extension Record: Equatable {
    package static func == (one: Record, other: Record) -> Bool {
        one.key == other.key && one.text == other.text
    }
}

extension Record {
    package init(_ asset: Asset) throws(Refusal) { try self.init(kind: Kind.asset, asset.json) }
    package init(_ playlist: Playlist) throws(Refusal) { try self.init(kind: Kind.playlist, playlist.json) }
    package init(_ schedule: Schedule) throws(Refusal) { try self.init(kind: Kind.schedule, schedule.json) }
    package init(_ settings: StreamSettings) throws(Refusal) {
        try self.init(kind: Kind.settings, settings.json)
    }

    package var asset: Asset? { if case .asset(let asset) = content { asset } else { nil } }
    package var playlist: Playlist? { if case .playlist(let playlist) = content { playlist } else { nil } }
    package var schedule: Schedule? { if case .schedule(let schedule) = content { schedule } else { nil } }
    package var settings: StreamSettings? {
        if case .settings(let settings) = content { settings } else { nil }
    }
}
