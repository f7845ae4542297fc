import CSQLite

/// What is done to a file before anybody asks it anything.
extension Connection {
    func prepare(_ schema: Schema) throws(CatalogueError) {
        try checkForm(schema)
        if !isReadOnly { try useLog() }
        try run("PRAGMA foreign_keys = ON")
        try run("PRAGMA synchronous = FULL")
        _ = try first("PRAGMA journal_size_limit = 4194304") { _ in }
        let version = try version
        if version < schema.version { try migrate(to: schema) }
    }

    package var version: Int {
        get throws(CatalogueError) { try first("PRAGMA user_version") { $0[0] } ?? 0 }
    }

    /// All of one moment: another program may be making it.
    private func checkForm(_ schema: Schema) throws(CatalogueError) {
        try read { () throws(CatalogueError) in
            let mark: Int = try first("PRAGMA application_id") { $0[0] } ?? 0
            let tables: Int = try first("SELECT count(*) FROM sqlite_schema") { $0[0] } ?? 0
            let isNew = mark == 0 && tables == 0
            guard isNew || mark == schema.mark else { throw .foreign(path: path) }
            let version = try version
            guard version <= schema.version else {
                throw .newer(path: path, version: version, known: schema.version)
            }
        }
    }

    /// SQLite does not wait by itself while two programs change the mode of one new file.
    private func useLog() throws(CatalogueError) {
        for attempt in 1... {
            do throws(CatalogueError) {
                _ = try first("PRAGMA journal_mode = WAL") { _ in }
                return
            } catch {
                guard case .busy = error, attempt < 500 else { throw error }
                sqlite3_sleep(20)
            }
        }
    }

    /// The lock of the transaction lets one program migrate; whoever waited for it finds the work done.
    private func migrate(to schema: Schema) throws(CatalogueError) {
        guard !isReadOnly else {
            throw .notAllowed(path: path, message: "it is of an older form and must be brought up to date")
        }
        try write { () throws(CatalogueError) in
            // Another program may have been first, even one that is newer than this.
            try checkForm(schema)
            let version = try version
            for step in schema.steps.dropFirst(version) { try script(step.description) }
            try script("PRAGMA application_id = \(schema.mark); PRAGMA user_version = \(schema.version)")
        }
    }

    /// Several statements that take no values.
    private func script(_ sql: String) throws(CatalogueError) {
        try handle.check(sqlite3_exec(handle.database, sql, nil, nil, nil), sql)
    }
}
