import CLinux
import Glibc

/// A lock file held until this value goes or the process ends, however it ends. The holder's pid stands inside.
package struct Lock: ~Copyable {
    private let file: Int32

    package init(path: String) throws(LockError) {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw .unusable(SystemError(errno, doing: "open \(path)")) }
        let code = Self.lockPatiently(file)
        guard code == 0 else {
            let holder = Self.pid(inside: file)
            close(file)
            if code == EWOULDBLOCK { throw .held(path: path, pid: holder) }
            throw .unusable(SystemError(code, doing: "lock \(path)"))
        }
        self.file = file
        let pid = Array("\(getpid())\n".utf8)
        // A lock whose file cannot be written still holds; only its holder's name is missing.
        ftruncate(file, 0)
        _ = pwrite(file, pid, pid.count, 0)
    }

    /// Whoever asks for the holder takes the lock for a moment, and must not be mistaken for one.
    private static func lockPatiently(_ file: Int32) -> Int32 {
        for _ in 0..<20 {
            let code = linux_lock_file(file)
            if code != EWOULDBLOCK { return code }
            usleep(5_000)
        }
        return EWOULDBLOCK
    }

    deinit { close(file) }

    /// Lets go at this place in the code, and not before.
    package consuming func release() {}

    /// The pid of the process that holds the lock, or nil when nobody does. Leaves nothing behind.
    package static func holder(path: String) -> Int? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        return linux_lock_file(file) == EWOULDBLOCK ? pid(inside: file) : nil
    }

    private static func pid(inside file: Int32) -> Int? {
        var bytes = [UInt8](repeating: 0, count: 24)
        let count = pread(file, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        return Int(String(decoding: bytes[..<count].prefix { $0 != 10 }, as: UTF8.self))
    }
}

package enum LockError: Error, Equatable, CustomStringConvertible {
    case held(path: String, pid: Int?)
    case unusable(SystemError)

    package var description: String {
        switch self {
        case .held(let path, let pid): "\(path) is held by process \(pid.map(String.init) ?? "unknown")"
        case .unusable(let error): error.description
        }
    }
}
