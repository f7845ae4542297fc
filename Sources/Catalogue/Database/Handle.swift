import CSQLite

/// SQLite's own handle of an open file, closed when nobody has it any more.
final class Handle {
    let database: OpaquePointer
    let path: String
    let remedy: String

    /// How long to wait for another program that writes.
    private static let patienceMilliseconds: Int32 = 10_000

    /// `keepsLog`: the log stays beside the file when the last one closes it. A run that changes nothing then makes
    /// and removes nothing, and whoever may only read can read.
    init(path: String, flags: Int32, remedy: String, keepsLog: Bool = true) throws(CatalogueError) {
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(path, &opened, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
        guard code == SQLITE_OK, let database = opened else {
            let error = CatalogueError(code, on: opened, path: path, sql: "", remedy: remedy)
            sqlite3_close_v2(opened)
            throw error
        }
        self.database = database
        self.path = path
        self.remedy = remedy
        sqlite3_busy_timeout(database, Self.patienceMilliseconds)
        csqlite_be_defensive(database)
        if keepsLog {
            var isKept: Int32 = 1
            sqlite3_file_control(database, "main", SQLITE_FCNTL_PERSIST_WAL, &isKept)
        }
    }

    deinit { sqlite3_close_v2(database) }

    func check(_ code: Int32, _ sql: @autoclosure () -> String = "") throws(CatalogueError) {
        guard code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE else { return }
        throw CatalogueError(code, on: database, path: path, sql: sql(), remedy: remedy)
    }

    /// Whether the file may not be written, by us or at all.
    var isReadOnly: Bool { sqlite3_db_readonly(database, "main") == 1 }
}
