import Glibc
import Platform
import Synchronization

/// systemd's end of sd_notify.
final class NotifySocket: Sendable {
    struct Message: Sendable {
        let text: String
        /// When it came, on the monotonic clock.
        let seconds: Double
    }

    let path: String
    private let mailbox = Mailbox()
    private let listening: WorkerThread

    private final class Mailbox: Sendable {
        let messages = Mutex<[Message]>([])
        let isClosed = Atomic<Bool>(false)
    }

    init(in scratch: Scratch) throws {
        path = scratch.path + "/notify"
        let file = try Self.bound(to: path)
        listening = try WorkerThread(name: "notify") { [mailbox] in Self.listen(to: file, mailbox) }
    }

    deinit {
        mailbox.isClosed.store(true, ordering: .releasing)
        listening.join()
    }

    private static func bound(to path: String) throws -> Int32 {
        let file = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(file, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard bound == 0 else { throw SystemError(errno, doing: "bind \(path)") }
        return file
    }

    private static func listen(to file: Int32, _ mailbox: Mailbox) {
        var bytes = [UInt8](repeating: 0, count: 4_096)
        while !mailbox.isClosed.load(ordering: .acquiring) {
            var request = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
            guard poll(&request, 1, 50) > 0 else { continue }
            let count = recv(file, &bytes, bytes.count, Int32(MSG_DONTWAIT))
            guard count >= 0 else { continue }
            let message = Message(
                text: String(decoding: bytes[..<count], as: UTF8.self), seconds: monotonicSeconds())
            mailbox.messages.withLock { $0.append(message) }
        }
        close(file)
    }

    /// Everything so far.
    var messages: [Message] { mailbox.messages.withLock { $0 } }

    func count(of text: String) -> Int { messages.count { $0.text.hasPrefix(text) } }

    func waitUntil(hears text: String, times: Int = 1) async throws {
        try await eventually("\(text) comes \(times) times", holds: { count(of: text) >= times })
    }

    /// Whole seconds on the tape, as the latest status says.
    var secondsOnTape: Int? {
        let status = messages.last { $0.text.hasPrefix("STATUS=") }?.text
        let part = status?.split(separator: ", ").first { $0.contains(" s on tape ") }
        return part.flatMap { $0.split(separator: " ").first }.flatMap { Int($0) }
    }
}
