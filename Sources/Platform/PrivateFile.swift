import Glibc

extension Files {
    /// As ``replace(_:with:disk:)``, for secrets: nobody but the owner can ever read it.
    package static func replacePrivately(_ path: String, with bytes: [UInt8]) throws(SystemError) {
        let aside = path + asideSuffix
        if exists(aside) { try Disk.system.remove(aside) }
        let file = open(aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw SystemError(errno, doing: "write \(aside)") }
        defer { close(file) }
        try Disk.system.write(file, bytes, 0)
        try Disk.system.sync(file)
        try Disk.system.rename(aside, path)
        try Disk.system.syncFolder(parentFolder(path))
    }
}
