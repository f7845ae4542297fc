import CLinux
import Glibc

/// Where the words of a command go.
package enum Terminal {
    package enum Stream: Int32, Sendable {
        case input = 0
        case output = 1
        case errors = 2
    }

    package static func isTerminal(_ stream: Stream) -> Bool { isatty(stream.rawValue) == 1 }

    /// How many characters fit into a line; nil when it is no terminal, and lines may be as long as they like.
    package static func columns(_ stream: Stream) -> Int? {
        guard isTerminal(stream) else { return nil }
        let columns = Int(linux_terminal_columns(stream.rawValue))
        return columns > 0 ? columns : 80
    }

    /// Nobody reading any more is an error like any other, so that endless commands end.
    package static func write(_ text: String, to stream: Stream = .output) throws(SystemError) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(stream.rawValue, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw SystemError(errno, doing: "write what was asked for") }
            bytes = bytes.dropFirst(count)
        }
    }
}

extension SystemError {
    /// Whether whoever read what we write has gone.
    package var isNobodyReading: Bool { code == EPIPE }

    /// Whether it could work for another user, or on another file system.
    package var isNotAllowed: Bool { [EACCES, EPERM, EROFS].contains(code) }
}
