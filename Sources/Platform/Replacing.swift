/// Small files that are whole at every moment, whatever happens: written aside, synced, renamed.
extension Files {
    package static let asideSuffix = ".part"

    /// A file of this name is the old one or the new one.
    package static func replace(
        _ path: String, with bytes: [UInt8], disk: Disk = .system
    ) throws(SystemError) {
        try writeAside(path, bytes, disk: disk)
        try disk.rename(path + asideSuffix, path)
        try disk.syncFolder(parentFolder(path))
    }

    /// The first half of it; what a run that was ended has left there is written over.
    package static func writeAside(
        _ path: String, _ bytes: [UInt8], disk: Disk = .system
    ) throws(SystemError) {
        let aside = path + asideSuffix
        if exists(aside) { try disk.remove(aside) }
        let file = try disk.createLocked(aside)
        defer { disk.close(file) }
        do throws(SystemError) {
            try disk.write(file, bytes, 0)
            try disk.sync(file)
        } catch {
            try? disk.remove(aside)
            throw error
        }
    }
}
