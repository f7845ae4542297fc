import CMicroHTTPD
import Glibc

/// Where clients come in. Only the server's thread uses it.
///
/// They get the numbers of open files from ``HTTPServer/firstFile`` on, so that those below remain for the relay itself:
/// libshout waits with `select`, which ends the whole process when the number of its socket is 1,024 or more.
final class Entrance: @unchecked Sendable {
    // Unchecked: only the server's thread uses it.
    private let door: Int32
    private let mostInside: Int
    /// The machine has nothing left for another client; the next round looks again.
    private var isExhausted = false

    private static let mostAtOnce = 64

    init(door: Int32, mostInside: Int) {
        self.door = door
        self.mostInside = mostInside
    }

    deinit { close(door) }

    /// What to wait at for the next client; -1 when he must wait.
    func file(inside: Int) -> Int32 { isExhausted || inside >= mostInside ? -1 : door }

    func lookAgain() { isExhausted = false }

    /// Some of those who wait, so that those who are inside do not wait long.
    func letIn(to daemon: OpaquePointer?, inside: () -> Int) {
        for _ in 0..<Self.mostAtOnce where file(inside: inside()) >= 0 {
            var address = sockaddr_storage()
            var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let client = http_accept(door, Int32(HTTPServer.firstFile), &address, &size)
            guard client >= 0 else { return noteFailure(errno) }
            // If not taken, the library has closed it.
            if http_add(daemon, client, &address, size) == 0 { isExhausted = true }
        }
    }

    private func noteFailure(_ code: Int32) {
        isExhausted = [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(code)
    }
}
