package import Platform

/// The object `s/<stream>/d/<from>/<to>.json`: what leads from one state to another. Nobody signs it: it is advice,
/// believed only when what it leads to is the state that the signed head names.
package struct SyncManifest: Equatable, Sendable {
    package let from: Fingerprint
    package let to: Fingerprint
    package let fromSeq: Int
    package let toSeq: Int
    package let change: Change

    private static let what = "a delta"

    package init(from: Fingerprint, to: Fingerprint, fromSeq: Int, toSeq: Int, change: Change) {
        self.from = from
        self.to = to
        self.fromSeq = fromSeq
        self.toSeq = toSeq
        self.change = change
    }

    package init(parsing bytes: [UInt8]) throws(Refusal) {
        guard bytes.count <= Limits.bodyBytes else { throw Refusal(Self.what, "it is too large") }
        let members = try Members(try StrictReader.read(bytes, Self.what), Self.what)
        _ = try members.whole("spec", 1...1)
        from = try members.fingerprint("from")
        to = try members.fingerprint("to")
        fromSeq = try members.whole("from_seq", Head.sequences)
        toSeq = try members.whole("to_seq", Head.sequences)
        var updates: [Record] = []
        for entry in try members.list("downloads") { updates.append(try Self.download(entry)) }
        for entry in try members.list("updates") {
            guard let pair = entry.asArray, pair.count == 2, let kind = pair[0].asText else {
                throw members.refusal("an update is not a kind and a record")
            }
            updates.append(try Record(kind: kind, pair[1]))
        }
        var deletes: [RecordKey] = []
        for entry in try members.list("deletes") {
            guard let pair = entry.asArray, pair.count == 2, let kind = pair[0].asText,
                let id = pair[1].asText, RecordKey.isKind(kind), id.isPlainID
            else { throw members.refusal("a delete is not a kind and an id") }
            deletes.append(RecordKey(kind: kind, id: id))
        }
        let keys = updates.map(\.key) + deletes
        guard Set(keys).count == keys.count else { throw members.refusal("a record stands in it twice") }
        change = Change(updates: updates, deletes: deletes)
    }

    /// An asset with its class, which is only a hint.
    private static func download(_ json: JSON) throws(Refusal) -> Record {
        guard let members = json.asMembers else { throw Refusal(what, "a download is no object") }
        return try Record(
            kind: Record.Kind.asset, .object(members.filter { $0.key != "class" }))
    }

    /// Canonical, so that one publisher writes what another would. `downloadClass` answers the class of an asset whose
    /// file the older state does not name, and nil for the others.
    package func bytes(downloadClass: (Asset) -> DownloadClass?) -> [UInt8] {
        var downloads: [JSON] = []
        var updates: [JSON] = []
        for record in change.updates {
            let json = record.json
            if let asset = record.asset, let place = downloadClass(asset), let members = json.asMembers {
                downloads.append(.object(members + [("class", .text(place.rawValue))]))
            } else {
                updates.append(.array([.text(record.key.kind), json]))
            }
        }
        let all = JSON.object([
            ("spec", .whole(1)), ("from", .text(from.hexadecimal)), ("to", .text(to.hexadecimal)),
            ("from_seq", .whole(fromSeq)), ("to_seq", .whole(toSeq)), ("downloads", .array(downloads)),
            ("updates", .array(updates)),
            ("deletes", .array(change.deletes.map { .array([.text($0.kind), .text($0.id)]) })),
        ])
        return Array(all.canonical.utf8)
    }
}

extension Record {
    /// As it was published, with what we do not understand.
    package var json: JSON { (try? JSON(parsing: Array(text.utf8))) ?? .null }
}
