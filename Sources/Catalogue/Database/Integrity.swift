extension Connection {
    /// Reads the whole file; what is wrong with it, one sentence each. None: all is well.
    package func faults() throws(CatalogueError) -> [String] {
        let pages: [String] = try all("PRAGMA integrity_check(20)") { $0[0] }
        let links = try all("PRAGMA foreign_key_check") { row -> String in
            let (table, parent): (String, String) = (row[0], row[2])
            return "a row of \(table) belongs to one of \(parent) that is not there"
        }
        return pages.filter { $0 != "ok" } + links
    }
}
