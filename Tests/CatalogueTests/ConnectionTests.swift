import Platform
import TestSupport
import Testing

@testable import Catalogue

@Suite struct `a connection` {
    private static let schema = Schema(
        mark: 1, remedy: "nothing helps",
        steps: ["CREATE TABLE t (a INTEGER, b REAL, c TEXT, d BLOB, e INTEGER) STRICT"])

    private func withConnection<Result>(_ body: (Connection) throws -> Result) throws -> Result {
        try withTemporaryFolder { folder throws in
            try body(try Connection(path: folder + "/t.db", schema: Self.schema))
        }
    }

    @Test func `is durable, patient and strict`() throws {
        try withConnection { connection throws in
            #expect(try connection.first("PRAGMA journal_mode") { $0[0] } == "wal")
            #expect(try connection.first("PRAGMA synchronous") { $0[0] } == 2)
            #expect(try connection.first("PRAGMA foreign_keys") { $0[0] } == 1)
            #expect(try connection.first("PRAGMA busy_timeout") { $0[0] } == 10_000)
            #expect(try connection.first("PRAGMA trusted_schema") { $0[0] } == 0)
        }
    }

    @Test func `gives back what it was given`() throws {
        try withConnection { connection throws in
            let text = "it's; DROP TABLE t -- \"ü\" \u{1F3B6} a\0b"
            try connection.run(
                "INSERT INTO t VALUES (?, ?, ?, ?, ?)", Int.min, 0.1, text, [0, 1, 255] as [UInt8], true)
            try connection.run(
                "INSERT INTO t VALUES (?, ?, ?, ?, ?)", Int64.max, -0.0, "", [] as [UInt8], false)
            let first = try connection.first("SELECT a, b, c, d, e FROM t") { row in
                let values: (Int, Double, String, [UInt8], Bool) = (row[0], row[1], row[2], row[3], row[4])
                return values
            }
            let values = try #require(first)
            #expect(
                values.0 == Int.min && values.1 == 0.1 && values.2 == text && values.3 == [0, 1, 255]
                    && values.4)
            #expect(
                try connection.first("SELECT d IS NOT NULL AND length(d) = 0 FROM t WHERE c = ''") { $0[0] }
                    == 1)
        }
    }

    @Test func `tells nothing from zero`() throws {
        try withConnection { connection throws in
            let nothing: Int? = nil
            try connection.run("INSERT INTO t (a, c) VALUES (?, ?)", nothing, nil as String?)
            let row = try connection.first("SELECT a, c FROM t") { row -> (Int?, String?) in (row[0], row[1])
            }
            #expect(row?.0 == nil && row?.1 == nil)
        }
    }

    @Test func `reads one statement within itself`() throws {
        try withConnection { connection throws in
            for number in 1...3 { try connection.run("INSERT INTO t (a) VALUES (?)", number) }
            func numbers(_ depth: Int) throws -> [Int] {
                let found: [[Int]] = try connection.all("SELECT a FROM t ORDER BY a") { row in
                    let number: Int = row[0]
                    return [number] + (depth > 0 ? (try? numbers(depth - 1)) ?? [] : [])
                }
                return found.flatMap { $0 }
            }
            #expect(try numbers(1) == [1, 1, 2, 3, 2, 1, 2, 3, 3, 1, 2, 3])
        }
    }

    @Test func `writes all of it or nothing`() throws {
        try withConnection { connection throws in
            func count() throws -> Int? { try connection.first("SELECT count(*) FROM t") { $0[0] } }
            #expect(throws: CatalogueError.self) {
                try connection.write { () throws(CatalogueError) in
                    try connection.run("INSERT INTO t (a) VALUES (1)")
                    try connection.write { () throws(CatalogueError) in
                        _ = try connection.run("INSERT INTO t (a) VALUES (2)")
                    }
                    try connection.run("INSERT INTO t (a) VALUES ('no number')")
                }
            }
            #expect(try count() == 0)
            try connection.write { () throws(CatalogueError) in
                _ = try connection.run("INSERT INTO t (a) VALUES (1)")
            }
            #expect(try count() == 1)
        }
    }

    @Test func `says what was wrong with what`() throws {
        try withConnection { connection throws in
            let error = #expect(throws: CatalogueError.self) {
                try connection.run("INSERT INTO t (a) VALUES ('no number')")
            }
            let text = "\(try #require(error))"
            #expect(
                text.contains(connection.path) && text.contains("INTEGER") && text.contains("INSERT INTO t"))
        }
    }

    @Test func `changes nothing in its files when nothing is changed`() throws {
        try withTemporaryFolder { folder throws in
            let path = folder + "/catalogue.db"
            _ = try Catalogue(making: path, clock: .system)
            let before = [path, path + "-wal"].map { Files.facts($0) }
            #expect(before.allSatisfy { $0 != nil })
            let catalogue = try Catalogue(making: path, clock: .system)
            try catalogue.write { () throws(CatalogueError) in
                try catalogue.index([], atMicroseconds: 1)
                try catalogue.removeProvisionalSessions(except: [])
                _ = try catalogue.segments()
            }
            #expect([path, path + "-wal"].map { Files.facts($0) } == before)
        }
    }
}
