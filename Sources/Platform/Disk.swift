import CLinux
import Glibc

/// The few things we ask of a file system, handed in so that a test can make any of them fail or stall.
package struct Disk: Sendable {
    /// Creates the folder and what is missing above it, and makes their names durable.
    package var makeFolder: @Sendable (_ path: String) throws(SystemError) -> Void
    /// Creates a file that must not exist yet, and locks it for as long as it stays open.
    package var createLocked: @Sendable (_ path: String) throws(SystemError) -> Int32
    /// Opens a file that exists and locks it; `EWOULDBLOCK` while somebody else holds it.
    package var openLocked: @Sendable (_ path: String) throws(SystemError) -> Int32
    package var write: @Sendable (_ file: Int32, _ bytes: [UInt8], _ offset: Int) throws(SystemError) -> Void
    package var truncate: @Sendable (_ file: Int32, _ bytes: Int) throws(SystemError) -> Void
    package var sync: @Sendable (_ file: Int32) throws(SystemError) -> Void
    /// Lets go of what is kept of it in memory, so that reads show what the medium holds: after a sync that failed,
    /// the kernel takes what it could not write for written.
    package var forget: @Sendable (_ file: Int32) -> Void
    package var rename: @Sendable (_ from: String, _ to: String) throws(SystemError) -> Void
    /// A second name for a file.
    package var link: @Sendable (_ path: String, _ name: String) throws(SystemError) -> Void
    package var remove: @Sendable (_ path: String) throws(SystemError) -> Void
    package var syncFolder: @Sendable (_ path: String) throws(SystemError) -> Void
    package var freeBytes: @Sendable (_ path: String) throws(SystemError) -> Int
    package var close: @Sendable (_ file: Int32) -> Void

    package static let system = Disk(
        makeFolder: makeFolderDurably,
        createLocked: { path throws(SystemError) in
            try openAndLock(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC)
        },
        openLocked: { path throws(SystemError) in try openAndLock(path, O_RDWR | O_CLOEXEC) },
        write: writeAll,
        truncate: { file, bytes throws(SystemError) in
            try check(ftruncate(file, bytes), "shorten a file")
        },
        sync: { file throws(SystemError) in try check(fsync(file), "sync a file") },
        forget: { _ = posix_fadvise($0, 0, 0, POSIX_FADV_DONTNEED) },
        rename: { from, to throws(SystemError) in
            try check(Glibc.rename(from, to), "rename \(from) to \(to)")
        },
        link: { path, name throws(SystemError) in
            try check(Glibc.link(path, name), "link \(path) as \(name)")
        },
        remove: { path throws(SystemError) in try check(unlink(path), "remove \(path)") },
        syncFolder: { path throws(SystemError) in
            let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            try check(folder, "open the folder \(path)")
            defer { Glibc.close(folder) }
            try check(fsync(folder), "sync the folder \(path)")
        },
        freeBytes: { path throws(SystemError) in
            var room = statvfs()
            try check(statvfs(path, &room), "ask for the free room at \(path)")
            return Int(room.f_bavail) * Int(room.f_frsize)
        },
        close: { Glibc.close($0) })
}

private func check(_ result: Int32, _ doing: @autoclosure () -> String) throws(SystemError) {
    guard result < 0 else { return }
    throw SystemError(errno, doing: doing())
}

@Sendable private func openAndLock(_ path: String, _ flags: Int32) throws(SystemError) -> Int32 {
    let file = open(path, flags, 0o644)
    try check(file, "open \(path)")
    let code = linux_lock_file(file)
    guard code == 0 else {
        Glibc.close(file)
        throw SystemError(code, doing: "lock \(path)")
    }
    return file
}

@Sendable private func writeAll(_ file: Int32, _ bytes: [UInt8], _ offset: Int) throws(SystemError) {
    var done = 0
    while done < bytes.count {
        let count = bytes.withUnsafeBytes {
            pwrite(file, $0.baseAddress?.advanced(by: done), bytes.count - done, offset + done)
        }
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { throw SystemError(count < 0 ? errno : ENOSPC, doing: "write to a file") }
        done += count
    }
}

@Sendable private func makeFolderDurably(_ path: String) throws(SystemError) {
    var code = makeOneFolder(path)
    if code == ENOENT && path.contains("/") {
        try makeFolderDurably(parentFolder(path))
        code = makeOneFolder(path)
    }
    var status = stat()
    if code == EEXIST && stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR { return }
    guard code == 0 else { throw SystemError(code, doing: "make the folder \(path)") }
    try Disk.system.syncFolder(parentFolder(path))
}

private func makeOneFolder(_ path: String) -> Int32 { mkdir(path, 0o755) == 0 ? 0 : errno }

/// The folder a path lies in: `/` for what lies at the top, `.` for a bare name.
package func parentFolder(_ path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
}
