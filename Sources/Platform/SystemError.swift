import Glibc

/// A system call that failed: what we were doing, and the kernel's reason.
package struct SystemError: Error, Equatable, CustomStringConvertible {
    package let doing: String
    package let code: Int32

    /// The code comes first, so that `errno` is read before anything else can change it.
    package init(_ code: Int32, doing: String) {
        self.code = code
        self.doing = doing
    }

    package var description: String { "cannot \(doing): \(String(cString: strerror(code)))" }
}

extension SystemError {
    package static func noMemory(doing: String) -> SystemError { SystemError(ENOMEM, doing: doing) }

    /// Whether more room would have helped.
    package var isNoRoom: Bool { [ENOSPC, EDQUOT, EFBIG].contains(code) }

    /// Whether it is the disk that takes nothing more or has failed, and may be well again.
    package var isOfTheDisk: Bool { isNoRoom || [EROFS, EIO].contains(code) }

    package var isTimedOut: Bool { code == ETIMEDOUT }

    package var isMissing: Bool { code == ENOENT }

    /// Whether something of that name was there before.
    package var isTaken: Bool { code == EEXIST }

    /// Whether somebody else holds the lock.
    package var isLocked: Bool { code == EWOULDBLOCK }
}
