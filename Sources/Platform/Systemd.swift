import Glibc

/// Tells systemd how we are, when it started us and wants to know.
package struct Systemd: Sendable {
    private let socketPath: String?
    /// How often systemd wants a sign of life; nil when it does not watch.
    package let watchdogNanoseconds: Int64?

    package init(environment: [String: String]) {
        socketPath = environment["NOTIFY_SOCKET"]
        let microseconds = environment["WATCHDOG_USEC"].flatMap { Int64($0) } ?? 0
        let isForUs = environment["WATCHDOG_PID"].map { $0 == "\(getpid())" } ?? true
        let isPlausible = (1..<Int64.max / 1_000).contains(microseconds)
        watchdogNanoseconds = isForUs && isPlausible ? microseconds * 1_000 : nil
    }

    package func ready() { send("READY=1") }
    package func stopping() { send("STOPPING=1") }
    package func watchdog() { send("WATCHDOG=1") }
    package func status(_ text: String) { send("STATUS=" + text.prefix { $0 != "\n" }) }

    /// A message that cannot be delivered is dropped: nobody here can do anything about it.
    private func send(_ message: String) {
        guard let socketPath, !socketPath.isEmpty else { return }
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return }
        defer { close(socket) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var path = Array(socketPath.utf8)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard path.count < room else { return }
        // A leading @ stands for the abstract name space, whose names begin with a zero byte.
        if path[0] == UInt8(ascii: "@") { path[0] = 0 }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + path.count)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        let bytes = Array(message.utf8)
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = sendto(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT), $0, length)
            }
        }
    }
}
