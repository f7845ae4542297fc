import Archive
import Glibc
import Platform
import Synchronization
import TestSupport
import Testing

@testable import Catalogue

@Suite struct `migrations` {
    private static let steps: [StaticString] = [
        "CREATE TABLE fruits (name TEXT NOT NULL) STRICT; INSERT INTO fruits VALUES ('apple')",
        "ALTER TABLE fruits ADD COLUMN colour TEXT; UPDATE fruits SET colour = 'red'",
        "CREATE INDEX fruits_by_name ON fruits (name)",
    ]

    private func schema(_ steps: [StaticString] = steps) -> Schema {
        Schema(mark: 0x7465_7374, remedy: "plant a new one", steps: steps)
    }

    @Test(arguments: 0...3) func `lead from every version to the last`(version: Int) throws {
        try withTemporaryFolder { folder throws in
            let path = folder + "/a.db"
            _ = try Connection(path: path, schema: schema(Array(Self.steps[..<version])))
            let connection = try Connection(path: path, schema: schema())
            #expect(try connection.version == 3)
            #expect(try connection.all("SELECT name || colour FROM fruits") { $0[0] } == ["applered"])
        }
    }

    @Test func `that fail leave the file as it was`() throws {
        try withTemporaryFolder { folder throws in
            let path = folder + "/a.db"
            _ = try Connection(path: path, schema: schema(Array(Self.steps[..<1])))
            let broken = schema(Self.steps + ["CREATE TABLE more (a) STRICT; INSERT INTO nowhere VALUES (1)"])
            #expect(throws: CatalogueError.self) { _ = try Connection(path: path, schema: broken) }
            let connection = try Connection(path: path, schema: schema(Array(Self.steps[..<1])))
            #expect(try connection.version == 1)
            #expect(try connection.all("SELECT name FROM sqlite_schema") { $0[0] } == ["fruits"])
        }
    }

    @Test func `of one new file by many at once happen once`() throws {
        try withTemporaryFolder { folder throws in
            let path = folder + "/a.db"
            let schema = schema()
            let failures = Mutex<[CatalogueError]>([])
            let threads = try (0..<8).map { _ in
                try WorkerThread(name: "opener") {
                    do throws(CatalogueError) {
                        let connection = try Connection(path: path, schema: schema)
                        try connection.run("INSERT INTO fruits VALUES ('pear', 'green')")
                    } catch {
                        failures.withLock { $0.append(error) }
                    }
                }
            }
            for thread in threads { thread.join() }
            #expect(failures.withLock { $0 } == [])
            let connection = try Connection(path: path, schema: schema)
            #expect(try connection.first("SELECT count(*) FROM fruits") { $0[0] } == 9)
        }
    }

    @Test func `a newer file is refused in words, and untouched`() throws {
        try withTemporaryFolder { folder throws in
            let path = folder + "/a.db"
            _ = try Connection(path: path, schema: schema())
            let before = try Files.read(path)
            let error = #expect(throws: CatalogueError.self) {
                _ = try Connection(path: path, schema: schema(Array(Self.steps[..<2])))
            }
            #expect(error == .newer(path: path, version: 3, known: 2))
            #expect("\(try #require(error))".contains("newer vinyl-jobs"))
            #expect(try Files.read(path) == before)
        }
    }

    @Test func `a file of somebody else is left alone`() throws {
        try withTemporaryFolder { folder throws in
            let path = folder + "/a.db"
            _ = try Connection(path: path, schema: schema())
            #expect(throws: CatalogueError.foreign(path: path)) {
                _ = try Connection(path: path, schema: .catalogue)
            }
        }
    }

    @Test func `a question makes no file`() throws {
        try withTemporaryFolder { folder throws in
            let path = folder + "/a.db"
            #expect(throws: CatalogueError.missing(path: path)) {
                _ = try Connection(path: path, schema: schema(), .existing)
            }
            #expect(!Files.exists(path))
        }
    }
}

