import Broadcast
import Glibc
import Platform
import TestSupport
import Testing

@Suite struct `a client to whom nothing flows` {
    /// What it sent beyond its request is never read, and must not make it look alive.
    @Test(arguments: [false, true])
    func `is let go soon after it has gone`(isReset: Bool) throws {
        let socket = try ListeningSocket(address: "127.0.0.1", port: 0)
        let port = socket.port
        let server = try HTTPServer(socket: socket, limits: .init(connections: 8), clock: .system) { _ in
            HTTPReply(status: 200, headers: [], body: .stream(Silence()))
        }
        defer { server.stop() }
        let client = try #require(connect(to: port))
        let request = Array("GET / HTTP/1.1\r\nHost: here\r\n\r\n\r\n".utf8)
        #expect(send(client, request, request.count, Int32(MSG_NOSIGNAL)) == request.count)
        var bytes = [UInt8](repeating: 0, count: 512)
        #expect(recv(client, &bytes, bytes.count, 0) > 0)
        var farewell = linger(l_onoff: isReset ? 1 : 0, l_linger: 0)
        setsockopt(client, SOL_SOCKET, SO_LINGER, &farewell, socklen_t(MemoryLayout<linger>.size))
        close(client)
        // Rounds, as the relay makes one each second.
        var rounds = 0
        while server.connectionCount > 0, rounds < 40 {
            rounds += 1
            server.expireConnections()
            usleep(50_000)
        }
        #expect(rounds < 40)
    }

    private func connect(to port: Int) -> Int32? {
        let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = in_addr_t(UInt32(0x7F00_0001).bigEndian)
        let isOpen = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        return isOpen ? file : nil
    }
}

/// Never has anything to give.
private final class Silence: HTTPStream {
    let wakeGroup = WakeGroup.period
    let sendBufferBytes = 4_608

    func next(into bytes: inout [UInt8], room: Int, unsentBytes: @autoclosure () -> Int) -> HTTPStreamStep {
        .wait
    }

    func ended() {}
}
