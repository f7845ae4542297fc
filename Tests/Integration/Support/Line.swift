import Glibc
import Platform

/// A TCP connection to this machine, for one thread at a time.
final class Line: @unchecked Sendable {
    // Unchecked: it is handed from thread to thread, never shared.
    private let file: Int32

    /// A small receive buffer makes a client that does not read felt at once.
    init(port: Int, host: String = "127.0.0.1", receiveBuffer: Int? = nil) throws {
        let isSix = host.contains(":")
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        let file = socket(isSix ? AF_INET6 : AF_INET, kind, 0)
        guard file >= 0 else { throw SystemError(errno, doing: "make a socket") }
        if var receiveBuffer = receiveBuffer.map({ Int32($0) }) {
            setsockopt(file, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<Int32>.size))
        }
        let code = isSix ? Self.connectSix(file, host, port) : Self.connectFour(file, host, port)
        guard code == 0 else {
            let reason = errno
            close(file)
            throw SystemError(reason, doing: "connect to \(host) port \(port)")
        }
        // Last: from here on it is `deinit` that closes.
        self.file = file
    }

    /// A connection that somebody else has made.
    init(taking file: Int32) { self.file = file }

    deinit { close(file) }

    /// Closes without a farewell, so that nothing is left of it in the kernel.
    func resetOnClose() {
        var value = linger(l_onoff: 1, l_linger: 0)
        setsockopt(file, SOL_SOCKET, SO_LINGER, &value, socklen_t(MemoryLayout<linger>.size))
    }

    /// False when the other side is gone.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(file, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    func endSending() { shutdown(file, Int32(SHUT_WR)) }

    enum Received { case bytes(Int), nothing, end }

    /// Waits so long at most.
    func receive(into bytes: inout [UInt8], seconds: Double) -> Received {
        var request = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
        guard poll(&request, 1, Int32(seconds * 1_000)) > 0 else { return .nothing }
        let count = recv(file, &bytes, bytes.count, 0)
        return count > 0 ? .bytes(count) : .end
    }

    private static func connectFour(_ file: Int32, _ host: String, _ port: Int) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        inet_pton(AF_INET, host, &address.sin_addr)
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    private static func connectSix(_ file: Int32, _ host: String, _ port: Int) -> Int32 {
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = in_port_t(UInt16(port).bigEndian)
        inet_pton(AF_INET6, host, &address.sin6_addr)
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(file, $0, socklen_t(MemoryLayout<sockaddr_in6>.size))
            }
        }
    }
}