/// Each version that was ever shipped has a fixture: `catalogue-<version>.sql`, a file of that version with something
/// in every table, as `sqlite3 catalogue.db .dump` writes it, and the pragmas that a dump leaves out.
@Suite struct `every version of the catalogue` {
    private static let fixtures =
        String(#filePath.prefix(while: { $0 != "." }))
        .split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/Fixtures"

    @Test(arguments: 1...Schema.catalogue.version) func `becomes the present one`(version: Int) throws {
        try withTemporaryFolder { folder throws in
            let path = folder + "/catalogue.db"
            let fixture = "\(Self.fixtures)/catalogue-\(version).sql"
            #expect(Files.exists(fixture), "version \(version) has no fixture")
            #expect(shell("sqlite3 -bail \(path) < \(fixture)").isContent)
            let old = try Catalogue(making: path, clock: .system)
            #expect(try old.connection.version == Schema.catalogue.version)
            #expect(try old.connection.faults().isEmpty)
            let new = try Catalogue(making: folder + "/new.db", clock: .system)
            #expect(try form(of: old) == form(of: new))
            // What was in it still is.
            #expect(try old.sessions().first?.name == "Kind of Blue")
            let id = try #require(try old.sessions().first?.id)
            #expect(try old.sides(ofSession: id).first?.tracks.count == 2)
            #expect(try old.segments().count == 2)
            #expect(try old.events().count == 1)
            #expect(try old.lastJobRuns().count == 1)
            #expect(try old.filesSetAside(before: 4, elapsed: 5).map(\.path) == ["x"])
            if version >= 2 {
                #expect(try old.recordings().first?.title == "Kind of Blue")
                #expect(try old.takesUndone().first?.title == "Live")
            }
            if version >= 3 {
                let notice = try #require(try old.noticesHolding("recording.expiring").first)
                #expect(notice.subject == "00c0ffee" && notice.told?.elapsedMicroseconds == 10)
                #expect(try old.waitingMessages().count == 1)
            }
        }
    }

    private func form(of catalogue: Catalogue) throws -> [String] {
        let sql = "SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY type, name" as StaticString
        return try catalogue.connection.all(sql) { row in
            let text: String = row[0]
            return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
    }

    /// Run by hand for a new version: `VINYL_WRITE_FIXTURE=1 swift test --filter 'fixture'`.
    @Test(.enabled(if: getenv("VINYL_WRITE_FIXTURE") != nil)) func `write the fixture of the present one`()
        throws
    {
        try withCatalogue { catalogue throws in
            let file = Catalogue.SegmentFile.minute(0, toldStart: evening)
            let ids = try catalogue.index(
                [file, .minute(1, toldStart: evening + minute, isSynchronised: false)], atMicroseconds: 1)
            try catalogue.store(.init(version: 1, ticks: 0..<600, bytes: [1, 2, 3]), ofSegment: ids[0])
            try catalogue.claim([ids[0]], for: .init(purpose: "assemble", owner: "1"), atMicroseconds: 2)
            try catalogue.setAside(
                .init(path: "x", bytes: 1, modifiedMicroseconds: 2, reason: "torn"), atMicroseconds: 3,
                elapsedMicroseconds: 4)
            let chapter = try catalogue.begin(.init(cause: "first"), atMicroseconds: 4)
            let session = try catalogue.store(
                .init(extent: .seconds(0..<100), sides: [.seconds(0..<100)], isFinal: true, chapter: chapter),
                atMicroseconds: 5)
            try catalogue.name(session: session, "Kind of Blue")
            try catalogue.add(
                .init(identity: "a", type: "session.started", microseconds: evening, session: session),
                atMicroseconds: 6)
            try catalogue.add(
                .init(
                    job: "segment", startMicroseconds: 1, endMicroseconds: 2, status: 0, summary: "segments=2"
                ))
            try catalogue.store(.sample(session: session))
            _ = try catalogue.add(
                take: "0badcafe", .take, title: "Live", from: .init(microseconds: evening), to: nil,
                mostSeconds: 60, atMicroseconds: 7)
            try catalogue.addNotice(
                "recording.expiring", about: "00c0ffee", text: "goes in a day", atMicroseconds: 8)
            try catalogue.markTold(notice: 1, atMicroseconds: 9, elapsedMicroseconds: 10)
            try catalogue.use(channels: ["mail"], newsSince: 0, atMicroseconds: 12)
            try catalogue.add(
                .init(
                    channel: "mail", key: "m", isDigest: true, title: "Vinyl", text: "goes",
                    details: .array([]),
                    notices: [1]), atMicroseconds: 11)
            try catalogue.saw(folder: "segments/2026-11-21", modifiedMicroseconds: 12)
            let fixture = "\(Self.fixtures)/catalogue-\(Schema.catalogue.version).sql"
            let pragmas =
                "PRAGMA application_id = \(Schema.catalogue.mark); "
                + "PRAGMA user_version = \(Schema.catalogue.version);"
            #expect(shell("sqlite3 \(catalogue.path) .dump > \(fixture)").isContent)
            #expect(shell("echo '\(pragmas)' >> \(fixture)").isContent)
        }
    }
}
