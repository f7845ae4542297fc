import CSQLite

/// One open database file, in the form its schema asks for. It belongs to the thread that opened it.
package final class Connection {
    package enum Opening: Sendable {
        /// Makes the file when it is missing.
        case making
        /// For questions: a missing file is an error, one that may not be written is only read.
        case existing
    }

    package let path: String
    let handle: Handle
    private var statements: [UnsafePointer<UInt8>: Statement] = [:]
    private var transactions = 0

    package init(path: String, schema: Schema, _ opening: Opening = .making) throws(CatalogueError) {
        let flags = SQLITE_OPEN_READWRITE | (opening == .making ? SQLITE_OPEN_CREATE : 0)
        handle = try Handle(path: path, flags: flags, remedy: schema.remedy)
        self.path = path
        try prepare(schema)
    }

    package var isReadOnly: Bool { handle.isReadOnly }

    /// How many rows it changed.
    @discardableResult
    package func run(_ sql: StaticString, _ values: (any Storable)?...) throws(CatalogueError) -> Int {
        let before = sqlite3_total_changes64(handle.database)
        try statement(sql).run(values) { _ in true }
        return Int(sqlite3_total_changes64(handle.database) - before)
    }

    package func all<Element>(
        _ sql: StaticString, _ values: (any Storable)?..., as read: (borrowing Row) -> Element
    ) throws(CatalogueError) -> [Element] {
        var elements: [Element] = []
        try statement(sql).run(values) { row in
            elements.append(read(row))
            return true
        }
        return elements
    }

    /// Nil when the answer has no row.
    package func first<Element>(
        _ sql: StaticString, _ values: (any Storable)?..., as read: (borrowing Row) -> Element
    ) throws(CatalogueError) -> Element? {
        var element: Element?
        try statement(sql).run(values) { row in
            element = read(row)
            return false
        }
        return element
    }

    /// Of a question with one answer; nil when that is NULL, as of `max` over nothing, or when there is none.
    package func value<Value: Storable>(
        _ sql: StaticString, _ values: (any Storable)?...
    ) throws(CatalogueError) -> Value? {
        var value: Value?
        try statement(sql).run(values) { row in
            value = row[0] as Value?
            return false
        }
        return value
    }

    /// Of the row that the last INSERT made.
    package var lastID: Int { Int(sqlite3_last_insert_rowid(handle.database)) }

    /// Compiled once for each place in our sources; a second time for one that is being read further out.
    private func statement(_ sql: StaticString) throws(CatalogueError) -> Statement {
        if let known = statements[sql.utf8Start], !known.isBusy { return known }
        let new = try Statement(sql.description, on: handle)
        statements[sql.utf8Start] = new
        return new
    }
}

extension Connection {
    /// All of it or nothing, seen by others at once and safe from a power cut when this returns. What is read in
    /// it stays true until it is over. Inside another one it is a part of that.
    package func write<Answer>(_ body: () throws(CatalogueError) -> Answer) throws(CatalogueError) -> Answer {
        try transaction("BEGIN IMMEDIATE", body)
    }

    /// Everything read in it is of one moment.
    package func read<Answer>(_ body: () throws(CatalogueError) -> Answer) throws(CatalogueError) -> Answer {
        try transaction("BEGIN", body)
    }

    /// What the body writes is taken back when it is done. Not inside another one.
    package func undone(_ body: () throws(CatalogueError) -> Void) throws(CatalogueError) {
        try run("BEGIN IMMEDIATE")
        transactions += 1
        defer {
            transactions -= 1
            _ = try? run("ROLLBACK")
        }
        try body()
    }

    private func transaction<Answer>(
        _ begin: StaticString, _ body: () throws(CatalogueError) -> Answer
    ) throws(CatalogueError) -> Answer {
        guard transactions == 0 else { return try body() }
        try run(begin)
        transactions += 1
        defer { transactions -= 1 }
        do throws(CatalogueError) {
            let answer = try body()
            try run("COMMIT")
            return answer
        } catch {
            // SQLite itself rolls back after the gravest errors; then this one has nothing to do.
            _ = try? run("ROLLBACK")
            throw error
        }
    }
}
