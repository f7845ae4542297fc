import Glibc

/// What can be known of a file without opening it.
extension Files {
    package struct Facts: Equatable, Sendable {
        package let bytes: Int
        package let modifiedMicroseconds: Int64
        package let owner: Int
        package let isFolder: Bool
        /// The same for two names of one file.
        package let identity: [UInt]
    }

    /// Nil for what is not there or cannot be seen.
    package static func facts(_ path: String) -> Facts? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        let modified = Int64(status.st_mtim.tv_sec) * 1_000_000 + Int64(status.st_mtim.tv_nsec) / 1_000
        return Facts(
            bytes: Int(status.st_size), modifiedMicroseconds: modified, owner: Int(status.st_uid),
            isFolder: status.st_mode & S_IFMT == S_IFDIR, identity: [status.st_dev, status.st_ino])
    }

    /// Gives a file the present time, and makes it when it is missing. Nothing waits for a disk.
    package static func touch(_ path: String) throws(SystemError) {
        let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw SystemError(errno, doing: "write \(path)") }
        defer { close(file) }
        guard futimens(file, nil) == 0 else { throw SystemError(errno, doing: "write \(path)") }
    }

    /// Makes what was written to a file, by whomever, durable.
    package static func sync(_ path: String) throws(SystemError) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw SystemError(errno, doing: "open \(path)") }
        defer { close(file) }
        guard fsync(file) == 0 else { throw SystemError(errno, doing: "sync \(path)") }
    }

    /// Room of the file system that a path lies on.
    package static func room(at path: String) -> (freeBytes: Int, allBytes: Int)? {
        var room = statvfs()
        guard statvfs(nearestFolder(to: path), &room) == 0 else { return nil }
        let unit = Int(room.f_frsize)
        return (Int(room.f_bavail) * unit, Int(room.f_blocks) * unit)
    }

    package struct Room: Equatable, Sendable {
        package let freeBytes: Int
        package let freeFiles: Int
        /// 0 where the file system makes them as it needs them.
        package let allFiles: Int
        package let isReadOnly: Bool
    }

    /// Of what is there; nil for a path that is not.
    package static func wholeRoom(at path: String) -> Room? {
        var room = statvfs()
        guard statvfs(path, &room) == 0 else { return nil }
        return Room(
            freeBytes: Int(room.f_bavail) * Int(room.f_frsize), freeFiles: Int(room.f_favail),
            allFiles: Int(room.f_files), isReadOnly: room.f_flag & UInt(ST_RDONLY) != 0)
    }

    /// Without links and dots; a path that leads nowhere stays as it is.
    package static func canonical(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }
}

extension Files {
    /// The first bytes, or all where there are fewer.
    package static func start(of path: String, bytes count: Int) throws(SystemError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw SystemError(errno, doing: "open \(path)") }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: count)
        let read = pread(file, &bytes, count, 0)
        guard read >= 0 else { throw SystemError(errno, doing: "read \(path)") }
        return Array(bytes[..<read])
    }
}
