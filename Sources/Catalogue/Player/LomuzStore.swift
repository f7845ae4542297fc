import Digests
package import Lomuz

/// What a Lomuz player knows: the records of its stream, which files are here, what played, what is to be told.
package final class LomuzStore {
    package let connection: Connection

    /// Makes it when it is missing.
    package init(making path: String) throws(CatalogueError) {
        connection = try Connection(path: path, schema: .lomuz)
        _ = try install()
    }

    /// For questions; a missing one is an error.
    package init(existing path: String) throws(CatalogueError) {
        connection = try Connection(path: path, schema: .lomuz, .existing)
    }

    package func write<Answer>(_ body: () throws(CatalogueError) -> Answer) throws(CatalogueError) -> Answer {
        try connection.write(body)
    }

    package func read<Answer>(_ body: () throws(CatalogueError) -> Answer) throws(CatalogueError) -> Answer {
        try connection.read(body)
    }

    /// A name that this file got when it was made, so that numbers that begin anew are not mistaken for old ones.
    package func install() throws(CatalogueError) -> String {
        if let known = try text(.install) { return known }
        return try write { () throws(CatalogueError) in
            if let known = try text(.install) { return known }
            let seed = Ed25519.makePrivateKey() ?? Array("\(ContinuousClock.now)".utf8)
            let name = String(seed.hexadecimal.prefix(16))
            try set(.install, name)
            return name
        }
    }
}

/// What stands in no table.
extension LomuzStore {
    package enum Fact: String, CaseIterable, Sendable {
        case install
        /// The payload of the head that was accepted last, as it was signed.
        case head
        /// The hash of what the tables hold.
        case state
        /// Of the head's answer, and of which origin.
        case etag, etagOrigin = "etag_origin"
        /// Counts states that were taken on.
        case commit
        /// Counts what was played.
        case turn
        /// Lines of telemetry that there was no room for.
        case dropped
        /// The number of the last line that was told.
        case flushed
    }

    package func text(_ fact: Fact) throws(CatalogueError) -> String? {
        try connection.first("SELECT value FROM facts WHERE name = ?", fact.rawValue) { $0[0] }
    }

    package func whole(_ fact: Fact) throws(CatalogueError) -> Int { Int(try text(fact) ?? "") ?? 0 }

    package func set(_ fact: Fact, _ value: String) throws(CatalogueError) {
        try connection.run(
            """
            INSERT INTO facts (name, value) VALUES (?1, ?2)
            ON CONFLICT (name) DO UPDATE SET value = ?2 WHERE value <> ?2
            """, fact.rawValue, value)
    }

    /// The head that was accepted last.
    package func head() throws(CatalogueError) -> Head? {
        try text(.head).flatMap { try? Head(parsing: Array($0.utf8)) }
    }

    package func state() throws(CatalogueError) -> Fingerprint? {
        try text(.state).flatMap(Fingerprint.init(hexadecimal:))
    }
}

/// Records as they were published.
extension LomuzStore {
    /// What the rows come to, whatever the stored hash says.
    package func buckets() throws(CatalogueError) -> [Bucket] {
        let texts = try texts()
        return try inOurs { () throws(Refusal) in try Bucket.all(of: texts) }
    }

    func texts() throws(CatalogueError) -> [(key: RecordKey, text: String)] {
        try connection.all("SELECT kind, id, text FROM records") {
            (RecordKey(kind: $0[0], id: $0[1]), $0[2])
        }
    }

    package func keys() throws(CatalogueError) -> [RecordKey] {
        try connection.all("SELECT kind, id FROM records") { RecordKey(kind: $0[0], id: $0[1]) }
    }

    func records(ofKind kind: String) throws(CatalogueError) -> [Record] {
        let texts: [String] = try connection.all(
            "SELECT text FROM records WHERE kind = ? ORDER BY id", kind
        ) { $0[0] }
        return try inOurs { () throws(Refusal) in
            var records: [Record] = []
            for text in texts { records.append(try Record(line: Array("\(kind) \(text)".utf8))) }
            return records
        }
    }

    package func schedules() throws(CatalogueError) -> [Schedule] {
        try records(ofKind: Record.Kind.schedule).compactMap(\.schedule)
    }

    package func settings() throws(CatalogueError) -> StreamSettings {
        try records(ofKind: Record.Kind.settings).first?.settings ?? .usual
    }

    /// What was checked before it was stored, and is refused now, was changed by something else than us.
    func inOurs<Answer>(_ body: () throws(Refusal) -> Answer) throws(CatalogueError) -> Answer {
        do throws(Refusal) { return try body() } catch {
            throw .damaged(path: connection.path, message: "\(error)", remedy: connection.handle.remedy)
        }
    }
}
