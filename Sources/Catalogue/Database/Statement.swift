import CSQLite

/// One SQL statement, compiled once. Its text is written in our sources: nothing from outside can get into it.
final class Statement {
    let pointer: OpaquePointer
    private let handle: Handle
    private let sql: String

    init(_ sql: String, on handle: Handle) throws(CatalogueError) {
        var compiled: OpaquePointer?
        let flags = UInt32(SQLITE_PREPARE_PERSISTENT)
        try handle.check(
            sqlite3_prepare_v3(handle.database, sql, -1, flags, &compiled, nil), sql)
        guard let compiled else {
            throw .refused(path: handle.path, code: SQLITE_MISUSE, message: "nothing to run", sql: sql)
        }
        pointer = compiled
        self.handle = handle
        self.sql = sql
    }

    deinit { sqlite3_finalize(pointer) }

    var isBusy: Bool { sqlite3_stmt_busy(pointer) != 0 }

    /// Gives every `?` its value, and each row of the answer to `body` until that has enough.
    func run(_ values: [(any Storable)?], _ body: (borrowing Row) -> Bool) throws(CatalogueError) {
        precondition(
            Int(sqlite3_bind_parameter_count(pointer)) == values.count, "values do not fit: \(sql)")
        defer {
            sqlite3_reset(pointer)
            sqlite3_clear_bindings(pointer)
        }
        for (index, value) in values.enumerated() {
            let code = value?.bind(to: pointer, at: Int32(index + 1)) ?? SQLITE_OK
            try handle.check(code, sql)
        }
        while true {
            let code = sqlite3_step(pointer)
            guard code == SQLITE_ROW else { return try handle.check(code, sql) }
            guard body(Row(statement: pointer)) else { return }
        }
    }
}
