import CSQLite
import Glibc
package import Platform

/// What could not be done with which database file.
package enum CatalogueError: Error, Equatable, CustomStringConvertible {
    /// SQLite refused: its extended code, its message, the SQL that was to be run.
    case refused(path: String, code: Int32, message: String, sql: String)
    case damaged(path: String, message: String, remedy: String)
    case noRoom(path: String)
    case busy(path: String)
    case notAllowed(path: String, message: String)
    case missing(path: String)
    case newer(path: String, version: Int, known: Int)
    case foreign(path: String)
    case disk(SystemError)

    package var description: String {
        switch self {
        case .refused(let path, let code, let message, let sql):
            "cannot use \(path): \(message) (SQLite \(code))" + (sql.isEmpty ? "" : " in: \(Self.shown(sql))")
        case .damaged(let path, let message, let remedy): "\(path) is damaged (\(message)); \(remedy)"
        case .noRoom(let path): "no room left on the disk for \(path)"
        case .busy(let path): "\(path) is in use by another program and stayed so; try again later"
        case .notAllowed(let path, let message): "not allowed to write \(path): \(message)"
        case .missing(let path): "there is no \(path) yet"
        case .newer(let path, let version, let known):
            "\(path) was written by a newer vinyl-jobs (its form is \(version), this program knows up to \(known)); "
                + "install that version again"
        case .foreign(let path): "\(path) is a database, but not one of Vinyl's; it is left as it is"
        case .disk(let error): error.description
        }
    }

    /// Enough of it to find it in the sources.
    private static func shown(_ sql: String) -> String {
        let words = sql.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.count > 100 ? words.prefix(100) + "…" : words
    }

    package var isNoRoom: Bool {
        switch self {
        case .noRoom: true
        case .disk(let error): error.isNoRoom
        default: false
        }
    }
}

extension CatalogueError {
    /// Of a call that has just failed on `database`: its messages are those of the last call.
    init(_ code: Int32, on database: OpaquePointer?, path: String, sql: String, remedy: String) {
        let message = String(cString: database == nil ? sqlite3_errstr(code) : sqlite3_errmsg(database))
        let system = SystemError(sqlite3_system_errno(database), doing: "use \(path)")
        switch code & 0xFF {
        case SQLITE_CORRUPT, SQLITE_NOTADB: self = .damaged(path: path, message: message, remedy: remedy)
        case SQLITE_FULL: self = .noRoom(path: path)
        // The index of the log is the first thing that needs room, and does not say why it got none.
        case SQLITE_IOERR where system.isNoRoom || code == sharedMemoryHasNoSize: self = .noRoom(path: path)
        case SQLITE_CANTOPEN where system.isNoRoom: self = .noRoom(path: path)
        case SQLITE_CANTOPEN where system.isMissing: self = .missing(path: path)
        case SQLITE_CANTOPEN where system.isNotAllowed:
            self = .notAllowed(path: path, message: String(cString: strerror(system.code)))
        case SQLITE_READONLY, SQLITE_PERM: self = .notAllowed(path: path, message: message)
        case SQLITE_BUSY, SQLITE_LOCKED: self = .busy(path: path)
        default: self = .refused(path: path, code: code, message: message, sql: sql)
        }
    }
}

/// SQLITE_IOERR_SHMSIZE, whose macro Swift does not see.
private let sharedMemoryHasNoSize = SQLITE_IOERR | (19 << 8)
