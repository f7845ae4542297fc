import Archive
import Platform

/// Somebody is working on it, and does not want to be helped: until a time, or until he says so.
struct Maintenance: Equatable, Sendable {
    let sinceMicroseconds: Int64
    /// Nil: until it is called off.
    let untilMicroseconds: Int64?

    init(since: Int64, until: Int64?) {
        sinceMicroseconds = since
        untilMicroseconds = until
    }

    /// Nil when nobody is at it, or no longer. A file that cannot be read was written by somebody who wanted one.
    init?(_ folders: Folders, now: Int64) {
        guard let bytes = try? Files.read(folders.maintenance) else { return nil }
        let json = try? JSON(parsing: bytes)
        let until = json?["until_us"]?.asWhole.map { Int64($0) }
        if let until, until <= now { return nil }
        self.init(since: json?["since_us"]?.asWhole.map { Int64($0) } ?? now, until: until)
    }

    func keep(in folders: Folders) throws(JobError) {
        let json = JSON.object([
            ("since_us", .whole(Int(sinceMicroseconds))),
            ("until_us", .optional(untilMicroseconds.map { Int($0) })),
        ])
        let bytes = Array((json.description + "\n").utf8)
        try onDisk { () throws(SystemError) in try Files.replace(folders.maintenance, with: bytes) }
    }

    static func end(in folders: Folders) throws(JobError) {
        guard Files.exists(folders.maintenance) else { return }
        try onDisk { () throws(SystemError) in
            try Disk.system.remove(folders.maintenance)
            try Disk.system.syncFolder(folders.root)
        }
    }

    /// `since 2026-11-21 20:14:02, until 2026-11-21 22:14:02`
    var words: String {
        let until = untilMicroseconds.map { "until \(Human.time($0))" } ?? "until it is called off"
        return "since \(Human.time(sinceMicroseconds)), \(until)"
    }
}

extension Folders {
    var maintenance: String { root + "/maintenance" }
}
