import CSQLite
import Platform

/// A copy of a database that others go on using: of one moment, whole or not there at all.
package struct Backup {
    private let source: Connection
    private let target: String

    package init(of source: Connection, to target: String) {
        self.source = source
        self.target = target
    }

    /// What an interrupted copy leaves beside the target; the next one takes its place.
    package static let unfinishedSuffix = ".part"
    private static let pagesAtOnce: Int32 = 256

    private var unfinished: String { target + Self.unfinishedSuffix }

    /// `isWanted` is asked between pieces, with the bytes done and the bytes there are: no ends it, and nothing
    /// is left. Answers the bytes of the copy, or nil when it was ended.
    package func run(
        _ isWanted: (_ bytes: Int, _ allBytes: Int) -> Bool = { _, _ in true }
    ) throws(CatalogueError) -> Int? {
        try removeUnfinished()
        do throws(CatalogueError) {
            guard try copy(isWanted) else {
                try removeUnfinished()
                return nil
            }
            let bytes = Files.facts(unfinished)?.bytes
            try onDisk { () throws(SystemError) in
                try Files.sync(unfinished)
                try Disk.system.rename(unfinished, target)
                try Disk.system.syncFolder(parentFolder(target))
            }
            return bytes
        } catch {
            try? removeUnfinished()
            throw error
        }
    }

    private func copy(_ isWanted: (Int, Int) -> Bool) throws(CatalogueError) -> Bool {
        let copy = try Handle(
            path: unfinished, flags: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, remedy: source.handle.remedy,
            keepsLog: false)
        // Within one moment of the source, so that nobody's writing makes us begin again.
        let isWhole = try source.read { () throws(CatalogueError) in
            // The moment is that of the first thing read.
            _ = try source.version
            return try copyPages(to: copy, isWanted)
        }
        guard isWhole else { return false }
        try check(copy)
        return true
    }

    private func copyPages(
        to copy: Handle, _ isWanted: (Int, Int) -> Bool
    ) throws(CatalogueError) -> Bool {
        guard let work = sqlite3_backup_init(copy.database, "main", source.handle.database, "main") else {
            throw CatalogueError(
                sqlite3_extended_errcode(copy.database), on: copy.database, path: unfinished, sql: "",
                remedy: "")
        }
        var code = SQLITE_OK
        var isEnded = false
        while code == SQLITE_OK && !isEnded {
            code = sqlite3_backup_step(work, Self.pagesAtOnce)
            let all = Int(sqlite3_backup_pagecount(work))
            isEnded = !isWanted((all - Int(sqlite3_backup_remaining(work))) * 4_096, all * 4_096)
        }
        let failure = sqlite3_backup_finish(work)
        guard failure != SQLITE_OK else { return !isEnded }
        // Reading the source and writing the copy fail alike: the one that says so is to blame.
        let isCopy = sqlite3_extended_errcode(copy.database) & 0xFF == failure & 0xFF
        let blamed = isCopy ? copy : source.handle
        throw CatalogueError(failure, on: blamed.database, path: blamed.path, sql: "", remedy: blamed.remedy)
    }
}

extension Backup {
    /// A copy of damage must not take the place of an older copy that is sound. And it shall be one file, without
    /// a log beside it.
    private func check(_ copy: Handle) throws(CatalogueError) {
        try Statement("PRAGMA journal_mode = DELETE", on: copy).run([]) { _ in true }
        var faults: [String] = []
        try Statement("PRAGMA integrity_check(3)", on: copy).run([]) { row in
            faults.append(row[0])
            return true
        }
        guard faults == ["ok"] else {
            throw .damaged(
                path: source.path, message: faults.joined(separator: "; "), remedy: source.handle.remedy)
        }
    }

    private func removeUnfinished() throws(CatalogueError) {
        for suffix in ["", "-journal", "-wal", "-shm"] where Files.exists(unfinished + suffix) {
            try onDisk { () throws(SystemError) in try Disk.system.remove(unfinished + suffix) }
        }
    }

    private func onDisk(_ body: () throws(SystemError) -> Void) throws(CatalogueError) {
        do throws(SystemError) { try body() } catch {
            throw error.isNoRoom ? .noRoom(path: target) : .disk(error)
        }
    }
}
