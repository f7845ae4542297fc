import Platform

/// Gives the parts of a database other names. Wherever it ends, they are together under the old names, or the new.
struct MovingAside {
    private let path: String
    private let aside: String
    private let disk: Disk

    init(_ path: String, to aside: String, disk: Disk = .system) {
        self.path = path
        self.aside = aside
        self.disk = disk
    }

    /// All have their new names, safe from a power cut, before the first loses its old one: a database without its
    /// log would be an old one. A log without a database is no danger, SQLite begins another.
    func run(_ parts: [String], in folder: String) throws(SystemError) {
        var linked: [String] = []
        do throws(SystemError) {
            for part in parts {
                try disk.link(path + part, aside + part)
                linked.append(aside + part)
            }
            try disk.syncFolder(folder)
        } catch {
            for name in linked { try? disk.remove(name) }
            throw error
        }
        for part in parts { try disk.remove(path + part) }
        try disk.syncFolder(folder)
    }
}
