import CLinux
import Glibc

/// A lock file held until this value goes or the process ends, however it ends. Inside stands the pid of whoever
/// holds it alone.
package struct Lock: ~Copyable, Sendable {
    package enum Holding: Sendable {
        case alone
        /// With all others who hold it together, while nobody holds it alone.
        case together
    }

    private let file: Int32
    /// The pid of whoever held it alone before, and ended without a word.
    package let deadHolder: Int?

    /// `evenReadOnly` also holds a file that is there already on a disk that nobody may write; it then names nobody.
    package init(path: String, _ holding: Holding = .alone, evenReadOnly: Bool = false) throws(LockError) {
        let file = Self.open(path, holding, evenReadOnly)
        guard file >= 0 else { throw .unusable(SystemError(errno, doing: "open \(path)")) }
        let code = Self.lockPatiently(file, holding)
        guard code == 0 else {
            // Those who hold it together leave no name, and the one inside is an old one.
            let holder = linux_share_file(file) == 0 ? nil : Self.pid(inside: file)
            close(file)
            if code == EWOULDBLOCK { throw .held(path: path, pid: holder) }
            throw .unusable(SystemError(code, doing: "lock \(path)"))
        }
        let last = holding == .alone ? Self.pid(inside: file) : nil
        self.file = file
        deadHolder = last
        guard holding == .alone else { return }
        name("\(getpid())\n")
    }

    /// Holds a folder itself, for want of a file in it. Nobody is named.
    package init(folder path: String) throws(LockError) {
        let file = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw .unusable(SystemError(errno, doing: "open the folder \(path)")) }
        let code = Self.lockPatiently(file, .alone)
        guard code == 0 else {
            close(file)
            if code == EWOULDBLOCK { throw .held(path: path, pid: nil) }
            throw .unusable(SystemError(code, doing: "lock the folder \(path)"))
        }
        self.file = file
        deadHolder = nil
    }

    /// Over what stood there, as a full disk does not give the room for it again.
    private func name(_ line: String) {
        let bytes = Array(line.utf8)
        // A lock whose file cannot be written still holds; only its holder's name is missing.
        ftruncate(file, max(0, pwrite(file, bytes, bytes.count, 0)))
    }

    /// Whoever only reads may share a lock that he may not write.
    private static func open(_ path: String, _ holding: Holding, _ evenReadOnly: Bool) -> Int32 {
        let file = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard file < 0 else { return file }
        let reason = errno
        let maySuffice =
            holding == .together && reason == EACCES
            || (holding == .together || evenReadOnly) && reason == EROFS
        guard maySuffice else { return file }
        let readable = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        if readable < 0 { errno = reason }
        return readable
    }

    /// Whoever asks for the holder takes the lock for a moment, and must not be mistaken for one.
    private static func lockPatiently(_ file: Int32, _ holding: Holding) -> Int32 {
        for _ in 0..<20 {
            let code = holding == .alone ? linux_lock_file(file) : linux_share_file(file)
            if code != EWOULDBLOCK { return code }
            usleep(5_000)
        }
        return EWOULDBLOCK
    }

    deinit { close(file) }

    /// Whether the path still leads to what is held.
    package func isAt(_ path: String) -> Bool { Files.isAt(path, file) }

    /// Lets the next holder know that this one ended in order, and leaves room for his name.
    package func takeLeave() { name("\n") }

    /// Lets go at this place in the code, and not before.
    package consuming func release() {}

    /// The pid of the process that holds the lock, where it is held and names it.
    package static func holder(path: String) -> Int? {
        guard case .held(let pid) = state(path: path) else { return nil }
        return pid
    }

    /// Leaves nothing behind.
    package static func state(path: String) -> LockState {
        let file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return errno == ENOENT ? .free : .unknown }
        defer { close(file) }
        switch linux_lock_file(file) {
        case 0: return .free
        case EWOULDBLOCK: return .held(pid: pid(inside: file))
        default: return .unknown
        }
    }

    /// Whether it was this very process that took it.
    package static func isOurs(_ pid: Int?) -> Bool { pid == Int(getpid()) }

    private static func pid(inside file: Int32) -> Int? {
        var bytes = [UInt8](repeating: 0, count: 24)
        let count = pread(file, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        return Int(String(decoding: bytes[..<count].prefix { $0 != 10 }, as: UTF8.self))
    }
}

/// Whether a lock is held. Only one that is known to be free says that nobody is at work.
package enum LockState: Equatable, Sendable {
    case free
    /// Whoever holds it need not have left a pid that can be read.
    case held(pid: Int?)
    /// It cannot be looked at.
    case unknown
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
