import Digests

/// All that a stream shall hold.
package struct StreamState: Equatable, Sendable {
    package private(set) var records: [RecordKey: Record] = [:]

    package static let empty = StreamState()

    private init() {}

    package init(_ records: some Sequence<Record>) throws(Refusal) {
        for record in records {
            guard self.records.updateValue(record, forKey: record.key) == nil else {
                throw Refusal("\(record.key)", "stands twice")
            }
        }
        try checkCount()
    }

    private func checkCount() throws(Refusal) {
        guard records.count <= Limits.records else {
            throw Refusal("a state", "it has more than \(Limits.records) records")
        }
    }

    package mutating func apply(_ change: Change) throws(Refusal) {
        for key in change.deletes { records[key] = nil }
        for record in change.updates { records[record.key] = record }
        try checkCount()
    }

    /// What leads from this to another state.
    package func change(to next: StreamState) -> Change {
        Change(
            updates: next.records.values.filter { records[$0.key] != $0 }.sorted { $0.key < $1.key },
            deletes: records.keys.filter { next.records[$0] == nil }.sorted())
    }

    package var assets: [Asset] { records.values.compactMap(\.asset) }
    package var playlists: [Playlist] { records.values.compactMap(\.playlist) }
    package var schedules: [Schedule] { records.values.compactMap(\.schedule) }
    package var settings: StreamSettings {
        records[RecordKey(kind: Record.Kind.settings, id: StreamSettings.id)]?.settings ?? .usual
    }

    /// How many bytes all its bodies have together.
    package var lineBytes: Int {
        records.values.reduce(0) { $0 + $1.key.kind.utf8.count + 1 + $1.text.utf8.count }
    }

    /// Every file counts once, however many assets name it.
    package var mediaBytes: Int {
        Dictionary(assets.map { ($0.sha256, $0.bytes) }) { first, _ in first }.values.reduce(0, +)
    }
}

/// Records that come or change, and those that go.
package struct Change: Equatable, Sendable {
    package var updates: [Record]
    package var deletes: [RecordKey]

    package init(updates: [Record] = [], deletes: [RecordKey] = []) {
        self.updates = updates
        self.deletes = deletes
    }

    package var isEmpty: Bool { updates.isEmpty && deletes.isEmpty }
}

extension StreamState {
    /// The bodies of all 256 buckets and what they come to.
    package func buckets() throws(Refusal) -> [Bucket] {
        try Bucket.all(of: records.values.lazy.map { ($0.key, $0.text) })
    }

    package func index() throws(Refusal) -> LeafIndex { try LeafIndex(of: try buckets()) }
}

/// One of 256 parts of a state.
package struct Bucket: Equatable, Sendable {
    package static let count = 256

    package let number: Int
    /// Lines in the order of their bytes, with line feeds between.
    package let body: [UInt8]
    package let leaf: Fingerprint

    package init(number: Int, lines: [[UInt8]]) throws(Refusal) {
        let inOrder = lines.sorted { $0.lexicographicallyPrecedes($1) }
        try self.init(number: number, body: Array(inOrder.joined(separator: [0x0A])))
    }

    /// Of texts that are known to be sound.
    package static func all(
        of records: some Sequence<(key: RecordKey, text: String)>
    ) throws(Refusal) -> [Bucket] {
        var lines = [[[UInt8]]](repeating: [], count: count)
        for (key, text) in records {
            lines[try key.bucket].append(Array(key.kind.utf8) + [0x20] + Array(text.utf8))
        }
        var buckets: [Bucket] = []
        for number in 0..<count { buckets.append(try Bucket(number: number, lines: lines[number])) }
        return buckets
    }

    private init(number: Int, body: [UInt8]) throws(Refusal) {
        self.number = number
        self.body = body
        leaf = try Fingerprint(of: [0] + body)
    }

    /// What came from an origin for a bucket whose leaf is known: the bytes must be those and no others.
    package static func records(
        in body: [UInt8], number: Int, leaf: Fingerprint
    ) throws(Refusal) -> [Record] {
        let what = "bucket \(number)"
        guard body.count <= Limits.bodyBytes else { throw Refusal(what, "it is too large") }
        guard try Bucket(number: number, body: body).leaf == leaf else {
            throw Refusal(what, "its bytes are not those that the state names")
        }
        var records: [Record] = []
        var before: [UInt8] = []
        for line in body.split(separator: 0x0A, omittingEmptySubsequences: false) where !body.isEmpty {
            let line = Array(line)
            guard before.isEmpty || before.lexicographicallyPrecedes(line) else {
                throw Refusal(what, "its lines are not in order")
            }
            let record = try Record(line: line)
            guard try record.key.bucket == number else { throw Refusal(what, "\(record.key) is not of it") }
            records.append(record)
            before = line
        }
        return records
    }
}

/// What the 256 buckets come to: the object `t/<state>`.
package struct LeafIndex: Equatable, Sendable {
    package let leaves: [Fingerprint]

    /// Of all 256.
    package init(of buckets: [Bucket]) throws(Refusal) {
        guard buckets.map(\.number) == Array(0..<Bucket.count) else {
            throw Refusal("an index", "it is not made of all buckets in order")
        }
        leaves = buckets.map(\.leaf)
    }

    package static let byteCount = Bucket.count * Fingerprint.byteCount

    /// Only the one that comes to the state that was asked for.
    package init(bytes: [UInt8], of state: Fingerprint) throws(Refusal) {
        guard bytes.count == Self.byteCount else { throw Refusal("an index", "it has not 8192 bytes") }
        leaves = stride(from: 0, to: bytes.count, by: Fingerprint.byteCount)
            .compactMap { Fingerprint(bytes: bytes[$0..<$0 + Fingerprint.byteCount]) }
        guard try self.state == state else {
            throw Refusal("an index", "it does not come to the state it is named after")
        }
    }

    package var bytes: [UInt8] { leaves.flatMap(\.bytes) }

    /// The hash of the state.
    package var state: Fingerprint {
        get throws(Refusal) { try Fingerprint(of: [1, 0, 0, 1, 0] + bytes) }
    }

    /// Numbers of the buckets in which another state differs.
    package func differences(from other: LeafIndex) -> [Int] {
        leaves.indices.filter { leaves[$0] != other.leaves[$0] }
    }
}
