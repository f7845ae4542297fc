import Glibc
import Platform

/// A socket that waits for connections on a port of its own choosing.
package final class Doorstep: Sendable {
    private let file: Int32
    package let port: Int

    /// Short packets and a small buffer make it as patient as a server far away: on one machine the kernel itself
    /// would hold minutes of sound.
    package init(isFarAway: Bool = false) throws {
        let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        if isFarAway {
            for (level, option, value) in [
                (IPPROTO_TCP, TCP_MAXSEG, 1_400), (Int(SOL_SOCKET), SO_RCVBUF, 4_096),
            ] {
                var value = Int32(value)
                setsockopt(file, Int32(level), option, &value, socklen_t(MemoryLayout<Int32>.size))
            }
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(UInt32(0x7F00_0001).bigEndian)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isOpen = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(file, $0, length) == 0 && listen(file, 16) == 0 && getsockname(file, $0, &length) == 0
            }
        }
        guard isOpen else {
            let reason = errno
            close(file)
            throw SystemError(reason, doing: "listen")
        }
        self.file = file
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    deinit { close(file) }

    /// A port that was free a moment ago.
    package static func freePort() throws -> Int { try Doorstep().port }

    /// The next who connects, if somebody does in time. Whoever asks must close it.
    package func accept(seconds: Double) -> Int32? {
        var request = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
        guard poll(&request, 1, Int32(seconds * 1_000)) > 0 else { return nil }
        let taken = Glibc.accept(file, nil, nil)
        // Programs that are started later must not hold it open.
        return taken >= 0 && fcntl(taken, F_SETFD, FD_CLOEXEC) == 0 ? taken : nil
    }
}
